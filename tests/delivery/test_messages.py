"""A message exists if and only if its fact does, is for one audience, and holds no word of a petition."""

from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from service.delivery import messages
from service.delivery.messages import Message
from service.desk.kit import Desk
from service.rulebook.vocabulary import MessageKind
from tests.conftest import FRIDAY

SENT = Message(MessageKind.REFERRAL_SENT, 1, "HB8706518564", 7, "HB-ZJJ", None, FRIDAY, {"report_on": date(2026, 4, 1)})


@pytest.fixture
async def without_petitions(connection: asyncpg.Connection) -> None:
    """Messages of petitions that are not there."""
    await connection.execute("ALTER TABLE message DROP CONSTRAINT message_petition_id_fkey")


@pytest.mark.usefixtures("without_petitions")
async def test_what_was_written_is_what_is_told(desk: Desk, connection: asyncpg.Connection) -> None:
    async with desk.begin() as tx:
        tx.write(messages.post(SENT))
    row = await connection.fetchrow(
        "SELECT kind, petition_id, number, referral, organ, client_id, at, data FROM message"
    )
    assert tuple(row) == (
        *("referral.sent", 1, "HB8706518564", 7, "HB-ZJJ", None, FRIDAY),
        {"report_on": "2026-04-01"},
    )


@pytest.mark.usefixtures("without_petitions")
async def test_many_are_told_in_one_write(desk: Desk, connection: asyncpg.Connection) -> None:
    async with desk.begin() as tx:
        tx.write(messages.post_all([SENT, replace(SENT, organ="HB-JYJ"), replace(SENT, data={})]))
    assert await connection.fetchval("SELECT count(*) FROM message") == 3


@pytest.mark.usefixtures("without_petitions")
async def test_nothing_is_told_of_what_was_rolled_back(desk: Desk, connection: asyncpg.Connection) -> None:
    async def fail_after_posting() -> None:
        async with desk.begin() as tx:
            tx.write(messages.post(SENT))
            assert await tx.value("SELECT count(*) FROM message") == 1
            raise ValueError("midway")

    with pytest.raises(ValueError, match="midway"):
        await fail_after_posting()
    assert await connection.fetchval("SELECT count(*) FROM message") == 0


@pytest.mark.parametrize(("organ", "client_id"), [(None, None), ("HB-ZJJ", 1)])
def test_a_message_is_for_exactly_one_audience(organ: str | None, client_id: int | None) -> None:
    with pytest.raises(ValueError, match="one for each"):
        replace(SENT, organ=organ, client_id=client_id)


@pytest.mark.parametrize("text", ["王建国", "the neighbour's dog", "", "x" * 65, "-x", "物业"])
def test_a_message_holds_no_text(text: str) -> None:
    with pytest.raises(ValueError, match="never text"):
        replace(SENT, data={"reason": text})


@pytest.mark.parametrize(
    "code", ["c1", "R11", "2026-03-06", "411202002", "HB-SZ-2026-000001", MessageKind.REFERRAL_SENT]
)
def test_codes_are_no_text(code: str) -> None:
    assert replace(SENT, data={"reason": code}).data["reason"] == code
