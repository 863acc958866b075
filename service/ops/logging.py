"""Logs as one JSON object per line: fields to filter by, no name and no word of a petition.

An exception is logged by its kind and the lines it passed through. Its text is left out: a database error quotes the
row it refused, and that row is somebody's petition.
"""

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from pythonjsonlogger.orjson import OrjsonFormatter

OURS = Path(__file__).parents[1]

_Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PrivateFormatter(OrjsonFormatter):
    """JSON with exceptions reduced to what tells nothing of a person."""

    def formatException(self, ei: _Info) -> Any:  # noqa: N802 - the name is the library's
        """Kind and place of an exception, without its text: our own lines, and the one where it was raised."""
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)
        kept = [frame for frame in frames[:-1] if OURS in Path(frame.filename).parents] + list(frames[-1:])
        return {"kind": kind.__name__ if kind else "", "trace": [_place(frame) for frame in kept]}


def _place(frame: traceback.FrameSummary) -> str:
    file = Path(frame.filename)
    return f"{file.relative_to(OURS.parent) if OURS in file.parents else file.name}:{frame.lineno} {frame.name}"


def configure(level: str) -> None:
    """Send everything through one handler to standard error, so that standard output stays for the command's own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        PrivateFormatter(
            "{asctime}{levelname}{name}{message}", style="{", rename_fields={"asctime": "at", "levelname": "level"}
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # One line per request is written by our own middleware, with the route and without the address.
    logging.getLogger("uvicorn.access").disabled = True
    for noisy in ("httpx", "httpcore", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
