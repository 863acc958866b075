"""The invariants of the domain (§21) over HTTP, each under its number; `docs/invariants.md` says where each is kept."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from service.desk.kit import Desk
from service.rulebook.urgency import Told
from service.worker import Worker
from tests.conftest import SteppedClock, key, reader
from tests.matters.conftest import HEATING
from tests.procedure_steps import CLOSING, DECISION, REPLY, Petition, Procedure

WHY = {"because": "经核对。"}
OBJECTION = {**WHY, "basis": "三定规定。", "proposed_organ": "HB-ZJJ"}
EXTENSION = {**WHY, "days": 30, "approved_by": "B9"}
REFUSAL = {"code": "r5", "because": "已依法终结。", "where_to_go": "请向政法机关咨询。"}
Refused = tuple[int, str]


def said(answer: httpx.Response) -> Refused:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


def clock_of(shown: dict[str, Any], clock: str) -> dict[str, Any] | None:
    """One of the running clocks that an answer shows."""
    found: dict[str, Any] | None = next((one for one in shown["next"] if one["clock"] == clock), None)
    return found


def days_after(day: str, count: int) -> str:
    """A day so many calendar days later."""
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()


# 1 --------------------------------------------------------------------------------------------------------------------


async def test_01_every_received_item_has_its_own_record_and_number(
    procedure: Procedure, petition: Petition, connection: asyncpg.Connection
) -> None:
    bodies = [
        *(petition(channel=channel) for channel in ("online", "phone", "other")),
        petition(anonymous=True, petitioner=None),
        petition(people_count=12),
        *[petition()] * 2,  # the same once more is another item
    ]
    numbers = {(await procedure.register(body, f"item-{nth}"))["number"] for nth, body in enumerate(bodies)}

    assert len(numbers) == len(bodies) == await connection.fetchval("SELECT count(*) FROM petition")


@pytest.mark.parametrize("table", ["petition", "event", "deadline", "classification", "posting", "recusal"])
async def test_01_nothing_on_record_can_be_deleted(
    procedure: Procedure, petition: Petition, connection: asyncpg.Connection, table: str
) -> None:
    await procedure.referred(petition())

    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await connection.execute("DELETE FROM " + table)  # noqa: S608 - one of the names above


# 2 --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days_ago", [0, 1, 10, 20])
async def test_02_the_bureau_disposes_within_15_days_of_receipt_not_of_entry(
    procedure: Procedure, petition: Petition, days_ago: int
) -> None:
    received = procedure.clock.at - timedelta(days=days_ago)

    told = await procedure.register(petition(received_at=received.isoformat()))

    (c1,) = (await procedure.record(told["number"]))["next"]
    assert (c1["clock"], c1["by"]) == ("c1", (received.date() + timedelta(days=15)).isoformat())


async def test_02_what_was_received_too_long_ago_is_missed_when_it_is_disposed_of(
    procedure: Procedure, petition: Petition, connection: asyncpg.Connection
) -> None:
    received = procedure.clock.at - timedelta(days=20)  # 14 February: 15 days later is Sunday 1 March, so Monday 2
    await procedure.referred(petition(received_at=received.isoformat()))

    steps = await connection.fetch("SELECT step, on_day FROM deadline WHERE clock = 'c1' ORDER BY sequence")

    assert [row["step"] for row in steps] == ["set", "missed", "met"]
    assert steps[1]["on_day"] == date(2026, 3, 3)


# 3 --------------------------------------------------------------------------------------------------------------------


async def test_03_an_acknowledgement_never_claims_acceptance(
    procedure: Procedure, petition: Petition, desk: Desk
) -> None:
    told = await procedure.register(petition())
    await _work(desk)
    headers = {**procedure.portal, "X-Query-Code": told["query_code"]}

    notices = await procedure.api.get(f"/v1/petitions/{told['number']}/notices", headers=headers)
    progress = await procedure.api.get(f"/v1/petitions/{told['number']}", headers=headers)

    assert "已收到并登记" in notices.text
    assert "不等于受理" in notices.text
    for text in (str(told), notices.text, progress.text):
        assert "已受理" not in text
        assert "予以受理" not in text


async def test_03_a_refusal_has_code_article_reason_approver_and_where_to_go(
    procedure: Procedure, petition: Petition
) -> None:
    number = await procedure.decided(petition())
    proposed = await procedure.bureau(number, "refusal", REFUSAL, officer="A01")
    assert (proposed.status_code, proposed.json()["stage"]) == (202, "refusal_proposed")

    own = await procedure.bureau(number, "refusal/decision", {"approved": True, **WHY}, officer="A01")
    other = await procedure.bureau(number, "refusal/decision", {"approved": True, **WHY}, officer="A02")

    assert said(own) == (409, "second_person_required")
    assert (other.status_code, other.json()["disposition"]) == (200, "refuse")
    approved = (await procedure.record(number))["events"][-1]
    assert approved["actor"].endswith(":A02")
    detail = approved["detail"]
    assert (detail["code"], detail["article"]) == ("r5", "信访工作条例 31(1)、37(3)")
    assert (detail["because"], detail["where_to_go"]) == (REFUSAL["because"], REFUSAL["where_to_go"])


@pytest.mark.parametrize("missing", ["code", "because", "where_to_go"])
async def test_03_a_refusal_that_leaves_one_out_is_none(procedure: Procedure, petition: Petition, missing: str) -> None:
    number = await procedure.decided(petition())
    incomplete = {name: value for name, value in REFUSAL.items() if name != missing}

    answer = await procedure.bureau(number, "refusal", incomplete)

    assert said(answer) == (422, "invalid_content")
    assert (await procedure.record(number))["stage"] == "registered"


async def test_03_no_other_door_refuses(procedure: Procedure, petition: Petition) -> None:
    number = await procedure.decided(petition())
    for disposition in ("refuse", "refuse_further"):
        answer = await procedure.bureau(number, "dispositions", {"disposition": disposition, **WHY})
        assert said(answer) == (422, "invalid_content")


# 4: tests/procedure/test_accused_organ.py and tests/classification/test_accused_organ.py ------------------------------


async def test_04_an_organs_key_opens_no_figures(procedure: Procedure) -> None:
    answer = await procedure.api.get("/v1/statistics/registered_items", headers=procedure.organs["HB-JW"])

    assert said(answer) == (403, "scope_missing")


# 5 --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "status"), [(0, 200), (7, 200), (8, 409), (10, 409)])  # Friday + 5 working = Friday
async def test_05_an_objection_comes_within_five_working_days(
    procedure: Procedure, petition: Petition, days: int, status: int
) -> None:
    matter = await procedure.referred(petition())
    await procedure.organ(matter, "arrival")
    procedure.clock.move(timedelta(days=days))

    answer = await procedure.organ(matter, "objection", OBJECTION)

    assert answer.status_code == status
    if status == 409:
        assert answer.json()["code"] == "term_expired"
        assert "2026-03-13" in answer.text
        assert (await procedure.matter(matter))["stage"] == "arrived"


async def test_05_nothing_goes_back_without_the_bureau(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.referred(petition())
    await procedure.organ(matter, "arrival")
    await procedure.organ(matter, "objection", OBJECTION)

    headers = {**procedure.organs["HB-RSJ"], "If-Match": '"3"', "X-Officer": "B01"}
    verdict = {"approved": True, **WHY}
    own = await procedure.api.post(f"/v1/referrals/{matter}/objection/decision", json=verdict, headers=headers)
    assert said(own) == (403, "scope_missing")
    shown = await procedure.matter(matter)
    assert shown["stage"] == "objected"
    assert clock_of(shown, "c3") is not None, "its first clock runs on"


async def test_05_a_new_route_starts_the_clocks_of_the_new_organ_only(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.referred(petition())
    number = matter[:-2]
    await procedure.organ(matter, "arrival")
    await procedure.organ(matter, "objection", OBJECTION)
    await procedure.bureau(matter, "objection/decision", {"approved": True, **WHY})
    assert clock_of(await procedure.record(number), "reroute") is not None
    procedure.clock.move(timedelta(days=3))
    await procedure.bureau(number, "referrals", {"targets": [{"organ": "HB-ZJJ", "kind": "transfer"}], **WHY})
    await procedure.organ(f"{number}-2", "arrival")

    old, new = await procedure.matter(matter), await procedure.matter(f"{number}-2")

    assert (old["stage"], old["next"]) == ("returned", [])
    c3, c4 = clock_of(new, "c3"), clock_of(new, "c4")
    assert c3 is not None
    assert c4 is not None
    assert (c3["by"], c4["by"]) == ("2026-03-24", "2026-03-16")  # Monday 9 + 15; five working days after it


async def test_05_nothing_goes_back_and_forth_a_third_time(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.referred(petition())
    number = matter[:-2]
    await procedure.organ(matter, "arrival")
    await procedure.organ(matter, "objection", OBJECTION)
    await procedure.bureau(matter, "objection/decision", {"approved": True, **WHY})
    await procedure.bureau(number, "referrals", {"targets": [{"organ": "HB-ZJJ", "kind": "transfer"}], **WHY})
    second = f"{number}-2"
    await procedure.organ(second, "arrival")

    objected = await procedure.organ(second, "objection", OBJECTION)
    assert objected.json()["stage"] == "disputed"
    upheld = await procedure.bureau(second, "objection/decision", {"approved": True, **WHY})
    assert said(upheld) == (409, "step_refused")
    here = {"forum": "common_superior", "here": True, **WHY}
    assert (await procedure.bureau(second, "dispute/settlement", here)).json()["stage"] == "settled"
    assert said(await procedure.organ(second, "objection", OBJECTION)) == (409, "step_refused")
    assert (await procedure.organ(second, "acceptance")).status_code == 200


# 6 --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "days"),
    [
        ("arbitration", 45),
        ("administrative_procedure", 60),
        ("statutory_duty", 60),
        ("party_appeal", 60),
        ("study", 60),
    ],
)
async def test_06_another_procedure_keeps_its_own_limit_and_name(
    procedure: Procedure, petition: Petition, route: str, days: int
) -> None:
    number = await procedure.decided(petition(), route=route, purpose="suggestion" if route == "study" else "appeal")
    await procedure.bureau(number, "referrals", {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], **WHY})
    await procedure.organ(f"{number}-1", "arrival")
    accepted = (await procedure.organ(f"{number}-1", "acceptance")).json()

    assert clock_of(accepted, "c5") is None
    target = clock_of(accepted, "target")
    assert target is not None
    assert target["by"] == days_after(procedure.today, days)
    sent = next(one for one in (await procedure.record(number))["events"] if one["event"] == "referred")
    assert sent["detail"]["into"]["name"]
    assert sent["detail"]["into"]["article"]


@pytest.mark.parametrize("route", ["discipline", "litigation"])
async def test_06_what_is_forwarded_has_no_sixty_days(procedure: Procedure, petition: Petition, route: str) -> None:
    number = await procedure.decided(petition(), route=route, purpose="accusation", organ="HB-JW")
    await procedure.bureau(number, "referrals", {"targets": [{"organ": "HB-JW", "kind": "forward"}], **WHY})
    arrived = await procedure.organ(f"{number}-1", "arrival")

    assert arrived.json()["next"] == []
    assert said(await procedure.organ(f"{number}-1", "acceptance")) == (409, "step_refused")


# 7 --------------------------------------------------------------------------------------------------------------------


async def test_07_an_extension_is_one_of_thirty_days_at_most_and_ninety_in_all(
    procedure: Procedure, petition: Petition
) -> None:
    accepted_on, matter = procedure.today, await procedure.accepted(petition())

    assert said(await procedure.organ(matter, "extension", {**EXTENSION, "days": 31})) == (409, "extension_refused")
    unapproved = {name: value for name, value in EXTENSION.items() if name != "approved_by"}
    assert said(await procedure.organ(matter, "extension", unapproved)) == (422, "invalid_content")
    extended = (await procedure.organ(matter, "extension", EXTENSION)).json()
    assert said(await procedure.organ(matter, "extension", {**EXTENSION, "days": 1})) == (409, "extension_refused")

    (running,) = extended["next"]
    assert (running["clock"], running["by"]) == ("c6", days_after(accepted_on, 90))


@pytest.mark.parametrize(("days", "status"), [(60, 200), (61, 200), (62, 409)])  # the 60th day, 5 May, is a holiday
async def test_07_an_extension_comes_before_expiry(
    procedure: Procedure, petition: Petition, days: int, status: int
) -> None:
    matter = await procedure.accepted(petition())
    procedure.clock.move(timedelta(days=days))

    answer = await procedure.organ(matter, "extension", EXTENSION)

    assert answer.status_code == status, answer.text
    if status == 409:
        assert answer.json()["code"] == "term_expired"


# 8, 9 (of an organ's handling; reviews have tests of their own) -------------------------------------------------------


async def test_08_no_window_opens_before_delivery_is_proven(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.accepted(petition())
    procedure.clock.move(timedelta(days=5))
    replied = (await procedure.organ(matter, "reply", REPLY)).json()
    assert {one["clock"] for one in replied["next"]} == {"conclusion"}
    assert said(await procedure.organ(matter, "closing", CLOSING)) == (409, "content_conflict")
    procedure.clock.move(timedelta(days=10))
    delivered_on = days_after(procedure.today, -3)

    delivered = (await procedure.organ(matter, "delivery", {"delivered_on": delivered_on, "proof": "post"})).json()

    c7 = clock_of(delivered, "c7")
    assert c7 is not None
    assert c7["by"] == days_after(delivered_on, 30)


async def test_09_the_days_of_a_hearing_count_in_handling(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.accepted(petition())
    before = (await procedure.matter(matter))["next"]

    heard = await procedure.organ(matter, "hearing", {"held_on": procedure.today, "minutes": "听证笔录。"})

    assert heard.json()["next"] == before


# 11 -------------------------------------------------------------------------------------------------------------------


async def test_11_a_joint_petition_that_nobody_brings_in_person_has_no_cap(
    procedure: Procedure, petition: Petition
) -> None:
    signers = [{"name": f"住户{nth}", "address": f"前进街道{nth}号"} for nth in range(11)]
    for channel in ("online", "phone", "other"):
        body = petition(channel=channel, people_count=12, signers=signers)
        answer = await procedure.api.post("/v1/petitions", json=body, headers={**procedure.portal, **key(channel)})
        assert answer.status_code == 201, answer.text


# 12 -------------------------------------------------------------------------------------------------------------------


async def test_12_a_repeat_is_linked_to_its_root_and_resets_no_clock(
    procedure: Procedure, petition: Petition, desk: Desk
) -> None:
    bodies = [petition(subject=subject, facts=facts) for subject, facts in HEATING[:2]]
    root = (await procedure.register(bodies[0]))["number"]
    (made,) = (await procedure.record(root))["classifications"]
    decision = {**DECISION, **{name: made[name]["answer"] for name in ("content_class", "purpose")}}
    headers = {**procedure.clerk, "If-Match": '"1"'}
    await procedure.api.put(f"/v1/petitions/{root}/classification", json=decision, headers=headers)
    await procedure.bureau(root, "referrals", {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], **WHY})
    for step in ("arrival", "acceptance"):
        await procedure.organ(f"{root}-1", step)
    before = (await procedure.record(root))["next"]
    assert "c5" in {one["clock"] for one in before}
    procedure.clock.move(timedelta(days=20))

    repeat = (await procedure.register(bodies[1], "again"))["number"]
    await _work(desk)

    found = (await procedure.api.get(f"/v1/petitions/{repeat}/relations", headers=procedure.clerk)).json()["relations"]
    assert [(one["relation"], one["earlier"]["number"]) for one in found] == [("repeat", root)]
    assert (await procedure.record(root))["next"] == before


# 15 -------------------------------------------------------------------------------------------------------------------


async def test_15_an_urgent_petition_is_reported_to_everybody_by_the_minute(
    procedure: Procedure, petition: Petition, connection: asyncpg.Connection, clock: SteppedClock
) -> None:
    number = await procedure.decided(petition())
    marked_at = clock.at
    assert (await procedure.bureau(number, "urgency", WHY)).json()["urgent"] is True
    due_at = await connection.fetchval("SELECT due_at FROM duty WHERE clock = 'c14'")
    assert due_at == marked_at + timedelta(minutes=60)

    clock.move(timedelta(minutes=20))
    everybody = [one.value for one in Told]
    await procedure.bureau(number, "urgency/reports", {"told": everybody[:-1]})
    assert clock_of(await procedure.record(number), "c14") is not None, "the national bureau is not told yet"
    clock.move(timedelta(minutes=30))
    await procedure.bureau(number, "urgency/reports", {"told": everybody[-1:]})

    record = await procedure.record(number)
    assert clock_of(record, "c14") is None
    reports = [one for one in record["events"] if one["event"] == "reported_upward"]
    assert [one["detail"]["told"] for one in reports] == [everybody[:-1], everybody[-1:]]
    assert [one["at"][11:16] for one in reports] == ["09:50", "10:20"]


# 17 -------------------------------------------------------------------------------------------------------------------


async def test_17_a_recused_officer_takes_no_step(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.referred(petition())
    number = matter[:-2]
    for officer in ("A01", "B01"):
        headers = {**procedure.clerk, "X-Officer": "A09"}
        body = {"officer": officer, **WHY}
        answer = await procedure.api.post(f"/v1/petitions/{number}/recusals", json=body, headers=headers)
        assert answer.status_code == 204, answer.text

    by_organ = await procedure.organ(matter, "arrival")
    by_bureau = await procedure.bureau(matter, "recall", WHY)
    on_petition = await procedure.bureau(number, "urgency", WHY)
    by_another = await procedure.bureau(matter, "recall", WHY, officer="A02")

    assert {said(one) for one in (by_organ, by_bureau, on_petition)} == {(409, "officer_recused")}
    assert by_another.status_code == 200


# 19 -------------------------------------------------------------------------------------------------------------------


async def test_19_a_machines_answer_is_labelled_and_ends_nothing(procedure: Procedure, petition: Petition) -> None:
    vague = petition(subject="反映情况", request="请处理", facts="有关情况请领导了解。", problem_place=None)
    number = (await procedure.register(vague))["number"]
    record = await procedure.record(number)
    (made,) = record["classifications"]
    assert (made["made_by"], made["needs_clerk"]) == ("machine", True)
    assert made["model_version"]
    assert made["rules_version"]

    refused = [
        await procedure.bureau(number, "refusal", REFUSAL),
        await procedure.bureau(number, "dispositions", {"disposition": "file", **WHY}),
        await procedure.bureau(number, "referrals", {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], **WHY}),
    ]

    assert {said(one) for one in refused} == {(409, "step_refused")}
    assert (await procedure.record(number))["stage"] == "awaiting_clerk"


async def test_19_no_worker_ever_refuses(
    procedure: Procedure, petition: Petition, desk: Desk, connection: asyncpg.Connection
) -> None:
    await procedure.register(petition())
    await procedure.register(petition(), "again")
    await _work(desk)

    assert await connection.fetchval("SELECT count(*) FROM petition WHERE disposition IS NOT NULL") == 0


# Beside the twenty: a step that the table does not know ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "body"),
    [("reopening", WHY), ("refusal/decision", {"approved": True, **WHY}), ("refusal", REFUSAL)],
)
async def test_a_refused_step_of_the_bureau_names_what_is_allowed_and_changes_nothing(
    procedure: Procedure, petition: Petition, step: str, body: dict[str, Any]
) -> None:
    number = (await procedure.referred(petition()))[:-2]
    before = await procedure.record(number)

    answer = await procedure.bureau(number, step, body)

    assert said(answer) == (409, "step_refused")
    problem = answer.json()
    assert problem["type"] == "/problems/step_refused"
    for allowed in ("correct", "supplement", "withdraw", "refer", "take_back", "close", "hasten"):
        assert allowed in problem["detail"]
    assert await procedure.record(number) == before


async def _work(desk: Desk) -> None:
    """Let the worker do all that is owed."""
    hour = timedelta(hours=1)
    worker = Worker(desk, reader(), lease=hour, max_attempts=1, poll=hour)
    run: Callable[[], Awaitable[bool]] = worker.run_one
    while await run():
        pass
