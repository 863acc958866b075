"""`xinfang letters import`: a folder of scans goes to the letter desk, each letter once however often it is tried."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from service.cli.replay_client import Patience
from service.desk.kit import local_date

app = typer.Typer(no_args_is_help=True, help="Letters on paper, in bulk.")

NOTED = ".json"
IGNORED = frozenset((".json", ".jsonl", ".part", ".db"))


@dataclass(frozen=True, slots=True)
class Scan:
    """A letter in the folder: a sub-folder with its pages in the order of their names, or one file."""

    path: Path
    pages: tuple[Path, ...]
    noted: dict[str, Any]

    def key(self) -> str:
        """The same for the same pages, wherever they lie and however often they are sent."""
        digests = b"".join(sha256(page.read_bytes()).digest() for page in self.pages)
        return f"import-{sha256(digests).hexdigest()}"


@dataclass(slots=True)
class Report:
    """What came of the folder."""

    counts: Counter[str] = field(default_factory=Counter)
    doubted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@app.command("import")
def import_letters(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="a letter a file or a sub-folder")],
    key: Annotated[str, typer.Option(envvar="XINFANG_LETTERS_KEY", help="a key with the scope letters:register")],
    url: Annotated[str, typer.Option(help="where the service runs")] = "http://127.0.0.1:8000",
    received_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="签收日期 of letters without one of their own; today")
    ] = None,
    wait: Annotated[float, typer.Option(help="seconds to wait until what was registered is read")] = 0,
    patience: Annotated[float, typer.Option(help="seconds to keep trying a service that does not answer")] = 60,
) -> None:
    """Register all letters of a folder. Stopped and started again, it goes on; nothing is registered twice.

    What the desk noted of `NAME.jpg` or of the folder `NAME` may stand in `NAME.json` beside it, as `POST /v1/letters`
    takes it. Exit code 1 where a letter was refused.
    """
    day = (received_on.date() if received_on else local_date(datetime.now(UTC))).isoformat()
    scans = list(_scans(folder, day))
    report = asyncio.run(_import(scans, url, key, wait, Patience(patience)))
    counts = report.counts
    typer.echo(f"registered {counts['registered']}, known before {counts['known']}, refused {counts['refused']}")
    for line in report.doubted:
        typer.echo(f"doubted  {line}")
    for line in report.refused:
        typer.echo(f"refused  {line}")
    sys.exit(1 if report.refused else 0)


def _scans(folder: Path, day: str) -> Iterator[Scan]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.suffix.lower() in IGNORED:
            continue
        pages = tuple(sorted(one for one in path.iterdir() if one.is_file())) if path.is_dir() else (path,)
        pages = tuple(one for one in pages if not one.name.startswith(".") and one.suffix.lower() not in IGNORED)
        beside = path.parent / f"{path.stem if path.is_file() else path.name}{NOTED}"
        noted = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
        if pages:
            yield Scan(path, pages, {"received_on": day, **noted})


async def _import(scans: list[Scan], url: str, key: str, wait: float, patience: Patience) -> Report:
    report, numbers = Report(), dict[str, str]()
    headers = {"Authorization": f"Bearer {key}"}
    columns = (TextColumn("letters"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=120) as client:
        with Progress(*columns, console=Console(stderr=True)) as progress:
            for scan in progress.track(scans):
                await _hand_in(scan, client, patience, report, numbers)
        await _doubted(numbers, client, wait, report)
    return report


async def _hand_in(
    scan: Scan, client: httpx.AsyncClient, patience: Patience, report: Report, numbers: dict[str, str]
) -> None:
    files = [("page", (page.name, page.read_bytes())) for page in scan.pages]
    sent = {"data": {"letter": json.dumps(scan.noted)}, "files": files, "headers": {"Idempotency-Key": scan.key()}}
    answer, _ = await patience.request(client, "POST", "/v1/letters", **sent)
    told = answer.json()
    if answer.status_code == 201:
        report.counts["known" if "Idempotency-Replayed" in answer.headers else "registered"] += 1
        numbers[told["number"]] = scan.path.name
    elif told["code"] in ("letter_known", "idempotency_key_reused"):  # scanned before, perhaps by somebody else
        report.counts["known"] += 1
    else:
        report.counts["refused"] += 1
        because = "; ".join(f"{one['pointer']} {one['code']}" for one in told.get("errors", ()))
        report.refused.append(f"{scan.path.name}: {told['code']} {because}".rstrip())


async def _doubted(numbers: dict[str, str], client: httpx.AsyncClient, wait: float, report: Report) -> None:
    """Which of what was registered nobody could read: asked once, or until all is read and for no longer than that."""
    async with asyncio.timeout(wait + 60):
        left, waited = dict(numbers), 0.0
        while left:
            for number, name in list(left.items()):
                shown = (await client.get(f"/v1/letters/{number}")).json()
                state = shown["state"]
                if state == "to_transcribe":
                    report.doubted.append(f"{name}: {number} is for a person to transcribe")
                if state != "reading" or waited >= wait:
                    like = ", ".join(two["number"] for two in shown["doubles"])
                    if like:
                        report.doubted.append(f"{name}: {number} may be a letter that is registered as {like}")
                    del left[number]
            if left:
                await asyncio.sleep(1)
                waited += 1
