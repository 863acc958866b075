"""`python -m bench.posting_cost`: what the lines of the ledger cost an intake.

The real use case in this process, on a database with everything on, by several at once: rounds with its postings and
rounds without them take turns, so that whatever else the machine does meets both alike.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Annotated
from unittest.mock import patch

import typer
import uvloop

from bench import petitions
from bench.ground import ground
from bench.meter import Meter
from service.auth import clients
from service.auth.scopes import PORTAL
from service.bureau.load import Bureau, load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.desk.kit import Desk
from service.intake import receive as intake
from service.intake.arrival import Arrival, arrival_of
from service.intake.forms import PetitionForm
from service.intake.receipts import told
from service.ledger import book
from service.settings import PACKAGED_BUREAU
from service.storage import engine
from service.storage.keyring import Keyring
from service.storage.statement import Write
from service.wiring import desk_of

AT_ONCE = 8
EACH = 400  # intakes of a round
NOTHING = Write("SELECT $1::int", (1,))  # in the place of the lines: one part of the statement, as before

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
SERIALS = count()


@app.command()
def main(rounds: Annotated[int, typer.Option(help="of each kind, beside two that warm up")] = 15) -> None:
    """Print milliseconds and processor time of an intake with and without its postings."""
    with ground() as place:
        meter = Meter(None, place.postmaster)
        with_lines, without = uvloop.run(_measured(place.dsn, rounds, meter))
    for what, figures in (("with postings", with_lines), ("without", without)):
        wall, used = map(statistics.median, figures)
        print(f"{what}: {wall:.3f} ms an intake, {used:.0f} µs of processor time in service and PostgreSQL")
    for what, ones, others in zip(("time", "processor time"), with_lines, without, strict=True):
        pairs = [one / other - 1 for one, other in zip(ones, others, strict=True)]
        print(f"paired: {statistics.median(pairs):+.1%} of the {what} of an intake (quartiles {quartiles(pairs)})")


def quartiles(values: list[float]) -> str:
    """The middle half of these shares."""
    low, _, high = statistics.quantiles(values, n=4)
    return f"{low:+.1%} to {high:+.1%}"


Figures = tuple[list[float], list[float]]


async def _measured(dsn: str, rounds: int, meter: Meter) -> tuple[Figures, Figures]:
    async with desk_on(dsn) as desk:
        arrivals = arrivals_of(desk.bureau)
        kept: tuple[Figures, Figures] = ([], []), ([], [])
        for nth in range(rounds + 2):
            for figures, posts in zip(kept, (True, False), strict=True):
                with nullcontext() if posts else patch.object(book, "post", lambda *_: NOTHING):
                    took, used = await measured_round(desk, arrivals, meter)
                if nth >= 2:
                    figures[0].append(took)
                    figures[1].append(used)
    return kept


@asynccontextmanager
async def desk_on(dsn: str) -> AsyncIterator[Desk]:
    """A desk with a portal on this database."""
    bureau = load(PACKAGED_BUREAU)
    database = await engine.connect(dsn, size=2 * AT_ONCE, wait=30)
    jurist = Jurist(bureau, ContentModel.load())
    desk = desk_of(
        database.begin, database.read, database.snapshot, keyring=Keyring("bench" * 8), bureau=bureau, jurist=jurist
    )
    await clients.add("bench", PORTAL, begin=desk.begin)
    yield desk
    await database.close()


def arrivals_of(bureau: Bureau) -> list[Arrival]:
    """What a round takes in."""
    return [
        arrival_of(PetitionForm.model_validate_json(body), at=datetime.now(UTC), divisions=bureau.divisions)
        for body in petitions.bodies(petitions.source(None))[:EACH]
    ]


async def measured_round(desk: Desk, arrivals: list[Arrival], meter: Meter) -> tuple[float, float]:
    """Milliseconds and microseconds of processor time that an intake of a round took."""
    before, began = _processor(meter), time.perf_counter()
    await _round(desk, arrivals)
    took, used = time.perf_counter() - began, _processor(meter) - before
    return took / len(arrivals) * 1000, used / len(arrivals) * 1e6


def _processor(meter: Meter) -> float:
    return meter.usage().database + time.process_time()


async def _round(desk: Desk, arrivals: list[Arrival]) -> None:
    waiting = iter(arrivals)

    async def courier() -> None:
        for arrival in waiting:
            await intake.receive(
                arrival,
                client_id=1,
                key=f"bench-{next(SERIALS)}",
                at=datetime.now(UTC),
                desk=desk,
                told=partial(told, bureau=desk.bureau),
            )

    await asyncio.gather(*(courier() for _ in range(AT_ONCE)))


if __name__ == "__main__":
    app()
