"""Which notices a petition brings with it, what they say, and that each is issued once whatever befalls a worker."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from service.delivery import claims, outbox
from service.desk.kit import Desk
from service.rulebook.errors import DatabaseUnavailable
from service.rulebook.vocabulary import JobKind
from service.storage.transaction import Begin
from service.worker import Worker
from tests.conftest import calling, reader, serving
from tests.delivery.happenings import before_second
from tests.referral.conftest import REPLY, TARGET, Petition, Procedure, procedure_on

from .conftest import Noticed, decided, work

OVER = timedelta(0)


def kinds(notices: list[dict[str, Any]]) -> list[str]:
    return [one["kind"] for one in notices]


async def test_a_receipt_says_registered_and_never_accepted(
    procedure: Procedure, petition: Petition, noticed: Noticed
) -> None:
    (receipt,) = await noticed(await procedure.register(petition()))

    rest = receipt["content"].replace("不等于受理", "").replace("是否受理", "")
    assert "已收到并登记" in rest
    assert "受理" not in rest
    assert receipt["document_number"] == "湖信登〔2026〕1号"
    assert receipt["file"]["size"] > 10_000
    assert "王建国" not in receipt["sms"]
    assert len(receipt["sms"]) <= 140


async def test_a_petition_is_accompanied_from_its_receipt_to_the_opinion(
    procedure: Procedure, petition: Petition, noticed: Noticed, connection: asyncpg.Connection
) -> None:
    told = await decided(procedure, petition())
    matter = f"{told['number']}-1"
    assign = {**TARGET, "kind": "assign", "report_on": "2026-04-30"}
    await procedure.bureau(told["number"], "referrals", {"targets": [assign], "because": "属地主管。"})
    for step in ("arrival", "acceptance"):
        await procedure.organ(matter, step)
    extension = {"days": 20, "because": "需要向上级主管部门核实有关政策。", "approved_by": "B00"}
    await procedure.organ(matter, "extension", extension)
    await procedure.organ(matter, "mediation", {"agreed": True, "agreement": "一、补发差额。\n二、本月底前到账。"})
    await procedure.organ(matter, "reply", REPLY)
    await procedure.organ(matter, "delivery", {"delivered_on": procedure.today, "proof": "in_person"})
    closing = {"results": ["problem_solved"], "resolved": True, "summary": "已补发。"}
    assert (await procedure.organ(matter, "closing", closing)).status_code == 200

    notices = await noticed(told)

    assert kinds(notices) == ["receipt", "destination", "acceptance", "extension", "settlement", "opinion"]
    acceptance, extended, opinion = notices[2]["content"], notices[3]["content"], notices[5]["content"]
    assert "予以受理" in acceptance
    assert "2026年5月5日" in acceptance, "sixty days"
    assert "延长20日，最迟于2026年5月25日" in extended
    for said in ("request", "facts_and_reasons", "opinion", "legal_basis", "remedy"):
        assert REPLY[said] in opinion, "all that 条例 32 wants"
    issued = await connection.fetch("SELECT kind, addressee, organ FROM notice WHERE addressee <> 'petitioner'")
    assert {tuple(row) for row in issued} == {
        ("assignment", "organ", "HB-RSJ"),
        ("closing_report", "bureau", None),
    }


async def test_each_is_told_to_who_waits_for_it(
    procedure: Procedure, petition: Petition, noticed: Noticed, connection: asyncpg.Connection
) -> None:
    told = await decided(procedure, petition())
    await procedure.bureau(told["number"], "referrals", {"targets": [TARGET], "because": "属地主管。"})

    await noticed(told)

    rows = await connection.fetch(
        "SELECT organ, data->>'notice' AS notice FROM message WHERE kind = 'petition.notice_issued' ORDER BY id"
    )
    assert {tuple(row) for row in rows} == {(None, "receipt"), (None, "destination"), ("HB-RSJ", "transfer")}


@pytest.mark.parametrize("route", ["discipline", "litigation"])
async def test_what_is_handled_by_other_rules_is_told_as_passed_on_and_no_more(
    procedure: Procedure, petition: Petition, noticed: Noticed, route: str
) -> None:
    purpose = "accusation" if route == "discipline" else "appeal"
    organ = "HB-JW" if route == "discipline" else "HB-ZFW"
    told = await decided(procedure, petition(), route=route, purpose=purpose, organ=organ)
    answer = await procedure.bureau(
        told["number"], "referrals", {"targets": [{"organ": organ, "kind": "forward"}], "because": "按规定转送。"}
    )
    assert answer.status_code == 201, answer.text

    notices = await noticed(told)

    assert kinds(notices) == ["receipt", "forwarded"]
    assert "转有权机关" in notices[1]["content"]
    for secret in ("纪委", "政法委", petition()["subject"]):
        assert secret not in notices[1]["content"]


async def test_nobody_is_written_to_who_gave_no_name(
    procedure: Procedure, petition: Petition, connection: asyncpg.Connection, desk: Desk
) -> None:
    told = await decided(procedure, {**petition(petitioner=None), "anonymous": True})
    await procedure.bureau(told["number"], "referrals", {"targets": [TARGET], "because": "属地主管。"})

    await work(desk)

    assert {row["kind"] for row in await connection.fetch("SELECT kind FROM notice")} == {"receipt", "transfer"}


async def test_a_refusal_is_written_when_a_second_person_has_approved_it(
    procedure: Procedure, petition: Petition, noticed: Noticed
) -> None:
    told = await decided(procedure, petition())
    refusal = {"code": "r5", "because": "该事项已经依法终结。", "where_to_go": "可以申请法律援助。"}
    assert (await procedure.bureau(told["number"], "refusal", refusal)).status_code == 202
    assert kinds(await noticed(told)) == ["receipt"], "proposed is not decided"
    verdict = {"approved": True, "because": "同意。"}
    answer = await procedure.bureau(told["number"], "refusal/decision", verdict, officer="A02")
    assert answer.status_code == 200, answer.text

    (_, notice) = await noticed(told)

    assert notice["kind"] == "refusal"
    for said in ("第三十一条第一项、第三十七条第三款", refusal["because"], refusal["where_to_go"], "可以重新提出"):
        assert said in notice["content"]


async def test_numbers_follow_each_other_by_kind(procedure: Procedure, petition: Petition, noticed: Noticed) -> None:
    numbers = []
    for nth in range(3):
        (receipt,) = await noticed(await procedure.register(petition(subject=f"第{nth}件事"), f"nth-{nth}"))
        numbers.append(receipt["serial"][:22])

    assert numbers == [f"HB-receipt-2026-00000{nth}" for nth in (1, 2, 3)]


def dying_after_wording(begin: Begin) -> Begin:
    """A `begin` whose second block is never entered: the worker is gone between numbering and keeping the file."""
    entered = 0

    @asynccontextmanager
    async def once() -> Any:
        nonlocal entered
        entered += 1
        if entered > 2:  # the claim, the numbering
            raise DatabaseUnavailable
        async with begin() as tx:
            yield tx

    return once


async def owed_on(desk: Desk, petition: Petition, clock: Any) -> dict[str, Any]:
    async with serving(desk) as app, calling(app) as api:
        procedure = await procedure_on(api, desk, clock)
        return await procedure.register(petition())


def one_worker(desk: Desk, lease: timedelta = OVER) -> Worker:
    return Worker(desk, reader(), lease=lease, max_attempts=9, poll=timedelta(hours=1))


COUNTS = """
SELECT (SELECT count(*) FROM notice) AS notices, (SELECT count(*) FROM notice_file) AS files,
       (SELECT last FROM notice_series WHERE kind = 'receipt') AS last,
       (SELECT count(*) FROM event WHERE kind = 'notice_issued') AS events,
       (SELECT count(*) FROM message WHERE kind = 'petition.notice_issued') AS messages
"""


async def test_a_worker_that_dies_in_the_press_leaves_one_notice_to_be_printed(
    own_desk: Desk, petition: Petition, clock: Any
) -> None:
    await owed_on(own_desk, petition, clock)
    with pytest.raises(DatabaseUnavailable):
        await one_worker(replace(own_desk, begin=dying_after_wording(own_desk.begin))).run_one()
    async with own_desk.read() as tx:
        assert await tx.row(COUNTS) == (1, 0, 1, 0, 0)

    await work(own_desk)

    async with own_desk.read() as tx:
        assert await tx.row(COUNTS) == (1, 1, 1, 1, 1)


async def test_a_worker_that_was_overtaken_issues_nothing_twice(own_desk: Desk, petition: Petition, clock: Any) -> None:
    await owed_on(own_desk, petition, clock)

    async def overtake() -> None:
        assert await one_worker(own_desk).run_one()

    await one_worker(replace(own_desk, begin=before_second(own_desk.begin, overtake))).run_one()
    await work(own_desk)

    async with own_desk.read() as tx:
        assert await tx.row(COUNTS) == (1, 1, 1, 1, 1)


async def test_a_job_too_many_finds_nothing_to_do(own_desk: Desk, petition: Petition, clock: Any) -> None:
    await owed_on(own_desk, petition, clock)
    await work(own_desk)
    async with own_desk.begin() as tx:
        petition_id = await tx.value("SELECT id FROM petition")
        tx.write(outbox.post_notices(petition_id))
        tx.write(outbox.post_notices(petition_id))

    await work(own_desk)

    async with own_desk.read() as tx:
        assert await tx.row(COUNTS) == (1, 1, 1, 1, 1)
        assert await claims.dead(tx, 10) == []
        assert not await tx.rows("SELECT FROM job WHERE kind = $1", JobKind.NOTIFY.value)


@pytest.mark.parametrize("change", ["UPDATE notice_file SET size = 1", "DELETE FROM notice_file", "DELETE FROM notice"])
async def test_what_was_issued_cannot_be_changed(
    procedure: Procedure, petition: Petition, noticed: Noticed, connection: asyncpg.Connection, change: str
) -> None:
    await noticed(await procedure.register(petition()))

    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute(change)


async def test_no_name_stands_in_clear(
    procedure: Procedure, petition: Petition, noticed: Noticed, connection: asyncpg.Connection
) -> None:
    named = petition(petitioner={"name": "欧阳标记", "address": "标记巷七号"})
    (receipt,) = await noticed(await procedure.register(named))

    assert "欧阳标记" in receipt["content"]
    for table in ("notice", "notice_file", "event", "message", "job"):
        rows = "\n".join(row[0] for row in await connection.fetch(f"SELECT t::text FROM {table} AS t"))  # noqa: S608
        assert "欧阳标记" not in rows
        assert "欧阳标记".encode().hex() not in rows
