"""Whoever holds a notice can tell whether it is genuine; whoever only guesses learns nothing."""

import hashlib
import re
from typing import Any

import asyncpg
import httpx
import pytest

from service.auth.scopes import ORGAN, Scope
from service.desk.kit import Desk
from service.register.notice_serials import NoticeSerials, read
from service.rulebook.vocabulary import NoticeKind
from service.storage.transaction import ReadTx
from tests.conftest import admit
from tests.referral.conftest import TARGET, Petition, Procedure

from .conftest import Noticed, decided, work

Issued = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture
async def issued(procedure: Procedure, petition: Petition, noticed: Noticed) -> Issued:
    """A registered petition and its receipt."""
    told = await procedure.register(petition())
    (receipt,) = await noticed(told)
    return told, receipt


async def pdf_of(
    api: httpx.AsyncClient, serial: str, headers: dict[str, str], code: str | None = None
) -> httpx.Response:
    return await api.get(f"/v1/notices/{serial}.pdf", headers={**headers, **({"X-Query-Code": code} if code else {})})


async def verified(api: httpx.AsyncClient, serial: str) -> dict[str, Any]:
    answer = await api.get(f"/v1/notices/{serial}/verification")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_petitioner_gets_the_file_that_the_list_names(
    api: httpx.AsyncClient, portal: dict[str, str], issued: Issued
) -> None:
    told, receipt = issued
    answer = await api.get(receipt["file"]["href"], headers={**portal, "X-Query-Code": told["query_code"]})

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert hashlib.sha256(answer.content).hexdigest() == receipt["file"]["sha256"]
    assert len(answer.content) == receipt["file"]["size"]
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="{receipt["serial"]}.pdf"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]


async def test_a_wrong_serial_and_a_wrong_code_sound_the_same(
    api: httpx.AsyncClient, portal: dict[str, str], issued: Issued
) -> None:
    told, receipt = issued
    wrong_serial = receipt["serial"][:-1] + ("A" if receipt["serial"][-1] != "A" else "B")
    answers = [
        await pdf_of(api, receipt["serial"], portal, "AAAAA-AAAAA"),
        await pdf_of(api, receipt["serial"], portal),
        await pdf_of(api, wrong_serial, portal, told["query_code"]),
        await pdf_of(api, "no serial at all", portal, told["query_code"]),
    ]

    told_each = [{name: text for name, text in one.json().items() if name != "request_id"} for one in answers]
    assert {one.status_code for one in answers} == {404}
    assert all(one == told_each[0] for one in told_each)
    assert told_each[0]["code"] == "unknown_notice"


async def test_a_clerk_reads_every_notice_an_organ_only_what_was_written_to_it(
    procedure: Procedure, petition: Petition, noticed: Noticed, connection: asyncpg.Connection, desk: Desk
) -> None:
    told = await decided(procedure, petition())
    await procedure.bureau(told["number"], "referrals", {"targets": [TARGET], "because": "属地主管。"})
    await noticed(told)
    serials = {row["kind"]: row["serial"] for row in await connection.fetch("SELECT kind, serial FROM notice")}
    assert set(serials) == {"receipt", "destination", "transfer"}
    other = await admit(desk, "other organ", ORGAN, "HB-MZJ-2")

    for kind, serial in serials.items():
        assert (await pdf_of(procedure.api, serial, {**procedure.clerk, "X-Officer": "A01"})).status_code == 200
        own = await pdf_of(procedure.api, serial, procedure.organs["HB-RSJ"], told["query_code"])
        assert own.status_code == (200 if kind == "transfer" else 404)
        assert (await pdf_of(procedure.api, serial, other, told["query_code"])).status_code == 404
        by_code = await pdf_of(procedure.api, serial, procedure.portal, told["query_code"])
        assert by_code.status_code == (404 if kind == "transfer" else 200), "letters between offices are theirs"


async def test_a_letter_tells_an_organ_neither_the_name_nor_the_words(
    procedure: Procedure, petition: Petition, noticed: Noticed, connection: asyncpg.Connection, desk: Desk
) -> None:
    told = await decided(procedure, petition())
    await procedure.bureau(told["number"], "referrals", {"targets": [TARGET], "because": "属地主管。"})
    await noticed(told)
    row = await connection.fetchrow("SELECT serial, sealed FROM notice WHERE kind = 'transfer'")
    assert row is not None

    text = desk.vault.open(row["serial"], row["sealed"])["text"]

    assert told["number"] in text
    for secret in ("王建国", petition()["subject"], petition()["facts"][:10]):
        assert secret not in text


async def test_a_genuine_notice_is_told_with_its_number_masked(api: httpx.AsyncClient, issued: Issued) -> None:
    told, receipt = issued
    found = await verified(api, receipt["serial"])

    assert found["genuine"] is True
    assert found["superseded"] is False
    assert (found["kind"], found["title"], found["issuer"]) == ("receipt", "信访登记回执", "三门峡市湖滨区信访局")
    assert found["document_number"] == receipt["document_number"]
    assert found["issued_at"] == receipt["issued_at"]
    assert found["number"] == told["number"][:4] + "****" + told["number"][-4:]
    assert told["number"] not in str(found)


@pytest.mark.parametrize(
    "change",
    [
        lambda serial: serial[:-1] + ("A" if serial[-1] != "A" else "B"),
        lambda serial: serial.replace("000001", "000002"),
        lambda serial: serial.replace("receipt", "opinion"),
        lambda serial: serial.replace("2026", "2025"),
        lambda serial: serial[:22],
        lambda _: "x",
    ],
)
async def test_every_other_serial_is_answered_in_the_same_shape(
    api: httpx.AsyncClient, issued: Issued, change: Any
) -> None:
    _, receipt = issued
    found, genuine = await verified(api, change(receipt["serial"])), await verified(api, receipt["serial"])

    assert found.keys() == genuine.keys()
    assert found["genuine"] is False
    assert {value for name, value in found.items() if name not in ("genuine", "says")} == {None}


async def test_every_answer_costs_the_database_the_same(api: httpx.AsyncClient, issued: Issued) -> None:
    _, receipt = issued
    asked: list[int] = []
    for serial in (receipt["serial"], receipt["serial"][:-1] + "0", "x"):
        statements = await _statements(api, serial)
        asked.append(statements)

    assert len(set(asked)) == 1


async def _statements(api: httpx.AsyncClient, serial: str) -> int:
    asked = 0
    rows, row = ReadTx.rows, ReadTx.row

    async def counting_rows(self: ReadTx, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        return await rows(self, *args)

    async def counting_row(self: ReadTx, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        return await row(self, *args)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ReadTx, "rows", counting_rows)
        patched.setattr(ReadTx, "row", counting_row)
        await verified(api, serial)
    return asked


async def test_serials_are_read_as_people_write_them(api: httpx.AsyncClient, issued: Issued) -> None:
    _, receipt = issued
    written = receipt["serial"].lower().replace("-", "－")

    assert (await verified(api, written))["genuine"] is True


async def test_a_file_is_told_from_any_other(api: httpx.AsyncClient, portal: dict[str, str], issued: Issued) -> None:
    told, receipt = issued
    url = f"/v1/notices/{receipt['serial']}/verification"
    content = (await pdf_of(api, receipt["serial"], portal, told["query_code"])).content
    changed = content[:-20] + bytes((content[-20] ^ 1,)) + content[-19:]
    as_pdf = {"Content-Type": "application/pdf"}

    same = (await api.post(url, content=content, headers=as_pdf)).json()
    other = (await api.post(url, content=changed, headers=as_pdf)).json()
    by_hash = (await api.post(url, json={"sha256": receipt["file"]["sha256"].upper()})).json()
    elsewhere = (await api.post(url.replace("000001", "000002"), content=content, headers=as_pdf)).json()

    assert (same["genuine"], same["file"]) == (True, "same")
    assert (other["genuine"], other["file"]) == (False, "another")
    assert (by_hash["genuine"], by_hash["file"]) == (True, "same")
    assert (elsewhere["genuine"], elsewhere["file"]) == (False, None)


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, 422, "invalid_content"),
        ({"json": {"sha256": "00"}}, 422, "invalid_content"),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "malformed_body"),
        ({"content": b"x", "headers": {"Content-Type": "text/plain"}}, 415, "unsupported_content"),
    ],
)
async def test_what_is_no_file_and_no_hash_is_refused(
    api: httpx.AsyncClient, sent: dict[str, Any], status: int, code: str
) -> None:
    answer = await api.post("/v1/notices/x/verification", **sent)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_refusal_stands_until_the_petition_is_taken_up_again(
    procedure: Procedure, petition: Petition, noticed: Noticed
) -> None:
    told = await decided(procedure, petition())
    refusal = {"code": "r5", "because": "已经依法终结。", "where_to_go": "可以申请法律援助。"}
    await procedure.bureau(told["number"], "refusal", refusal)
    await procedure.bureau(told["number"], "refusal/decision", {"approved": True, "because": "同意。"}, officer="A02")
    (_, notice) = await noticed(told)
    assert (await verified(procedure.api, notice["serial"]))["superseded"] is False

    answer = await procedure.bureau(told["number"], "reopening", {"because": "应当受理。"})
    assert answer.status_code == 200, answer.text
    found = await verified(procedure.api, notice["serial"])

    assert (found["genuine"], found["superseded"]) == (True, True)
    assert found["superseded_at"] is not None


async def test_a_destination_is_overtaken_when_the_bureau_takes_the_matter_back(
    procedure: Procedure, petition: Petition, noticed: Noticed
) -> None:
    told = await decided(procedure, petition())
    await procedure.bureau(told["number"], "referrals", {"targets": [TARGET], "because": "属地主管。"})
    (_, notice) = await noticed(told)

    answer = await procedure.bureau(f"{told['number']}-1", "recall", {"because": "另行转送。"})
    assert answer.status_code == 200, answer.text

    assert (await verified(procedure.api, notice["serial"]))["superseded"] is True


async def test_the_page_behind_the_code_needs_nothing_from_elsewhere(api: httpx.AsyncClient, issued: Issued) -> None:
    told, receipt = issued
    answer = await api.get(f"/verify/{receipt['serial']}")

    assert answer.headers["content-type"].startswith("text/html")
    page = answer.text
    for said in ("真实有效", "信访登记回执", receipt["document_number"], "三门峡市湖滨区信访局", "HB"):
        assert said in page
    assert told["number"] not in page
    assert not re.search(r"<script|https?://|src=|href=|@import|url\(", page)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    by_accept = await api.get(
        f"/v1/notices/{receipt['serial']}/verification", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    )
    assert by_accept.text == page


async def test_the_page_says_so_where_there_is_no_such_notice(api: httpx.AsyncClient, issued: Issued) -> None:
    page = (await api.get("/verify/HB-receipt-2026-000001-AAAAAAAA")).text

    assert "未查到" in page
    assert "<script>" not in (await api.get("/verify/<script>alert(1)</script>")).text
    assert page.count("<dt>") == (await api.get(f"/verify/{issued[1]['serial']}")).text.count("<dt>") - 0


def test_a_serial_cannot_be_reckoned_from_its_neighbours() -> None:
    one, other = NoticeSerials("HB", b"1" * 32), NoticeSerials("HB", b"2" * 32)
    made = {one.of(NoticeKind.REFUSAL, 2026, number) for number in range(1, 2001)}

    assert len({serial[-8:] for serial in made}) == 2000
    assert all(read(serial) == serial for serial in made)
    assert one.of(NoticeKind.REFUSAL, 2026, 1) != other.of(NoticeKind.REFUSAL, 2026, 1)
    assert one.of(NoticeKind.RE_REVIEW_OPINION, 2026, 1_234_567).startswith("HB-re_review_opinion-2026-1234567-")


@pytest.mark.parametrize("scope", [Scope.PETITIONS_FOLLOW])
async def test_nobody_opens_a_file_with_the_code_of_another_petition(
    procedure: Procedure, petition: Petition, issued: Issued, scope: Scope, desk: Desk
) -> None:
    _, receipt = issued
    other = await procedure.register(petition(subject="另一件事"), "other")
    await work(desk)
    follower = await admit(desk, f"only {scope}", (scope,))

    assert (await pdf_of(procedure.api, receipt["serial"], follower, other["query_code"])).status_code == 404
