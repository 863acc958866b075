"""What is wrong of a person is put right wherever he is read; what was registered and signed for stays."""

from typing import Any

import asyncpg
import httpx
import pytest

from service.audit.run import audit
from service.auth.scopes import ORGAN, Scope
from service.desk.kit import Desk
from service.register import petitioners
from service.register.petitioners import Petitioner
from tests.acknowledgements.conftest import work
from tests.conftest import PETITION, SteppedClock, admit
from tests.procedure_steps import Procedure, procedure_on
from tests.reveal.test_revealing import reveal, trail
from tests.rights.test_person_export import JOINT, export

CHECKED = {"identity_check": "document", "because": "本人持身份证到场，登记时姓名误写。"}
WRITTEN = {**PETITION, "facts": PETITION["facts"] + "我叫王建国，住崤山路12号院3单元501室，有事找王建果。"}
RIGHT = {"name": "王建果", "address": "三门峡市湖滨区崤山路12号院3单元501室"}


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    return await procedure_on(api, desk, clock)


async def correct(procedure: Procedure, number: str, officer: str = "A01", **given: Any) -> httpx.Response:
    return await procedure.bureau(number, "person-corrections", {**CHECKED, **given}, officer)


async def people(procedure: Procedure, number: str) -> list[dict[str, Any]]:
    fields = ["name", "phone", "address", "document"]
    answer = await reveal(procedure.api, procedure.clerk, number, fields=fields)
    found: list[dict[str, Any]] = answer.json()["people"]
    return found


async def test_a_correction_counts_wherever_the_person_is_read(procedure: Procedure, desk: Desk) -> None:
    told = await procedure.register(PETITION)
    number = told["number"]

    answer = await correct(procedure, number, **RIGHT)

    assert answer.status_code == 201, answer.text
    assert answer.json()["fields"] == ["address", "name"]
    (one,) = await people(procedure, number)
    assert (one["name"], one["address"], one["phone"]) == (*RIGHT.values(), "13800001234")
    await procedure.decide(number)
    target = {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], "because": "属地主管。"}
    assert (await procedure.bureau(number, "referrals", target)).status_code == 201
    await work(desk)
    code = {**procedure.portal, "X-Query-Code": told["query_code"]}
    notices = (await procedure.api.get(f"/v1/petitions/{number}/notices", headers=code)).json()["notices"]
    assert "王建果" in next(one["content"] for one in notices if one["kind"] == "destination")


async def test_what_is_given_as_null_is_taken_off_and_what_is_left_out_stays(procedure: Procedure) -> None:
    number = (await procedure.register(JOINT))["number"]

    first = await correct(procedure, number, phone=None, document={"type": "passport", "number": "E12345678"})
    second = await correct(procedure, number, document=None, person=2, name="李梅")

    assert first.json()["fields"] == ["document_number", "document_type", "phone"]
    assert second.json()["fields"] == ["name"]
    writer, signer = await people(procedure, number)
    assert (writer["name"], writer["phone"], writer["document_type"]) == ("王建国", None, "passport")
    assert (signer["name"], signer["phone"]) == ("李梅", "13900005678")


async def test_words_are_masked_by_who_he_was_and_who_he_is(procedure: Procedure) -> None:
    number = (await procedure.register(WRITTEN))["number"]

    await correct(procedure, number, **RIGHT)

    facts = (await procedure.record(number))["facts"]
    assert "王建国" not in facts
    assert "王建果" not in facts
    assert "崤山路12号" not in facts


async def test_what_was_registered_stays_for_him_to_see_and_the_receipt_to_prove(
    procedure: Procedure, desk: Desk
) -> None:
    number = (await procedure.register(PETITION))["number"]

    await correct(procedure, number, **RIGHT)
    await correct(procedure, number, phone="13911112222")

    held = (await export(procedure, number)).json()
    assert [(one["name"], one["phone"]) for one in held["earlier"]] == [
        ("王建国", "13800001234"),
        ("王建果", "13800001234"),
    ]
    assert (held["people"][0]["name"], held["people"][0]["phone"]) == ("王建果", "13911112222")
    assert (await audit(snapshot=desk.snapshot, seals=desk.seals)).findings == []


async def test_it_stands_in_the_history_and_in_the_trail(procedure: Procedure, desk: Desk) -> None:
    number = (await procedure.register(PETITION))["number"]

    await correct(procedure, number, **RIGHT, because="回拨13800001234核对")

    event = (await procedure.record(number))["events"][-1]
    said = {"person": 1, "fields": ["address", "name"], "identity_check": "document"}
    assert (event["event"], event["actor"].rpartition(":")[2]) == ("person_corrected", "A01")
    assert event["detail"] == {**said, "because": "回拨138********核对"}
    (entry,) = await trail(procedure.api, desk, kind="person_corrected")
    assert entry["detail"] == {**said, "because": "回拨138****1234核对"}


async def test_the_blind_index_finds_him_by_what_is_right_and_no_more_by_what_was_wrong(
    procedure: Procedure, desk: Desk, connection: asyncpg.Connection
) -> None:
    number = (await procedure.register({**PETITION, "petitioner": {**PETITION["petitioner"], **RIGHT}}))["number"]
    await work(desk)
    before = {row["hash"] for row in await connection.fetch("SELECT hash FROM blind_index")}

    await correct(procedure, number, phone="13911112222")

    after = {row["hash"] for row in await connection.fetch("SELECT hash FROM blind_index")}
    assert (len(before - after), len(after - before)) == (1, 1)
    async with desk.begin() as tx:
        assert await tx.value("SELECT count(*) FROM job WHERE kind = 'relate'") == 1
    await work(desk)
    now = {one.hash for one in desk.blind_index.traces([Petitioner(**RIGHT, phone="13911112222")])}
    assert {row["hash"] for row in await connection.fetch("SELECT hash FROM blind_index")} == now


async def test_nothing_of_it_is_kept_in_clear_nor_opens_for_another(
    procedure: Procedure, desk: Desk, connection: asyncpg.Connection
) -> None:
    number = (await procedure.register(JOINT))["number"]
    await correct(procedure, number, **RIGHT)

    row = await connection.fetchrow("SELECT * FROM petitioner_correction")
    assert "王建果".encode() not in row["sealed"]
    assert "误写".encode() not in row["because"]
    async with desk.read() as tx:
        found = await petitioners.entries(tx, {row["petition_id"]: number}, desk.vault)
    assert [(one.position, one.version) for one in found[row["petition_id"]]] == [(1, 0), (1, 1), (2, 0)]


async def test_of_two_who_read_the_same_version_one_is_told(procedure: Procedure) -> None:
    number = (await procedure.register(PETITION))["number"]
    version = await procedure.version(number)

    answers = [
        await procedure.bureau(number, "person-corrections", {**CHECKED, "phone": phone}, version=version)
        for phone in ("13911112222", "13911113333")
    ]

    assert [one.status_code for one in answers] == [201, 412]


@pytest.mark.parametrize("given", [{}, {"name": "王建国"}, {"document": None}])
async def test_nothing_different_is_nothing_to_correct(procedure: Procedure, given: Any) -> None:
    number = (await procedure.register(PETITION))["number"]

    answer = await correct(procedure, number, **given)

    assert (answer.status_code, answer.json()["code"]) == (409, "content_conflict")


async def test_who_may_not_correct_is_refused(procedure: Procedure, desk: Desk) -> None:
    number = (await procedure.referred(PETITION)).removesuffix("-1")
    await procedure.bureau(number, "recusals", {"officer": "A02", "because": "亲属。"})
    headers = await admit(desk, "rsj2", (*ORGAN, Scope.PERSONS_SERVE), "HB-RSJ")
    acts = {**headers, "X-Officer": "B01", "If-Match": f'"{await procedure.version(number)}"'}

    recused = await correct(procedure, number, "A02", **RIGHT)
    organ = await procedure.api.post(
        f"/v1/petitions/{number}/person-corrections", json={**CHECKED, **RIGHT}, headers=acts
    )
    nobody = await correct(procedure, number, person=2, name="李梅")

    assert recused.json()["code"] == "officer_recused"
    assert (organ.status_code, organ.json()["code"]) == (404, "unknown_petition")
    assert nobody.json()["code"] == "unknown_person"


async def test_of_an_anonymous_petition_nobody_is_corrected(procedure: Procedure) -> None:
    body = {name: value for name, value in PETITION.items() if name != "petitioner"}
    number = (await procedure.register({**body, "anonymous": True}))["number"]

    assert (await correct(procedure, number, **RIGHT)).json()["code"] == "nobody_to_identify"
