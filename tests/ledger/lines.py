"""Made-up lines of the ledger, recorded when a test says."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg

from service.ledger.books import Book
from service.rulebook.measures import Measure

SINCE = datetime(2024, 12, 20, tzinfo=UTC)
DAYS = 420  # over which they are recorded; those of a later start over as many

_COLUMNS = (
    *("petition_id", "recorded_at", "business_on", "measure", "kind", "quantity", "bureau", "channel", "content_class"),
    *("division", "organ", "purpose", "route", "repeat", "joint", "confidential"),
)


def made(count: int, chance: random.Random, since: datetime = SINCE) -> list[tuple[Any, ...]]:
    """So many lines: most count on the day they are recorded, some on an earlier one, what falls due on a later one."""
    return [_line(chance, since) for _ in range(count)]


async def keep(connection: asyncpg.Connection, lines: list[tuple[Any, ...]], book: Book = Book.LEDGER) -> None:
    """Post them."""
    await connection.copy_records_to_table(book.table, records=lines, columns=_COLUMNS)


def _line(chance: random.Random, since: datetime) -> tuple[Any, ...]:
    # Few moments, so that some lines share one.
    at = since + timedelta(minutes=1, hours=8 * chance.randrange(3 * DAYS))
    measure, kind, days = chance.choice(
        [
            (Measure.ITEMS, None, -chance.choice((0, 0, 0, 1, 90))),
            (Measure.IN_HAND, None, 0),
            (Measure.DUTIES_DUE, chance.choice(("c1", "c3")), chance.choice((15, 60))),
            (Measure.DUTIES_MET, chance.choice(("c1", "c3")), 15),
            (Measure.DAYS_TO_REPLY, chance.choice(("0003", "0040")), 0),
            (Measure.CLOSINGS, chance.choice(("resolved", "unresolved")), 0),
        ]
    )
    on: date = (at + timedelta(hours=8)).date() + timedelta(days=days)
    return (
        *(1, at, on, measure.value, kind, chance.choice((1, 1, 1, -1, 3))),
        "411202",
        chance.choice(("online", "phone", "visit", None)),
        chance.choice(("030101", "030200", "040000", None)),
        chance.choice(("411202002001", "411202003", "411202", None)),
        chance.choice(("HB-01", "HB-02", None)),
        chance.choice(("complaint", None)),
        chance.choice(("petition", None)),
        chance.choice((True, False, None)),
        chance.choice((True, None)),
        chance.random() < 0.1,
    )
