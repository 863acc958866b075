"""Everything held about a person is told to him: whole, to nobody else, and on record."""

from typing import Any

import httpx
import pytest

from service.auth.scopes import CONFIDENTIAL_CLERK, ORGAN, Scope
from service.desk.kit import Desk
from tests.acknowledgements.conftest import work
from tests.conftest import PETITION, SteppedClock, admit
from tests.procedure_steps import REPLY, Procedure, procedure_on
from tests.reveal.test_revealing import trail

CHECKED = {"identity_check": "document", "because": "本人持身份证到场，请求查阅、复制其个人信息。"}
WRITER = {
    **PETITION["petitioner"],
    "document": {"type": "resident_id", "number": "41120219800101123X"},
}
SIGNER = {"name": "李梅香", "address": "三门峡市湖滨区崤山路8号", "phone": "13900005678"}
JOINT = {**PETITION, "petitioner": WRITER, "signers": [SIGNER], "people_count": 2}


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    return await procedure_on(api, desk, clock)


async def export(procedure: Procedure, number: str, officer: str = "A01", **changes: Any) -> httpx.Response:
    headers = {**procedure.clerk, "X-Officer": officer}
    return await procedure.api.post(
        f"/v1/petitions/{number}/person-export", json={**CHECKED, **changes}, headers=headers
    )


async def followed(procedure: Procedure, desk: Desk) -> str:
    """A petition that was added to, answered, rated, with a file and notices, and looked at."""
    told = await procedure.register(JOINT)
    number, code = told["number"], {**procedure.portal, "X-Query-Code": told["query_code"]}
    await procedure.decide(number)
    target = {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], "because": "内部意见：属地主管。"}
    assert (await procedure.bureau(number, "referrals", target)).status_code == 201
    for step, said in {
        "arrival": None,
        "acceptance": None,
        "reply": REPLY,
        "delivery": {"delivered_on": procedure.today, "proof": "in_person"},
    }.items():
        assert (await procedure.organ(f"{number}-1", step, said)).status_code == 200
    rated = {"referral": 1, "satisfaction": "dissatisfied", "reason": "差额没有算清。"}
    for door, body in (("supplements", {"text": "补充一份收据。"}), ("evaluation", rated)):
        answer = await procedure.api.post(f"/v1/petitions/{number}/{door}", json=body, headers=code)
        assert answer.status_code == 201, answer.text
    file = {"file": ("停车费收据.txt", "收据".encode())}
    await procedure.api.post(f"/v1/petitions/{number}/attachments", files=file, headers=code)
    await work(desk)
    asked = {"purpose": "contact", "because": "核实车位。", "fields": ["phone"]}
    await procedure.bureau(number, "reveals", asked)
    return str(number)


async def test_everything_that_is_held_is_told(procedure: Procedure, desk: Desk) -> None:
    number = await followed(procedure, desk)

    answer = await export(procedure, number)

    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    held = answer.json()
    assert held["people"][0] == {
        "person": 1,
        "name": WRITER["name"],
        "address": WRITER["address"],
        "phone": WRITER["phone"],
        "document_type": "resident_id",
        "document_number": "41120219800101123X",
    }
    assert held["petition"]["facts"] == PETITION["facts"]
    assert [one["text"] for one in held["supplements"]] == ["补充一份收据。"]
    assert held["progress"]["matters"][0]["opinion"]["opinion"] == REPLY["opinion"]
    assert [one["made_by"] for one in held["decisions"]] == ["machine", "clerk"]
    assert held["decisions"][1]["purpose"]["code"] == "appeal"
    assert {"receipt", "destination", "opinion"} <= {one["kind"] for one in held["notices"]}
    assert all(one["text"] for one in held["notices"])
    assert [one["name"] for one in held["files"]] == ["停车费收据.txt"]
    assert len(held["files"][0]["sha256"]) == 64
    assert held["evaluations"][0]["reason"] == "差额没有算清。"
    assert held["messages"] != []
    assert {"identity_revealed", "record_read"} <= {one["kind"] for one in held["accesses"]}


async def test_nothing_of_how_the_bureau_works_inside_is_told(procedure: Procedure, desk: Desk) -> None:
    answer = await export(procedure, await followed(procedure, desk))

    assert "内部意见" not in answer.text
    assert "核实车位" not in answer.text, "why an officer looked is for who audits"
    assert "A01" not in answer.text


async def test_of_others_who_signed_only_the_masked_name_is_told(procedure: Procedure) -> None:
    number = (await procedure.register(JOINT))["number"]

    writers = (await export(procedure, number)).json()["people"]
    signers = (await export(procedure, number, person=2)).json()["people"]
    nobodys = await export(procedure, number, person=3)

    nothing = {"phone": None, "document_type": None, "document_number": None, "address": None}
    assert writers[1] == {"person": 2, "name": "李**", **nothing}
    assert signers[0] == {"person": 1, "name": "王**", **nothing}
    assert (signers[1]["name"], signers[1]["phone"]) == ("李梅香", "13900005678")
    assert (nobodys.status_code, nobodys.json()["code"]) == (404, "unknown_person")


async def test_that_it_was_told_stands_on_record_with_officer_and_check(procedure: Procedure, desk: Desk) -> None:
    number = (await procedure.register(PETITION))["number"]
    await export(procedure, number, because="回拨13800001234核对身份")

    (entry,) = await trail(procedure.api, desk, kind="person_exported")

    assert (entry["officer"], entry["number"]) == ("A01", number)
    assert entry["detail"] == {"identity_check": "document", "person": 1, "because": "回拨138****1234核对身份"}
    assert [one["kind"] for one in (await export(procedure, number)).json()["accesses"]] == ["person_exported"]


async def test_where_an_accusation_went_is_not_told_by_this_way_either(procedure: Procedure) -> None:
    number = await procedure.decided(
        PETITION, purpose="accusation", route="discipline", organ="HB-JW", accused=["HB-ZJJ"]
    )
    body = {"targets": [{"organ": "HB-JW", "kind": "forward"}], "because": "属于纪检监察机关受理范围。"}
    assert (await procedure.bureau(number, "referrals", body)).status_code == 201

    answer = await export(procedure, number)

    assert answer.status_code == 200
    assert answer.json()["decisions"][-1]["route"] is None
    assert not [word for word in ("HB-JW", "纪委", "监委", "discipline") if word in answer.text]


async def test_who_cannot_see_accusations_hands_out_nothing(procedure: Procedure, desk: Desk) -> None:
    number = (await procedure.register(PETITION))["number"]
    procedure.clerk = await admit(desk, "no accusations", (Scope.PERSONS_SERVE, Scope.PETITIONS_READ))

    for one in (number, "HB0000000000"):
        answer = await export(procedure, one)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


async def test_an_officer_who_keeps_away_an_organ_and_an_unknown_scope_are_refused(
    procedure: Procedure, desk: Desk
) -> None:
    number = (await procedure.referred(PETITION)).removesuffix("-1")
    await procedure.bureau(number, "recusals", {"officer": "A02", "because": "亲属。"})
    recused = await export(procedure, number, "A02")
    procedure.clerk = await admit(desk, "rsj2", (*ORGAN, Scope.PERSONS_SERVE), "HB-RSJ")
    organ = await export(procedure, number)
    without = tuple(one for one in CONFIDENTIAL_CLERK if one is not Scope.PERSONS_SERVE)
    procedure.clerk = await admit(desk, "plain", without)
    plain = await export(procedure, number)

    assert recused.json()["code"] == "officer_recused"
    assert (organ.status_code, organ.json()["code"]) == (404, "unknown_petition")
    assert plain.json()["code"] == "scope_missing"


async def test_of_an_anonymous_petition_nobody_is_told(procedure: Procedure) -> None:
    body = {name: value for name, value in PETITION.items() if name != "petitioner"}
    number = (await procedure.register({**body, "anonymous": True}))["number"]

    answer = await export(procedure, number)

    assert (answer.status_code, answer.json()["code"]) == (409, "nobody_to_identify")


@pytest.mark.parametrize("change", [{"identity_check": "guess"}, {"because": " "}, {"person": 0}])
async def test_nothing_is_told_without_a_check_and_a_reason(procedure: Procedure, change: Any) -> None:
    number = (await procedure.register(PETITION))["number"]

    assert (await export(procedure, number, **change)).status_code == 422
