"""`python -m bench.statistics`: what ten questions cost, as the register grows, now and as of past moments.

Each is asked over HTTP in the process itself (ASGI), one at a time, and its sums are compared with those that the lines
alone give; beside it the same question by aggregation over the lines, as one would write it by hand.
"""

import asyncio
import gc
import random
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl

import asyncpg
import httpx
import typer
import uvloop

from bench import ledger_lines
from bench.figures import quantile
from bench.ground import Ground, ground
from service.app import build
from service.auth import clients
from service.auth.scopes import AUDITOR, STATISTICS, Scope
from service.bureau.load import Bureau, load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.desk.kit import Desk, local_date
from service.ledger.binding import bind
from service.ledger.books import Book
from service.settings import PACKAGED_BUREAU, Settings
from service.statistics import catalogue, queries, question
from service.statistics.answer import wanted
from service.statistics.queries import Wanted
from service.storage import engine
from service.storage.keyring import Keyring
from service.wiring import desk_of

# {y} is the calendar year before the moment that a question is asked as of.
QUESTIONS = (
    "registered_items?from={y}-01-01&to={y}-12-31&by=month,channel",
    "registered_items?from={y}-01-01&to={y}-12-31&by=class,month",
    "registered_items?from={y}-03-05&to={y}-09-17&by=township",
    "registered_items?from={y}-01-01&to={y}-12-31&by=class,township",
    "timely_disposal_rate?from={y}-01-01&to={y}-12-31&by=organ",
    "resolution_rate?by=organ,quarter&from={y}-01-01",
    "work_in_hand?by=organ",
    "online_share?by=township",
    "average_days_to_reply?from={y}-01-01&to={y}-12-31&by=channel",
    "registered_people?from=2010-01-01&by=year",
)
# What a load may leave out, since a power cut of a bench is of no interest; questions write nothing.
OPTIONS = {"fsync": "off", "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB", "autovacuum": "off"}
TIMES = 100  # each question, now and as of a moment of its own
WARM = 4  # before that, so that both connections know the statement
BY_HAND = 3  # each question by aggregation over the lines
MOST = 120.0  # seconds that such an aggregation may take
# An outsider is told the ledger without accusations and what hangs over it; whoever has case rights, the ledger.
CALLERS = {"an outsider": STATISTICS, "the bureau": AUDITOR}
LOADED = "loaded.txt"  # in the folder of a register that is whole
COUNTED = """
SELECT (SELECT count(*) FROM posting) AS lines, (SELECT count(*) FROM veil_posting) AS veil,
    (SELECT count(*) FROM page_total) AS totals, pg_size_pretty(pg_total_relation_size('posting')) AS size,
    pg_size_pretty(pg_total_relation_size('page_total')) AS more
"""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
CATALOGUE = catalogue.load()


@app.command()
def main(
    petitions: Annotated[int, typer.Option(help="the largest register")] = 10_000_000,
    alone: Annotated[bool, typer.Option("--alone", help="leave the smaller registers out")] = False,
    shared_buffers: Annotated[str, typer.Option(help="memory that PostgreSQL keeps for itself")] = "1GB",
    keep: Annotated[Path | None, typer.Option(help="folder where the registers stay, and are found again")] = None,
    load_only: Annotated[
        bool, typer.Option("--load-only", help="ask nothing: fill the registers that are kept")
    ] = False,
) -> None:
    """Print p50 and p99 of each question at 100,000 petitions, a million, and the most."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the database goes, and its disk is free again
    smaller = set() if alone else {size for size in (100_000, 1_000_000) if size < petitions}
    sizes = sorted(smaller | {petitions})
    for size in sizes:
        folder = keep and keep / str(size)
        if folder and not (folder / LOADED).exists():
            shutil.rmtree(folder, ignore_errors=True)  # what was left half-way
        with ground({**OPTIONS, "shared_buffers": shared_buffers}, folder) as place:
            if not (place.folder / LOADED).exists():
                uvloop.run(_load(place, size))
            print((place.folder / LOADED).read_text(encoding="utf-8"), flush=True)
            if not load_only:
                uvloop.run(_ask(place))


async def _load(place: Ground, petitions: int) -> None:
    connection = await asyncpg.connect(place.dsn)
    took = await ledger_lines.load(connection, petitions, datetime.now(UTC), load(PACKAGED_BUREAU))
    database = await engine.connect(place.dsn, size=2, wait=10)
    began = time.perf_counter()
    closed = await bind(begin=database.begin, read=database.read)
    bound = time.perf_counter() - began
    await database.close()
    await connection.execute("ANALYZE page_total; ANALYZE ledger_page; CHECKPOINT")
    counted = await connection.fetchrow(COUNTED)
    await connection.close()
    (place.folder / LOADED).write_text(
        f"\n{petitions:,} petitions: {counted['lines']:,} lines ({counted['size']}), {counted['veil']:,} over them, "
        f"loaded in {took:.0f} s; {closed:,} pages with {counted['totals']:,} totals ({counted['more']}) closed in "
        f"{bound:.0f} s\n",
        encoding="utf-8",
    )


async def _ask(place: Ground) -> None:
    now, bureau = datetime.now(UTC), load(PACKAGED_BUREAU)
    database = await engine.connect(place.dsn, size=4, wait=10)
    jurist = Jurist(bureau, ContentModel.load())
    desk = desk_of(
        database.begin, database.read, database.snapshot, keyring=Keyring("bench" * 8), bureau=bureau, jurist=jurist
    )
    gc.collect()  # as `xinfang serve` does before it answers
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    for caller, scopes in CALLERS.items():
        print(f"\n| {caller} asks | now p50 ms | p99 ms | as of p50 ms | p99 ms | by hand p50 ms | same sums |")
        print("|--|--:|--:|--:|--:|--:|--|")
        whole: tuple[list[float], list[float]] = ([], [])
        async with _calling(desk, scopes) as api:
            for text in QUESTIONS:
                times = [await _asked(api, text, now, past=past) for past in (False, True)]
                by_hand, same = await _by_hand(desk, text, now, bureau, sees_all=scopes is AUDITOR)
                print(f"| {text} | {_quantiles(times)} | {by_hand} | {same} |", flush=True)
                for all_of_them, some in zip(whole, times, strict=True):
                    all_of_them.extend(some)
        print(f"| all | {_quantiles(whole)} | | |", flush=True)
    await database.close()


def _quantiles(times: Sequence[list[float]]) -> str:
    return " | ".join(f"{quantile(sorted(some), share):.1f}" for some in times for share in (0.5, 0.99))


@asynccontextmanager
async def _calling(desk: Desk, scopes: Sequence[Scope]) -> AsyncIterator[httpx.AsyncClient]:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Desk]:
        yield desk

    key = await clients.add(f"bench {time.time_ns()}", scopes, begin=desk.begin)
    application = build(Settings(worker=False, client_rate=0), opened)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(application),
            base_url="http://bureau/v1/statistics/",
            headers={"Authorization": f"Bearer {key}"},
        ) as api,
    ):
        yield api


def _moments(now: datetime, count: int) -> Sequence[datetime]:
    chance = random.Random(41)
    return [now - timedelta(seconds=chance.uniform(0, 8 * 365 * 86_400)) for _ in range(count)]


async def _asked(api: httpx.AsyncClient, text: str, now: datetime, *, past: bool) -> list[float]:
    times = []
    for moment in _moments(now, WARM + TIMES):
        at = moment if past else now
        asked = text.format(y=at.year - 1)
        if past:
            asked += ("&" if "?" in asked else "?") + f"as_of={at.isoformat().replace('+', '%2B')}"
            asked += "" if "to=" in asked else f"&to={local_date(at)}"
        began = time.perf_counter()
        answer = await api.get(asked)
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
    return times[WARM:]


async def _by_hand(desk: Desk, text: str, now: datetime, bureau: Bureau, *, sees_all: bool) -> tuple[str, str]:
    """The same from the lines: how long it takes, now and as of two past moments, and whether the sums agree."""
    times, same = [], True
    for moment in (now, *_moments(now, BY_HAND - 1)):
        of_indicator = _wanted(text, moment, bureau, sees_all=sees_all)
        async with desk.read() as tx:
            lines: list[asyncpg.Record] = []
            began = time.perf_counter()
            for book in [Book.LEDGER] if sees_all else Book:
                sql, args = queries.over_lines(of_indicator, book)
                try:
                    lines += await asyncio.wait_for(tx.rows(sql, *args), MOST)
                except TimeoutError:
                    return f"over {MOST:.0f} s", "not known"
            times.append((time.perf_counter() - began) * 1000)
            found = await queries.sums(tx, of_indicator)
            found += [] if sees_all else await queries.veiled(tx, of_indicator)
        same &= sorted(repr(queries.summed(of_indicator, row)) for row in lines) == sorted(map(repr, found))
    return f"{quantile(sorted(times), 0.5):,.0f}", "yes" if same else "NO"


def _wanted(text: str, at: datetime, bureau: Bureau, *, sees_all: bool) -> Wanted:
    name, _, parameters = text.format(y=at.year - 1).partition("?")
    today: date = local_date(at)
    asked = question.read(CATALOGUE[name], parse_qsl(parameters), today=today, bureau=bureau, sees_all=sees_all)
    return wanted(asked, at)


if __name__ == "__main__":
    app()
