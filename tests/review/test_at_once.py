"""Several at once on one petition: nothing is asked, rated or added twice; who has no code waits for nobody."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from service.auth.scopes import ORGAN
from service.desk.kit import Desk
from service.desk.opening import canonical
from service.register import petitions
from service.storage.engine import Database
from tests.citizen import REQUEST, REVIEWERS, Citizen
from tests.conftest import PETITION, SteppedClock, admit, calling, serving
from tests.referral.conftest import procedure_on


@pytest.fixture
async def crowd(own_desk: Desk, own_database: Database, clock: SteppedClock) -> AsyncIterator[Citizen]:
    """A petitioner over a database with real commits."""
    async with serving(own_desk) as application, calling(application) as api:
        procedure = await procedure_on(api, own_desk, clock)
        for code in REVIEWERS:
            procedure.organs[code] = await admit(own_desk, code, ORGAN, code)
        async with own_database.read() as tx:
            yield Citizen(procedure, api, clock, tx._connection, dict(PETITION))


async def test_what_is_said_six_times_at_once_is_said_once(crowd: Citizen) -> None:
    number = await crowd.answered()
    code = await crowd.code()

    async def six(door: str, body: dict[str, object]) -> list[tuple[int, str]]:
        answers = await asyncio.gather(*(crowd.say(number, door, body, code) for _ in range(6)))
        return sorted((answer.status_code, answer.json().get("code", "")) for answer in answers)

    rated = await six("evaluation", {"satisfaction": "satisfied"})
    added = await six("supplements", {"text": "补充一份工资单。"})
    asked = await six("reviews", REQUEST)

    assert rated == [(201, ""), *[(409, "already_rated")] * 5]
    assert {status for status, _ in added} == {status for status, _ in asked} == {201}
    events = await crowd.events(number)
    assert [events.count(kind) for kind in ("evaluated", "supplemented", "review_requested")] == [1, 1, 1]


async def test_who_has_not_the_code_does_not_wait_for_who_works_on_the_petition(crowd: Citizen, own_desk: Desk) -> None:
    number = await crowd.answered()
    async with own_desk.begin() as tx:
        assert await petitions.lock(tx, canonical(number, own_desk))
        for door, body in (
            ("reviews", REQUEST),
            ("evaluation", {"satisfaction": "mostly"}),
            ("supplements", {"text": "好"}),
            ("withdrawal", {}),
        ):
            async with asyncio.timeout(2):
                answer = await crowd.say(number, door, body, "AAAAA-AAAAA")
            assert answer.status_code == 404
