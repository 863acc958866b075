"""Whichever pages are closed, and however large, a question has the answer that the lines alone give."""

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from service.desk.kit import Desk
from service.ledger import pages
from service.ledger.binding import bind, unbind
from service.ledger.books import Book
from service.ledger.cuts import COLUMNS, CUTS, Finest, cut_for
from service.rulebook.measures import Measure
from service.statistics import catalogue, queries
from service.statistics.answer import wanted
from service.statistics.dimensions import DIMENSIONS
from service.statistics.fold import scopes
from service.statistics.queries import Wanted
from service.statistics.question import Question, dimensions
from service.storage.transaction import ReadTx
from tests.ledger import lines

Ask = Callable[[ReadTx, Wanted], Awaitable[list[queries.Sum]]]

NOW = datetime(2026, 6, 1, tzinfo=UTC)  # when nothing of what is made has not been recorded yet
INDICATORS = catalogue.load()
ASKED = (
    *("registered_items", "work_in_hand", "timely_disposal_rate", "average_days_to_reply", "resolution_rate"),
    "online_share",
)


def a_question(chance: random.Random) -> Question:
    """Any well-formed question."""
    (indicator,) = INDICATORS[chance.choice(ASKED)]
    possible = dimensions(indicator)
    by = tuple(chance.sample(possible, chance.choice((0, 1, 1, 1, 2, 3))))
    one, other = sorted(date(2024, 9, 1) + timedelta(days=chance.randrange(600)) for _ in range(2))
    codes = {
        "channel": ("online", "unknown"),
        "class": ("030000",),
        "organ": ("HB-01", "unknown"),
        "repeat": ("false",),
    }
    filters = tuple((name, codes[name]) for name in sorted(codes) if chance.random() < 0.15)
    first = None if indicator.kind == "stock" else one
    return Question(indicator, first, other, by, filters, None, sees_all=chance.random() < 0.7)


async def answers(tx: ReadTx, questions: list[Wanted]) -> list[list[queries.Sum]]:
    def order(one: queries.Sum) -> str:
        return repr((one.keys, one.measure, one.kind, one.scopes))

    return [
        sorted(await ask(tx, question), key=order) for question in questions for ask in (queries.sums, queries.veiled)
    ]


@pytest.mark.parametrize("seed", range(8))
async def test_pages_change_no_answer(seed: int, connection: asyncpg.Connection, desk: Desk) -> None:
    chance = random.Random(seed)
    await lines.keep(connection, lines.made(900, chance))
    await lines.keep(connection, lines.made(400, chance), Book.VEIL)
    moments = [lines.SINCE + timedelta(minutes=chance.randrange(lines.DAYS * 24 * 60)) for _ in range(4)]
    asked = [wanted(a_question(chance), chance.choice([*moments, NOW])) for _ in range(60)]
    async with desk.read() as tx:
        without = await answers(tx, asked)
        await bind(begin=desk.begin, read=desk.read, lines=chance.choice((7, 20, 90)), fan=chance.choice((2, 3)))
        within = await answers(tx, asked)
        for gone in await connection.fetch("SELECT id FROM ledger_page ORDER BY random() LIMIT 5"):
            await connection.execute(pages.DROP, gone["id"])
        holed = await answers(tx, asked)
        await lines.keep(connection, lines.made(100, chance, since=NOW))
        await bind(begin=desk.begin, read=desk.read, lines=7, fan=2)
        bound_over_holes = await answers(tx, asked)
        await unbind(begin=desk.begin, read=desk.read)
        afterwards = await answers(tx, asked)

    assert any(without[::2])
    assert any(without[1::2])
    assert within == without
    assert holed == without
    assert bound_over_holes == without
    assert afterwards == without


@pytest.mark.parametrize(("book", "ask"), [(Book.LEDGER, queries.sums), (Book.VEIL, queries.veiled)])
async def test_totals_are_read_and_not_the_lines_behind_them(
    book: Book, ask: Ask, connection: asyncpg.Connection, desk: Desk
) -> None:
    await lines.keep(connection, lines.made(300, random.Random(1)), book)
    (indicator,) = INDICATORS["registered_items"]
    question = wanted(
        Question(indicator, date(2025, 1, 1), date(2025, 12, 31), ("month", "channel"), (), None, sees_all=True),
        NOW,
    )
    await bind(begin=desk.begin, read=desk.read, lines=10, fan=2)
    async with desk.read() as tx:
        before = await ask(tx, question)
        await connection.execute("UPDATE page_total SET quantity = quantity * 1000")
        after = await ask(tx, question)

    assert sum(one.quantity for one in after) > 100 * sum(one.quantity for one in before)


@pytest.mark.parametrize("code", list(INDICATORS))
@pytest.mark.parametrize("by", ["", "channel", "class", "district", "township", "organ", "month", "year", "day"])
def test_every_indicator_is_answered_from_totals_by_what_is_asked_most(code: str, by: str) -> None:
    for indicator in INDICATORS[code]:
        names = [name for name in (by, *scopes(indicator)) if name and not DIMENSIONS[name].is_period]
        assert cut_for(names) is not None


@pytest.mark.parametrize(
    "by", ["channel,township", "class,township", "class2", "village", "class,organ", "organ,route"]
)
def test_pairs_that_are_asked_for_have_a_cut(by: str) -> None:
    assert cut_for(by.split(",")) is not None


def test_what_no_cut_tells_is_left_to_the_lines() -> None:
    assert cut_for(("village", "class3", "organ")) is None
    assert cut_for(("village",), Finest.DAY) is None


def test_cuts_keep_columns_of_lines_under_numbers_of_their_own() -> None:
    assert [cut.number for cut in CUTS] == list(range(len(CUTS)))
    for cut in CUTS:
        assert set(cut.columns) <= set(COLUMNS)
        assert len(cut.columns) == len(cut.names)


def measures_asked() -> set[Any]:
    return {measure for code in ASKED for one in INDICATORS[code] for measure in one.measures}


def test_the_questions_ask_for_measures_of_every_sort() -> None:
    assert measures_asked() >= {Measure.ITEMS, Measure.IN_HAND, Measure.DUTIES_DUE, Measure.DAYS_TO_REPLY}
