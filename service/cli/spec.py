"""`xinfang openapi`: the contract, as a file that changes only when the contract does."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import orjson
import typer

from service.desk.kit import Desk
from service.settings import Settings


def openapi(
    to: Annotated[Path, typer.Option(help="file to write")] = Path("openapi/openapi.json"),
) -> None:
    """Write the OpenAPI document of this release."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(document())
    typer.echo(f"wrote {to}")


def document() -> bytes:
    """The document, in one stable form."""
    from service.app import build  # its imports take longer than most other commands

    spec = build(Settings(), _never_opened).openapi()
    return orjson.dumps(spec, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def _never_opened() -> AbstractAsyncContextManager[Desk]:
    raise RuntimeError("the document is written without starting the service")
