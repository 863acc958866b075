"""`xinfang replay`: post a file of real messages to a running service, then check its figures against what was sent."""

import asyncio
import csv
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from service.cli.replay_client import Message, Outcome, Patience, post, registered_by_class
from service.cli.replay_report import Report

csv.field_size_limit(10_000_000)


def replay(
    file: Annotated[Path, typer.Argument(exists=True, help="CSV with the columns title and detail")],
    portal_key: Annotated[str, typer.Option(envvar="XINFANG_PORTAL_KEY")],
    statistics_key: Annotated[str, typer.Option(envvar="XINFANG_STATISTICS_KEY")],
    url: Annotated[str, typer.Option(help="where the service runs")] = "http://127.0.0.1:8000",
    rate: Annotated[float, typer.Option(help="messages a second at most; 0 is as fast as possible")] = 0,
    limit: Annotated[int, typer.Option(help="stop after so many; 0 is all")] = 0,
    connections: Annotated[int, typer.Option(min=1, max=256, help="requests under way at once")] = 16,
    run: Annotated[str, typer.Option(help="name of the run: the same name makes the same Idempotency-Keys")] = "replay",
    division: Annotated[str | None, typer.Option(help="state this division as the place of every problem")] = None,
    patience: Annotated[float, typer.Option(help="seconds to keep trying a service that does not answer")] = 60,
) -> None:
    """Post messages, each once however often it is tried, and compare the statistics with what was acknowledged."""
    messages = _read(file, run, limit, division)
    good = asyncio.run(_replay(messages, url, portal_key, statistics_key, rate, connections, Patience(patience)))
    sys.exit(0 if good else 1)


def _read(file: Path, run: str, limit: int, division: str | None) -> list[Message]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if not rows.fieldnames or not {"title", "detail"} <= set(rows.fieldnames):
            sys.exit(f"xinfang: {file} needs the columns title and detail, and has {', '.join(rows.fieldnames or [])}")
        messages: list[Message] = []
        for position, row in enumerate(rows):
            if limit and len(messages) >= limit:
                break
            title, detail = (row["title"] or "").strip(), (row["detail"] or "").strip()
            key = sha256(f"{run}\n{position}\n{title}\n{detail}".encode()).hexdigest()
            messages.append(
                Message(key, title or detail[:200] or "（无标题）", detail or title or "（无内容）", division)
            )
        return messages


async def _replay(
    messages: list[Message],
    url: str,
    portal_key: str,
    statistics_key: str,
    rate: float,
    connections: int,
    patience: Patience,
) -> bool:
    limits = httpx.Limits(max_connections=connections + 1, max_keepalive_connections=connections + 1)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits) as client:
        before = await registered_by_class(client, statistics_key, patience)
        began = time.perf_counter()
        outcomes = await _post_all(client, messages, portal_key, rate, connections, patience)
        seconds = time.perf_counter() - began
        after = await registered_by_class(client, statistics_key, patience)
    after.subtract(before)
    report = Report(outcomes, seconds, after)
    report.show(Console())
    return report.good


async def _post_all(
    client: httpx.AsyncClient, messages: list[Message], key: str, rate: float, connections: int, patience: Patience
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    waiting = iter(enumerate(messages))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("posting", total=len(messages))
        began = time.perf_counter()

        async def courier() -> None:
            for position, message in waiting:
                if rate:
                    await asyncio.sleep(max(0.0, began + position / rate - time.perf_counter()))
                outcomes.append(await post(client, message, key, patience))
                progress.advance(task)

        async with asyncio.TaskGroup() as group:
            for _ in range(connections):
                group.create_task(courier())
    return outcomes
