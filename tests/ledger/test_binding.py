"""Closing pages: each line on one page of a level, nothing unsettled, several at once, none of another release."""

import asyncio
import random
from datetime import datetime
from itertools import pairwise

import asyncpg
import pytest

from service.desk.kit import Desk
from service.ledger import pages
from service.ledger.binding import bind, unbind
from service.ledger.books import Book
from service.storage.settled import settled
from tests.ledger import lines

STRETCHES = "SELECT level, since, until FROM ledger_page ORDER BY level, since"


async def stretches(desk: Desk) -> dict[int, list[tuple[datetime, datetime]]]:
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    async with desk.read() as tx:
        for row in await tx.rows(STRETCHES):
            found.setdefault(row["level"], []).append((row["since"], row["until"]))
    return found


async def post(desk: Desk, count: int, seed: int = 1, book: Book = Book.LEDGER) -> None:
    async with desk.begin() as tx:
        await tx.value("SELECT 1")
        await lines.keep(tx._connection, lines.made(count, random.Random(seed)), book)


async def test_pages_of_a_level_follow_one_another_from_the_beginning(own_desk: Desk) -> None:
    await post(own_desk, 500)
    await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3)
    found = await stretches(own_desk)

    assert set(found) == {0, 1, 2}
    for several in found.values():
        assert several[0][0] == pages.BEGINNING
        assert all(before[1] == after[0] for before, after in pairwise(several))
        assert len(several) <= len(found[0]) // 3 or several is found[0]


@pytest.mark.parametrize("book", Book)
async def test_the_totals_of_a_page_are_the_sum_of_its_lines(book: Book, own_desk: Desk) -> None:
    await post(own_desk, 500, book=book)
    await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3)

    async with own_desk.read() as tx:
        differing = await tx.rows(
            f"""
            SELECT ledger_page.id, cut, grain FROM ledger_page JOIN page_total ON page_id = id
            GROUP BY ledger_page.id, cut, grain
            HAVING sum(quantity) <> (
                SELECT sum(quantity) FROM {book.table} WHERE recorded_at > since AND recorded_at <= until
            )
            """  # noqa: S608 - names of tables
        )
        cuts = await tx.rows(
            "SELECT DISTINCT level >= 1 AS large, cut FROM page_total JOIN ledger_page ON id = page_id"
        )
    assert differing == []
    assert len(cuts) == 8 + 16  # what is not kept by the month, on the smallest pages; everything on the others


async def test_binding_again_changes_nothing(own_desk: Desk) -> None:
    await post(own_desk, 100)
    assert await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3) > 0
    before = await stretches(own_desk)

    assert await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3) == 0
    assert await stretches(own_desk) == before


async def test_several_at_once_bind_like_one(own_desk: Desk) -> None:
    await post(own_desk, 500)
    closed = await asyncio.gather(*(bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3) for _ in range(4)))
    closed.append(await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3))
    together = await stretches(own_desk)
    await unbind(begin=own_desk.begin, read=own_desk.read)
    alone = await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3)

    assert sum(closed) == alone
    assert together == await stretches(own_desk)


async def test_lines_of_both_books_fill_a_page(own_desk: Desk) -> None:
    await post(own_desk, 12, 1)
    await post(own_desk, 12, 2, Book.VEIL)

    assert await bind(begin=own_desk.begin, read=own_desk.read, lines=20) == 1


async def test_a_page_that_is_not_full_stays_open(own_desk: Desk) -> None:
    await post(own_desk, 19)

    assert await bind(begin=own_desk.begin, read=own_desk.read, lines=20) == 0


async def test_lines_that_an_open_writer_may_still_precede_are_on_no_page(own_desk: Desk) -> None:
    async with own_desk.begin() as writer:
        await writer.value("SELECT now()")
        async with own_desk.begin() as tx:
            await tx.value(
                "WITH posted AS (INSERT INTO posting (petition_id, recorded_at, business_on, measure, quantity) "
                "SELECT 1, clock_timestamp(), '2026-03-06', 'items', 1 FROM generate_series(1, 50) RETURNING 1) "
                "SELECT count(*) FROM posted"
            )
        assert await bind(begin=own_desk.begin, read=own_desk.read, lines=20) == 0

    assert await bind(begin=own_desk.begin, read=own_desk.read, lines=20) > 0


async def test_who_binds_does_not_hold_figures_back(own_desk: Desk) -> None:
    async with own_desk.begin() as binder:
        assert await pages.take_turn(binder)
        began: datetime = await binder.value("SELECT now()")
        async with own_desk.read() as tx:
            assert await settled(tx) > began
    async with own_desk.begin() as tx:
        assert await tx.value("SHOW application_name") == "xinfang-writer"


async def test_unbinding_leaves_no_page_and_no_total(own_desk: Desk) -> None:
    await post(own_desk, 100)
    closed = await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3)

    assert await unbind(begin=own_desk.begin, read=own_desk.read) == closed
    async with own_desk.read() as tx:
        assert await tx.value("SELECT count(*) FROM page_total") == 0
    assert await stretches(own_desk) == {}


async def test_pages_of_another_declaration_of_cuts_are_made_anew(
    own_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post(own_desk, 100)
    with monkeypatch.context() as before:
        before.setattr(pages, "DECLARATION", "that of another release")
        closed = await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3)

    assert await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=3) == closed
    async with own_desk.read() as tx:
        assert await tx.rows("SELECT 1 FROM ledger_page WHERE cuts = 'that of another release'") == []


async def test_the_ledger_itself_refuses_to_forget(connection: asyncpg.Connection, desk: Desk) -> None:
    await lines.keep(connection, lines.made(100, random.Random(1)))
    await bind(begin=desk.begin, read=desk.read, lines=20, fan=3)

    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("DELETE FROM posting")
