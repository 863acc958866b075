"""What has ended is kept as long as the schedule says, and longer where an officer holds it."""

from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest

from service.desk.kit import Desk
from service.rights.due import Due, due
from service.rulebook.retention import Retention, RetentionKind, Schedule, kind_of
from tests.conftest import PETITION, SteppedClock, admit, key
from tests.procedure_steps import CLOSING, Procedure, procedure_on
from tests.reveal.test_revealing import trail

WHY = {"because": "按规定办理。"}
FILED = {**WHY, "disposition": "file"}
REPLIED = {**WHY, "disposition": "reply", "answer": "工作日八点至十八点。"}


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    return await procedure_on(api, desk, clock)


async def ended(procedure: Procedure, how: dict[str, Any], name: str = "one") -> str:
    number = await procedure.decided(PETITION, name)
    answer = await procedure.bureau(number, "dispositions", how)
    assert answer.status_code < 300, answer.text
    return number


async def over(desk: Desk, on: date) -> list[Due]:
    return [one async for one in due(on, desk=desk)]


async def hold(procedure: Procedure, number: str, held: bool, officer: str = "A01") -> httpx.Response:
    headers = {**procedure.clerk, "X-Officer": officer}
    body = {"held": held, "because": "涉及诉讼，电话13800001234。"}
    return await procedure.api.put(f"/v1/petitions/{number}/legal-hold", json=body, headers=headers)


async def test_what_had_no_answer_is_over_ten_whole_years_after_the_one_it_ended_in(
    procedure: Procedure, desk: Desk
) -> None:
    number = await ended(procedure, FILED)

    assert await over(desk, date(2036, 12, 31)) == []
    (one,) = await over(desk, date(2037, 1, 1))
    assert (one.number, one.kind, one.ended_on) == (number, RetentionKind.UNANSWERED, date(2026, 3, 6))
    assert "档案" in one.article


async def test_what_was_answered_by_bureau_or_organ_is_kept_longer(procedure: Procedure, desk: Desk) -> None:
    by_bureau = await ended(procedure, REPLIED)
    matter = await procedure.answered(PETITION, "two")
    assert (await procedure.organ(matter, "closing", CLOSING)).status_code == 200

    assert await over(desk, date(2056, 12, 31)) == []
    found = await over(desk, date(2057, 1, 1))
    assert {one.number for one in found} == {by_bureau, matter.removesuffix("-1")}
    assert {one.kind for one in found} == {RetentionKind.ANSWERED}


async def test_what_a_leader_had_to_do_with_is_kept_for_ever(procedure: Procedure, desk: Desk) -> None:
    number = await ended(procedure, FILED)
    care = {"number": number, "role": "other", "leader": "L02", "due_on": "2026-04-01"}
    headers = {**procedure.clerk, **key("care"), "X-Officer": "A01"}
    taken = await procedure.api.post("/v1/supervision/cares", json=care, headers=headers)
    assert taken.status_code == 201, taken.text

    assert await over(desk, date(2999, 1, 1)) == []


async def test_what_has_not_ended_is_never_over(procedure: Procedure, desk: Desk) -> None:
    await procedure.register(PETITION)
    await procedure.referred(PETITION, "two")

    assert await over(desk, date(2999, 1, 1)) == []


async def test_a_hold_is_marked_until_it_is_lifted(procedure: Procedure, desk: Desk) -> None:
    number = await ended(procedure, FILED)

    told = await hold(procedure, number, held=True)
    held = await over(desk, date(2037, 1, 1))
    await hold(procedure, number, held=False)
    lifted = await over(desk, date(2037, 1, 1))

    assert (told.status_code, told.json()["held"]) == (200, True), told.text
    assert [one.held for one in (*held, *lifted)] == [True, False]
    entries = await trail(procedure.api, desk, kind="legal_hold_decided")
    assert [one["detail"]["held"] for one in entries] == [False, True]
    assert entries[0]["detail"]["because"] == "涉及诉讼，电话138****1234。"


async def test_who_may_not_decide_holds_nothing(procedure: Procedure, desk: Desk) -> None:
    number = await ended(procedure, FILED)
    await procedure.bureau(number, "recusals", {"officer": "A02", "because": "亲属。"})

    recused = await hold(procedure, number, True, "A02")
    unknown = await hold(procedure, "HB0000000000", True)
    procedure.clerk = await admit(desk, "reader", ())
    shut = await hold(procedure, number, True)

    assert [one.json()["code"] for one in (recused, unknown, shut)] == [
        "officer_recused",
        "unknown_petition",
        "scope_missing",
    ]


async def test_a_bureau_may_keep_everything_for_ever(procedure: Procedure, desk: Desk) -> None:
    await ended(procedure, FILED)
    kept = Schedule(tuple(replace(one, years=None) for one in desk.bureau.retention.lines))
    patient = replace(desk, bureau=replace(desk.bureau, retention=kept))

    assert await over(patient, date(2999, 1, 1)) == []


def test_each_day_has_its_own_line() -> None:
    old = Retention(RetentionKind.ANSWERED, 20, "旧规定", "low", None, date(2020, 12, 31))
    new = Retention(RetentionKind.ANSWERED, 30, "新规定", "medium", date(2021, 1, 1), None)
    schedule = Schedule((old, new))

    assert schedule.of(RetentionKind.ANSWERED, date(2020, 12, 31)) is old
    assert schedule.of(RetentionKind.ANSWERED, date(2021, 1, 1)) is new
    assert old.over_on(date(2020, 1, 1)) == date(2041, 1, 1)


@pytest.mark.parametrize(
    ("instructed", "answered", "kind"),
    [
        (True, True, RetentionKind.INSTRUCTED),
        (True, False, RetentionKind.INSTRUCTED),
        (False, True, RetentionKind.ANSWERED),
        (False, False, RetentionKind.UNANSWERED),
    ],
)
def test_where_a_leader_had_to_do_with_it_that_decides(instructed: bool, answered: bool, kind: RetentionKind) -> None:
    assert kind_of(instructed=instructed, answered=answered) is kind
