"""条例 30(3): an organ's key against every door, with what is another's, and with what turns out to accuse it."""

from typing import Any

import asyncpg
import httpx
import pytest
from fastapi.routing import APIRoute

from service.referral.organ_routes import router
from tests.procedure_steps import CLOSING, DECISION, REPLY, Petition, Procedure

WHY = {"because": "经核对。"}
BODIES: dict[str, Any] = {
    "arrival": None,
    "acceptance": None,
    "objection": {**WHY, "basis": "三定规定。", "proposed_organ": "HB-ZJJ"},
    "extension": {**WHY, "days": 10, "approved_by": "B9"},
    "procedure": WHY,
    "hearing": {"held_on": "2026-03-06", "minutes": "听证笔录。"},
    "mediation": {"agreed": True, "agreement": "达成协议。"},
    "reply": REPLY,
    "delivery": {"delivered_on": "2026-03-06", "proof": "in_person"},
    "closing": CLOSING,
    "execution": {"summary": "已执行。"},
}
# What led a matter of HB-RSJ to each stage at which it is open.
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "sent": (),
    "arrived": (("organ", "arrival"),),
    "objected": (("organ", "arrival"), ("organ", "objection")),
    "disputed": (("organ", "arrival"), ("bureau", "dispute")),
    "settled": (("organ", "arrival"), ("bureau", "dispute"), ("bureau", "dispute/settlement")),
    "accepted": (("organ", "arrival"), ("organ", "acceptance")),
    "replied": (("organ", "arrival"), ("organ", "acceptance"), ("organ", "reply")),
}
SETTLED = {"forum": "common_superior", "here": True, **WHY}


async def brought_to(procedure: Procedure, petition: Petition, stage: str) -> str:
    """A matter of HB-RSJ at this stage."""
    matter = await procedure.referred(petition())
    for who, step in WAYS[stage]:
        if who == "organ":
            answer = await procedure.organ(matter, step, BODIES[step])
        else:
            answer = await procedure.bureau(matter, step, SETTLED if step.endswith("settlement") else WHY)
        assert answer.status_code == 200, answer.text
    assert (await procedure.matter(matter))["stage"] == stage
    return matter


async def corrected(procedure: Procedure, number: str, **changes: Any) -> httpx.Response:
    """A clerk corrects the classification."""
    headers = {**procedure.clerk, "If-Match": f'"{await procedure.version(number)}"'}
    where = f"/v1/petitions/{number}/classification"
    answer = await procedure.api.put(where, json={**DECISION, **changes}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


async def shut_out(procedure: Procedure, matter: str, organ: str) -> None:
    """No door opens to this organ, and all of them say the same as where there is nothing."""
    headers = {**procedure.organs[organ], "X-Officer": "B01"}
    nowhere, now = matter[:-2] + "-9", (await procedure.matter(matter))["version"]
    for reference in (matter, nowhere):
        answers = [await procedure.api.get(f"/v1/referrals/{reference}", headers=headers)]
        for version in ('"1"', f'"{now}"'):
            for step, body in BODIES.items():
                where = f"/v1/referrals/{reference}/{step}"
                answers.append(await procedure.api.post(where, json=body, headers={**headers, "If-Match": version}))
        assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "unknown_referral")}
    listed = (await procedure.api.get("/v1/referrals", headers=headers)).json()["referrals"]
    assert matter not in [one["id"] for one in listed]


def test_every_door_of_an_organ_is_knocked_at() -> None:
    doors = {route.path.rpartition("/")[2] for route in router.routes if isinstance(route, APIRoute)}
    assert doors - {"{reference}", "referrals"} == set(BODIES)


async def test_no_door_opens_to_an_organ_with_another_organs_matter(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.accepted(petition())

    await shut_out(procedure, matter, "HB-ZJJ")

    assert (await procedure.matter(matter))["stage"] == "accepted"


@pytest.mark.parametrize("stage", WAYS)
async def test_what_turns_out_to_accuse_its_organ_is_taken_back_at_once(
    procedure: Procedure, petition: Petition, stage: str
) -> None:
    matter = await brought_to(procedure, petition, stage)

    await corrected(procedure, matter[:-2], accused=["HB-RSJ"])

    await shut_out(procedure, matter, "HB-RSJ")
    record = await procedure.record(matter[:-2])
    assert record["stage"] == "registered"
    assert "reroute" in {step["clock"] for step in record["next"]}
    assert (await procedure.matter(matter))["stage"] == "recalled"
    assert (await procedure.matter(matter))["next"] == []
    assert [event["event"] for event in record["events"]][-2:] == ["corrected", "recalled"]


async def test_what_accuses_the_organ_above_is_taken_back_too(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.referred(petition(), organ="HB-LDZC")

    await corrected(procedure, matter[:-2], accused=["HB-RSJ"])

    await shut_out(procedure, matter, "HB-LDZC")


async def test_an_accused_organ_loses_sight_of_what_it_has_closed(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.answered(petition())
    await procedure.organ(matter, "closing", CLOSING)

    await corrected(procedure, matter[:-2], accused=["HB-RSJ"])

    await shut_out(procedure, matter, "HB-RSJ")
    assert (await procedure.matter(matter))["stage"] == "closed"


async def test_only_the_accused_organ_loses_its_part(procedure: Procedure, petition: Petition) -> None:
    claims = [
        {"summary": "待遇", "content_class": "040000", "route": "petition_procedure", "organ": "HB-RSJ"},
        {"summary": "物业", "content_class": "040000", "route": "petition_procedure", "organ": "HB-ZJJ"},
    ]
    number = await procedure.decided(petition(), claims=claims)
    targets = [
        {"organ": "HB-RSJ", "kind": "transfer", "claim": 1},
        {"organ": "HB-ZJJ", "kind": "transfer", "claim": 2},
    ]
    await procedure.bureau(number, "referrals", {"targets": targets, **WHY})

    await corrected(procedure, number, claims=claims, accused=["HB-RSJ"])

    await shut_out(procedure, f"{number}-1", "HB-RSJ")
    assert (await procedure.organ(f"{number}-2", "arrival")).status_code == 200
    record = await procedure.record(number)
    assert record["stage"] == "referred"
    assert "reroute" in {step["clock"] for step in record["next"]}


async def test_what_was_forwarded_to_whom_it_accuses_is_the_bureaus_again(
    procedure: Procedure, petition: Petition, connection: asyncpg.Connection
) -> None:
    accusing = {"purpose": "accusation", "route": "discipline", "organ": "HB-JW"}
    number = await procedure.decided(petition(), **accusing)
    await procedure.bureau(number, "referrals", {"targets": [{"organ": "HB-JW", "kind": "forward"}], **WHY})
    assert (await procedure.record(number))["stage"] == "disposed"

    await corrected(procedure, number, **accusing, accused=["HB-JW"])

    await shut_out(procedure, f"{number}-1", "HB-JW")
    assert (await procedure.record(number))["stage"] == "registered"
    in_hand = "SELECT sum(quantity) FROM posting WHERE measure = 'in_hand'"
    assert await connection.fetchval(in_hand) == 1
    to_portal = "SELECT data FROM message WHERE client_id IS NOT NULL ORDER BY id DESC LIMIT 1"
    assert await connection.fetchval(to_portal) == {"stage": "registered"}


async def test_the_organ_is_told_no_more_than_of_any_recall(
    procedure: Procedure, petition: Petition, connection: asyncpg.Connection
) -> None:
    accused, plain = await procedure.accepted(petition()), await procedure.accepted(petition(), "two")
    await corrected(procedure, accused[:-2], accused=["HB-RSJ"])
    await procedure.bureau(plain, "recall", WHY)

    told = await connection.fetch(
        "SELECT kind, referral, data, number FROM message "
        "WHERE organ = 'HB-RSJ' AND kind = 'referral.recalled' ORDER BY id"
    )

    assert [row["number"] for row in told] == [accused[:-2], plain[:-2]]
    assert [tuple(row.values())[:3] for row in told] == [("referral.recalled", 1, {})] * 2
    await shut_out(procedure, plain, "HB-RSJ")  # so that what is gone from its eyes tells it nothing


async def test_an_accused_organ_is_refused_as_receiver(procedure: Procedure, petition: Petition) -> None:
    number = await procedure.decided(petition(), accused=["HB-RSJ"])
    for organ in ("HB-RSJ", "HB-LDZC"):
        target = {"targets": [{"organ": organ, "kind": "transfer"}], **WHY}
        answer = await procedure.bureau(number, "referrals", target)
        assert (answer.status_code, answer.json()["code"]) == (409, "content_conflict")
        assert "30(3)" in answer.text


@pytest.mark.parametrize("stage", ["sent", "objected", "accepted", "replied"])
async def test_what_is_withdrawn_is_with_no_organ_any_more(
    procedure: Procedure, petition: Petition, stage: str, connection: asyncpg.Connection
) -> None:
    told = await procedure.register(petition())
    number = told["number"]
    await corrected(procedure, number)
    await procedure.bureau(number, "referrals", {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], **WHY})
    for _, step in WAYS[stage]:
        await procedure.organ(f"{number}-1", step, BODIES[step])

    headers = {**procedure.portal, "X-Query-Code": told["query_code"]}
    answer = await procedure.api.post(f"/v1/petitions/{number}/withdrawal", headers=headers)

    assert answer.status_code == 200, answer.text
    await shut_out(procedure, f"{number}-1", "HB-RSJ")
    running = "SELECT count(*) FROM duty WHERE state = 'running'"
    assert await connection.fetchval(running) == 0
    recalled = "SELECT count(*) FROM message WHERE organ = 'HB-RSJ' AND kind = 'referral.recalled'"
    assert await connection.fetchval(recalled) == 1
