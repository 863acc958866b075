"""Who has looked at what: complete, filtered, paged, and so kept that what was touched is named."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from service.audit.run import audit
from service.auth.scopes import CLERK, CONFIDENTIAL_CLERK, INSPECTOR, PORTAL, Scope
from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.witness import noted
from service.rulebook.vocabulary import AccessKind
from service.witness.keep import chain
from tests.acknowledgements.conftest import work
from tests.conftest import PETITION, SteppedClock, admit
from tests.procedure_steps import Procedure, procedure_on

Tampering = Callable[[str], Awaitable[list[str]]]


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    return await procedure_on(api, desk, clock)


@pytest.fixture
async def inspector(desk: Desk) -> dict[str, str]:
    return await admit(desk, "inspector", INSPECTOR)


async def entries(api: httpx.AsyncClient, headers: dict[str, str], **asked: Any) -> list[dict[str, Any]]:
    answer = await api.get("/v1/audit", headers=headers, params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


async def looked_at(procedure: Procedure, desk: Desk) -> str:
    """A petition whose record, notice and file were read, whose petitioner was revealed, whose code was reissued."""
    told = await procedure.register(PETITION)
    number, code = told["number"], {**procedure.portal, "X-Query-Code": told["query_code"]}
    clerk = {**procedure.clerk, "X-Officer": "A01"}
    file = {"file": ("a.txt", "停车费收据".encode())}
    await procedure.api.post(f"/v1/petitions/{number}/attachments", files=file, headers=code)
    await work(desk)
    serial = (await procedure.api.get(f"/v1/petitions/{number}/notices", headers=code)).json()["notices"][0]["serial"]
    asked = {"purpose": "contact", "because": "核实。", "fields": ["phone"]}
    answers = [
        await procedure.api.get(f"/v1/petitions/{number}/record", headers=clerk),
        await procedure.api.get(f"/v1/notices/{serial}.pdf", headers=clerk),
        await procedure.api.get(f"/v1/petitions/{number}/attachments/1/original", headers=clerk),
        await procedure.api.post(f"/v1/petitions/{number}/reveals", json=asked, headers=clerk),
        await procedure.bureau(number, "query-code", {"identity_check": "document", "because": "遗失。"}),
        await procedure.api.get(
            "/v1/statistics/registered_items/cases", headers=clerk, params={"from": "2026-01-01", "to": "2026-03-06"}
        ),
    ]
    assert [one.status_code for one in answers] == [200, 200, 200, 200, 201, 200], [one.text for one in answers]
    return str(number)


async def test_everything_that_was_looked_at_is_in_the_trail(
    procedure: Procedure, desk: Desk, inspector: dict[str, str]
) -> None:
    number = await looked_at(procedure, desk)

    found = await entries(procedure.api, inspector)

    kinds = {one["kind"] for one in found if one["number"] == number}
    assert kinds == {"record_read", "notice_read", "file_read", "identity_revealed", "code_reissued"}
    assert "cases_taken" in {one["kind"] for one in found}
    assert {one["kind"] for one in await entries(procedure.api, inspector, kind="audit_read")} == {"audit_read"}


async def test_the_trail_is_asked_by_officer_petition_kind_and_day(
    procedure: Procedure, desk: Desk, inspector: dict[str, str]
) -> None:
    number = await looked_at(procedure, desk)
    other = (await procedure.register(PETITION, "two"))["number"]
    await procedure.record(other)

    by_officer = await entries(procedure.api, inspector, officer="A01")
    of_petition = await entries(procedure.api, inspector, number=number)
    of_kind = await entries(procedure.api, inspector, kind=["record_read", "file_read"])
    today = await entries(procedure.api, inspector, **{"from": "2026-03-06", "to": "2026-03-06"})
    before = await entries(procedure.api, inspector, to="2026-03-05")

    assert {"record_read", "notice_read", "identity_revealed"} <= {one["kind"] for one in by_officer}
    assert {one["officer"] for one in by_officer} == {"A01"}
    assert {one["number"] for one in of_petition} == {number}
    assert {one["kind"] for one in of_kind} == {"record_read", "file_read"}
    assert len(today) >= 6
    assert before == []


async def test_pages_hold_every_entry_once(procedure: Procedure, desk: Desk, inspector: dict[str, str]) -> None:
    number = await looked_at(procedure, desk)
    whole = await entries(procedure.api, inspector, number=number)

    found, following = [], f"/v1/audit?limit=2&number={number}"
    while following:
        answer = await procedure.api.get(following, headers=inspector)
        found += answer.json()["entries"]
        following = answer.links.get("next", {}).get("url", "")

    assert found == whole


async def test_an_auditor_who_need_not_know_of_accusations_learns_no_number_of_one(
    procedure: Procedure, desk: Desk, inspector: dict[str, str]
) -> None:
    number = await procedure.decided(PETITION, purpose="accusation", route="discipline", organ="HB-JW")
    await procedure.record(number)
    knowing = await admit(desk, "knowing", (*INSPECTOR, Scope.ACCUSATIONS_HANDLE))

    plain = await procedure.api.get("/v1/audit", headers=inspector)
    of_it = await entries(procedure.api, inspector, number=number)
    whole = await entries(procedure.api, knowing, number=number)

    assert number not in plain.text
    assert "record_read" in {one["kind"] for one in plain.json()["entries"]}
    assert of_it == []
    assert whole != []


async def test_nobody_without_the_scope_reads_the_trail(procedure: Procedure, desk: Desk) -> None:
    for name, scopes in (("p", PORTAL), ("c", CLERK), ("cc", CONFIDENTIAL_CLERK)):
        answer = await procedure.api.get("/v1/audit", headers=await admit(desk, name, scopes))

        assert answer.status_code == 403


@pytest.fixture
async def findings(own_desk: Desk) -> Tampering:
    """Twenty records in the chain; what an audit says once somebody with every right has run a statement."""
    for n in range(20):
        async with own_desk.begin() as tx:
            at = datetime(2026, 3, 6, 1, n, tzinfo=UTC)
            tx.write(
                noted(
                    AccessKind.RECORD_READ,
                    Hand("client:1:A01", "A01"),
                    at,
                    own_desk,
                    None,
                    {"n": n, "because": "核实。"},
                )
            )
        if n % 7 == 0:
            await chain(begin=own_desk.begin, key=own_desk.seals.accesses)
    await chain(begin=own_desk.begin, key=own_desk.seals.accesses)

    async def after(statement: str) -> list[str]:
        async with own_desk.begin() as tx:
            await tx.rows("SELECT set_config('session_replication_role', 'replica', true)")  # no trigger, no key
            await tx.rows(statement)
        done = await audit(snapshot=own_desk.snapshot, seals=own_desk.seals)
        assert done.looked["accesses"] >= 19
        return [str(one) for one in done.findings if str(one).startswith("access")]

    return after


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("SELECT 1", None),
        ("UPDATE access_record SET officer = 'A02' WHERE id = 7", "access_record 7"),
        ("UPDATE access_record SET detail = '{}' WHERE id = 20", "access_record 20"),
        ("UPDATE access_record SET at = at + interval '1 day' WHERE id = 1", "access_record 1"),
        ("UPDATE access_record SET because = 'x' WHERE id = 9", "access_record 9"),
        ("UPDATE access_record SET because = NULL WHERE id = 9", "access_record 9"),
        ("UPDATE access_record SET kind = 'another' WHERE id = 9", "access_record 9"),
        ("DELETE FROM access_record WHERE id = 12", "access_record 12"),
        ("DELETE FROM access_record WHERE id = 20", "access_record 20"),
        ("DELETE FROM access_link WHERE record_id = 12", "access_link 12"),
        (
            "WITH gone AS (DELETE FROM access_link WHERE record_id = 12) DELETE FROM access_record WHERE id = 12",
            "access_link 12",
        ),
        ("UPDATE access_link SET hash = sha256(hash) WHERE position = 5", "access_link 5"),
        (
            "INSERT INTO access_record (kind, at, actor, detail, seal) "
            "VALUES ('record_read', now(), 'client:1:A09', '{}', sha256('guess'))",
            "access_record 21",
        ),
        (
            "INSERT INTO access_record (kind, at, actor, officer, detail, seal) "
            "SELECT kind, at, actor, 'A09', detail, seal FROM access_record WHERE id = 3",
            "access_record 21",
        ),
    ],
)
async def test_a_record_that_was_edited_deleted_or_slipped_in_is_named(
    findings: Tampering, statement: str, named: str | None
) -> None:
    told = await findings(statement)

    assert (told == []) if named is None else any(one.startswith(f"{named}:") for one in told), told


@pytest.mark.usefixtures("findings")
async def test_records_and_links_refuse_change(own_desk: Desk) -> None:
    for statement in ("UPDATE access_record SET actor = 'x'", "DELETE FROM access_link", "TRUNCATE access_link"):
        with pytest.raises(Exception, match=r"append-only|append only|refus"):
            async with own_desk.begin() as tx:
                await tx.rows(statement)


async def test_many_keepers_at_once_make_one_chain(own_desk: Desk, clock: SteppedClock) -> None:
    key = own_desk.seals.accesses

    async def write(n: int) -> None:
        async with own_desk.begin() as tx:
            hand = Hand("client:1", "")
            tx.write(noted(AccessKind.RECORD_READ, hand, clock() + timedelta(seconds=n), own_desk, None, {}))

    async def keep() -> None:
        for _ in range(20):
            await chain(begin=own_desk.begin, key=key)

    await asyncio.gather(*(write(n) for n in range(40)), keep(), keep(), keep())
    await chain(begin=own_desk.begin, key=key)

    done = await audit(snapshot=own_desk.snapshot, seals=own_desk.seals)
    assert [one for one in done.findings if one.row.startswith("access")] == []
    async with own_desk.read() as tx:
        assert await tx.value("SELECT count(*) FROM access_link") == 40
