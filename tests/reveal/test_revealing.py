"""Who petitions is revealed for a purpose and on record; to an organ of its own matters, and never who accuses."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from service.auth.scopes import CLERK, ORGAN, Scope
from service.desk.kit import Desk
from tests.conftest import PETITION, SteppedClock, admit
from tests.procedure_steps import Procedure, procedure_on

ASKED = {"purpose": "contact", "because": "需要核对停车位编号。", "fields": ["name", "phone"]}
NOTHING = {"name": None, "phone": None, "document_type": None, "document_number": None, "address": None}


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    return await procedure_on(api, desk, clock)


async def reveal(
    api: httpx.AsyncClient, headers: dict[str, str], number: str, officer: str = "A01", **changes: Any
) -> httpx.Response:
    body = {**ASKED, **changes}
    return await api.post(f"/v1/petitions/{number}/reveals", json=body, headers={**headers, "X-Officer": officer})


async def trail(api: httpx.AsyncClient, desk: Desk, **asked: Any) -> list[dict[str, Any]]:
    inspector = await admit(desk, "inspector", (Scope.AUDIT_READ, Scope.ACCUSATIONS_HANDLE))
    answer = await api.get("/v1/audit", headers=inspector, params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


async def test_what_was_asked_for_is_revealed_and_nothing_else(procedure: Procedure) -> None:
    number = (await procedure.register(PETITION))["number"]

    some = await reveal(procedure.api, procedure.clerk, number)
    words = await reveal(procedure.api, procedure.clerk, number, fields=["words"])

    assert some.status_code == 200, some.text
    assert some.json()["people"] == [{**NOTHING, "name": "王建国", "phone": "13800001234"}]
    assert some.json()["written"] is None
    assert words.json()["people"] == []
    assert words.json()["written"]["words"]["facts"] == PETITION["facts"]


async def test_a_reveal_stands_on_record_with_officer_purpose_and_fields(procedure: Procedure, desk: Desk) -> None:
    number = (await procedure.register(PETITION))["number"]
    await reveal(procedure.api, procedure.clerk, number, because="回拨13800001234核实")

    (entry,) = await trail(procedure.api, desk, kind="identity_revealed")

    assert (entry["officer"], entry["number"]) == ("A01", number)
    said = {"purpose": "contact", "because": "回拨138****1234核实", "fields": ["name", "phone"]}
    assert entry["detail"] == said


@pytest.mark.parametrize("change", [{"purpose": "curiosity"}, {"because": " "}, {"fields": []}])
async def test_without_purpose_reason_or_fields_nothing_is_revealed(procedure: Procedure, change: Any) -> None:
    number = (await procedure.register(PETITION))["number"]

    assert (await reveal(procedure.api, procedure.clerk, number, **change)).status_code == 422


async def test_a_clerk_without_the_scope_reveals_nothing(procedure: Procedure, desk: Desk) -> None:
    number = (await procedure.register(PETITION))["number"]

    answer = await reveal(procedure.api, await admit(desk, "plain", CLERK), number)

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


async def test_an_officer_who_keeps_away_is_told_nothing(procedure: Procedure) -> None:
    number = (await procedure.register(PETITION))["number"]
    await procedure.bureau(number, "recusals", {"officer": "A02", "because": "亲属。"})

    answer = await reveal(procedure.api, procedure.clerk, number, "A02")

    assert answer.json()["code"] == "officer_recused"


async def test_an_organ_is_told_of_its_own_matter_and_of_no_other(procedure: Procedure, desk: Desk) -> None:
    number = (await procedure.referred(PETITION)).removesuffix("-1")
    scopes = (*ORGAN, Scope.IDENTITIES_REVEAL)
    own, other = await admit(desk, "rsj2", scopes, "HB-RSJ"), await admit(desk, "zjj2", scopes, "HB-ZJJ")

    told = await reveal(procedure.api, own, number, "B01")
    not_told = await reveal(procedure.api, other, number, "B01")

    assert told.json()["people"][0]["name"] == "王建国"
    assert (not_told.status_code, not_told.json()["code"]) == (404, "unknown_petition")


async def test_an_organ_that_handles_an_accusation_is_not_told_who_accuses(procedure: Procedure, desk: Desk) -> None:
    number = await procedure.decided(
        PETITION, purpose="accusation", route="discipline", organ="HB-JW", accused=["HB-ZJJ"]
    )
    body = {"targets": [{"organ": "HB-JW", "kind": "forward"}], "because": "属于纪检监察机关受理范围。"}
    sent = await procedure.bureau(number, "referrals", body)
    assert sent.status_code == 201, sent.text
    discipline = await admit(desk, "jw2", (*ORGAN, Scope.IDENTITIES_REVEAL), "HB-JW")

    answer = await reveal(procedure.api, discipline, number, "B01")

    assert (answer.status_code, answer.json()["code"]) == (403, "identity_protected")
    assert await trail(procedure.api, desk, kind="identity_revealed") == []


async def test_more_reveals_than_usual_are_told_to_the_bureau_once_in_a_window(
    procedure: Procedure, clock: SteppedClock
) -> None:
    number = (await procedure.register(PETITION))["number"]

    async def told() -> list[dict[str, Any]]:
        answer = await procedure.api.get("/v1/worklists/reveals", headers=procedure.clerk)
        found: list[dict[str, Any]] = answer.json()["entries"]
        return found

    for _ in range(20):
        await reveal(procedure.api, procedure.clerk, number)
    before = await told()
    for _ in range(5):
        await reveal(procedure.api, procedure.clerk, number)
        await reveal(procedure.api, procedure.clerk, number, "A09")
    once = await told()
    clock.move(timedelta(minutes=61))
    for _ in range(21):
        await reveal(procedure.api, procedure.clerk, number)

    assert before == []
    assert [(one["actor"].rpartition(":")[2], one["reveals"], one["minutes"]) for one in once] == [("A01", 21, 60)]
    assert len(await told()) == 2
