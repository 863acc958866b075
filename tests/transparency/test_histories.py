# ruff: noqa: S608 - the statements are the attacks
"""What an audit says of a history that somebody has had his hands in: each table that only grows."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from service.audit.run import audit
from service.auth.scopes import CONFIDENTIAL_CLERK, PORTAL
from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.witness import noted
from service.register import petitions
from service.rulebook.vocabulary import AccessKind
from service.storage.engine import Database
from service.transparency import record
from service.transparency.bind import bind
from service.transparency.keeper import LogKeeper
from tests.conftest import PETITION, SteppedClock, admit, calling, key, serving

from .conftest import signed, submit
from .test_audit import work

Tampering = Callable[..., Awaitable[list[str]]]
NOW = timedelta()  # a test that has answered everything waits for nobody
SOON = timedelta(milliseconds=100)

# A row of each table, as a busy year would leave it; every one for the same petition.
ROWS = {
    "event": "",
    "petitioner": "",
    "classification": "",
    "deadline": "",
    "posting": "",
    "notice": "",
    "notice_file": "",
    "evaluation": """
        INSERT INTO evaluation (petition_id, referral, satisfaction, evaluated_on)
        SELECT id, 0, 'satisfied', '2026-03-06' FROM petition WHERE number = '{number}'""",
    "recusal": """
        INSERT INTO recusal (petition_id, officer, because)
        SELECT id, '0731', '与信访人是亲属' FROM petition WHERE number = '{number}'""",
    "alert": """
        INSERT INTO alert (duty_id, petition_id, kind, on_day, owner)
        SELECT duty.id, petition.id, 'overdue', '2026-03-06', 'bureau'
        FROM duty JOIN petition ON petition.id = petition_id WHERE number = '{number}' LIMIT 1""",
    "access_record": "",
    "notice_reading": """
        INSERT INTO notice_reading (serial, petition_id, actor, at)
        SELECT serial, petition_id, 'client:1:0731', now() FROM notice JOIN petition ON petition.id = petition_id
        WHERE number = '{number}'""",
    "supervision_event": """
        INSERT INTO supervision_event (supervision_id, sequence, step, at, actor, detail)
        SELECT id, 2, 'report', now(), 'client:1:0731', '{{}}' FROM supervision""",
}
SUPERVISION = """
    INSERT INTO supervision (kind, stage, version, opened_on, officer, facts, client_id, key, content_sha256)
    VALUES ('inspection', 'open', 1, '2026-03-06', '0731', '{{}}', 1, 'once', sha256(''))"""
EDITS = {
    "event": "actor = 'machine:2'",
    "petitioner": "sealed = sealed || '\\x00'",
    "classification": "rules_version = 'other'",
    "deadline": "due_on = due_on + 30",
    "posting": "quantity = quantity + 1",
    "notice": "title = '别的'",
    "notice_file": "size = size + 1",
    "evaluation": "satisfaction = 'dissatisfied'",
    "recusal": "because = '无'",
    "alert": "owner = 'petitioner'",
    "access_record": "actor = 'client:1:0732'",
    "notice_reading": "actor = 'client:1:0732'",
    "supervision_event": "actor = 'client:1:0732'",
}


@pytest.fixture
async def number(own_desk: Desk) -> str:
    """A register whose keeper has run after everything; the number of one of its petitions."""
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        found = [(await submit(api, portal, PETITION, f"history-{n}"))["number"] for n in range(3)]
    await bound(own_desk)
    await work(own_desk)
    async with own_desk.begin() as tx:
        for statement in (SUPERVISION, *filter(None, ROWS.values())):
            await tx.rows(statement.format(number=found[1]))
        petition = await petitions.find(tx, found[1])
        hand = Hand("client:1:0731", "0731")
        tx.write(noted(AccessKind.RECORD_READ, hand, own_desk.now(), own_desk, petition, {}))
    await bound(own_desk)
    return str(found[1])


async def bound(desk: Desk) -> None:
    """Everything that was recorded is bound, placed and signed."""
    while await bind(begin=desk.begin, origin=desk.seals.origin, settling=NOW):
        continue
    await signed(desk)


async def found(desk: Desk) -> list[str]:
    """What an audit says."""
    return [str(one) for one in (await audit(snapshot=desk.snapshot, seals=desk.seals)).findings]


@pytest.fixture
async def findings(own_desk: Desk, number: str) -> Tampering:
    """What is found after these statements were run by somebody with every right in the database."""

    async def after(*statements: str) -> list[str]:
        async with own_desk.begin() as tx:
            await tx.rows("SELECT set_config('session_replication_role', 'replica', true)")  # no trigger
            for statement in statements:
                await tx.rows(statement.format(number=number))
        return await found(own_desk)

    return after


def last(table: str) -> str:
    """The last row of this petition in a table, by which no gap is left."""
    own = "petition_id = (SELECT id FROM petition WHERE number = '{number}')"
    if table == "notice_file":
        own = f"serial IN (SELECT serial FROM notice WHERE {own})"
    if table == "supervision_event":
        own = "true"
    return f"ctid = (SELECT max(ctid) FROM {table} WHERE {own})"


def test_every_table_that_refuses_change_is_bound() -> None:
    assert set(ROWS) == set(EDITS) == set(record.TABLES)


async def test_no_table_that_refuses_change_is_forgotten(own_database: Database) -> None:
    async with own_database.read() as tx:
        guarded = await tx.rows(
            "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname LIKE '%append_only'"
        )

    # The log itself; what follows from the record; who was locked out, no petition's history; files and letters,
    # which no leaf is made over yet (docs/decisions/0017).
    # The chain over the records of access is checked by itself.
    without = {"log_checkpoint", "log_history", "veil_posting", "lock_out", "access_link"}
    files = {"attachment", "attachment_view", "attachment_reading", "letter", "letter_text"}
    assert {row["name"] for row in guarded} - set(record.TABLES) == without | files


async def test_a_history_that_nobody_touched_has_no_findings(findings: Tampering, own_desk: Desk) -> None:
    assert await findings() == []
    looked = (await audit(snapshot=own_desk.snapshot, seals=own_desk.seals)).looked
    assert looked["histories"] > 3
    assert looked["rows"] > 3 * len(ROWS) // 2


@pytest.mark.parametrize("table", record.TABLES)
async def test_an_edited_row_is_named(findings: Tampering, number: str, table: str) -> None:
    told = await findings(f"UPDATE {table} SET {EDITS[table]} WHERE {last(table)}")

    whose = "" if table == "supervision_event" else f"petition {number}, "
    assert [one for one in told if one.startswith(f"{whose}{table} ") and one.endswith(": was edited")], told


@pytest.mark.parametrize("table", record.TABLES)
async def test_a_deleted_row_is_named(findings: Tampering, number: str, table: str) -> None:
    told = await findings(f"DELETE FROM {table} WHERE {last(table)}")

    whose = "" if table == "supervision_event" else f"petition {number}, "
    assert [one for one in told if one.startswith(f"{whose}{table} ") and ": was deleted" in one], told


async def test_a_replaced_pdf_is_named(findings: Tampering, number: str) -> None:
    told = await findings(
        f"UPDATE notice_file SET sealed = sealed || '\\x00', sha256 = sha256('another') WHERE {last('notice_file')}"
    )

    assert [one.split(" HB-receipt")[0] for one in told] == [f"petition {number}, notice_file"]
    assert told[0].endswith("was edited")


async def test_a_replaced_pdf_is_named_though_its_hash_was_left(findings: Tampering, number: str) -> None:
    told = await findings(f"UPDATE notice_file SET sealed = sealed || '\\x00' WHERE {last('notice_file')}")

    assert [one.split(" HB-receipt")[0] for one in told] == [f"petition {number}, notice_file"]


async def test_a_row_put_in_with_an_earlier_time_is_named(findings: Tampering, number: str) -> None:
    told = await findings(
        "INSERT INTO event (petition_id, sequence, kind, at, actor, detail, recorded_at) SELECT petition_id, "
        f"sequence + 1, 'withdrawn', at, actor, detail, recorded_at FROM event WHERE {last('event')}"
    )

    assert len(told) == 1
    assert told[0].startswith(f"petition {number}, event 5: is in no leaf")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE log_history SET hashes = hashes || sha256('')", "was edited"),
        ("UPDATE log_history SET until = until + interval '1 second'", "was edited"),
        ("DELETE FROM log_history", "was deleted"),
    ],
)
async def test_who_touches_the_list_beside_the_row_is_seen(findings: Tampering, statement: str, says: str) -> None:
    told = await findings(f"{statement} WHERE {last('log_history')}")

    assert any("the list of its rows" in one and one.endswith(says) for one in told)


async def test_an_old_register_is_bound_in_pages(
    own_desk: Desk, own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.transparency.bind.AT_ONCE", 2)
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        for n in range(5):
            await submit(api, portal, PETITION, f"page-{n}")
    await bound(own_desk)

    async with own_database.read() as tx:
        rows = await tx.rows("SELECT until, names FROM log_history")
    assert len({row["until"] for row in rows}) > 1
    names = "\n".join(row["names"] for row in rows).split("\n")
    assert sum(one.startswith("event ") for one in names) == 10
    assert await found(own_desk) == []


async def test_what_is_committed_late_is_bound_later_and_nobody_accused(
    own_desk: Desk, own_database: Database, number: str
) -> None:
    async with own_database.begin() as slow:
        await slow.rows(ROWS["recusal"].format(number=number).replace("0731", "0732"))
        async with serving(own_desk) as app, calling(app) as api:
            await submit(api, await admit(own_desk, "another", PORTAL), PETITION, "meanwhile")
        await bound(own_desk)
        assert await found(own_desk) == []
    assert await found(own_desk) == []
    await bind(begin=own_desk.begin, origin=own_desk.seals.origin, settling=NOW)
    assert await found(own_desk) == []

    async with own_database.read() as tx:
        names = [row["names"] for row in await tx.rows("SELECT names FROM log_history ORDER BY leaf_id")]
    assert "recusal 0732" in "\n".join(names)


async def test_who_registers_while_keepers_run_is_never_accused(own_desk: Desk, clock: SteppedClock) -> None:
    portal, clerk = await admit(own_desk, "portal", PORTAL), await admit(own_desk, "clerk", CONFIDENTIAL_CLERK)
    async with serving(own_desk) as app, calling(app) as api:
        registering = [asyncio.create_task(submitted(api, portal, clerk, n)) for n in range(48)]

        async def keep() -> None:
            keeper = LogKeeper(own_desk.begin, own_desk.seals, clock, timedelta(hours=1))
            while not all(one.done() for one in registering):
                await bind(begin=own_desk.begin, origin=own_desk.seals.origin, settling=SOON)
                await keeper.turn()
                await asyncio.sleep(0.01)

        await asyncio.gather(keep(), keep(), *registering)
        assert await found(own_desk) == []
        await bound(own_desk)

    done = await audit(snapshot=own_desk.snapshot, seals=own_desk.seals)
    assert done.findings == []
    assert done.looked["rows"] >= 48 * 5


async def submitted(api: httpx.AsyncClient, portal: dict[str, str], clerk: dict[str, str], n: int) -> None:
    """A petition comes in, and a clerk keeps away from it at once: two transactions."""
    told = await submit(api, portal, PETITION, f"beside-{n}")
    tag = (await api.get(f"/v1/petitions/{told['number']}/record", headers=clerk)).headers["ETag"]
    headers = {**clerk, **key(f"recuse-{n}"), "X-Officer": "0731", "If-Match": tag}
    body = {"officer": "0732", "because": "与信访人是亲属"}
    answer = await api.post(f"/v1/petitions/{told['number']}/recusals", json=body, headers=headers)
    assert answer.status_code == 204, answer.text


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE petition SET stage = 'closed' WHERE number = '{number}'", "where it stands"),
        ("UPDATE petition SET urgent = true WHERE number = '{number}'", "where it stands"),
        ("UPDATE duty SET due_on = due_on + 30 WHERE {own}", "duty c1 of matter 0"),
        ("UPDATE duty SET state = 'met' WHERE {own}", "duty c1 of matter 0"),
        ("UPDATE duty SET owner = 'HB-RSJ' WHERE {own}", "duty c1 of matter 0"),
        ("DELETE FROM duty WHERE {own}", "duty c1 of matter 0"),
        (
            "INSERT INTO referral (petition_id, ordinal, organ, kind, decision, route, procedure, stage, version, "
            "objections, sent_on) SELECT id, 1, 'HB-RSJ', 'transfer', 1, 'petition_procedure', 'ordinary', 'sent', 1, "
            "0, '2026-03-06' FROM petition WHERE number = '{number}'",
            "referral 1",
        ),
    ],
)
async def test_where_it_stands_is_what_its_history_makes_of_it(
    findings: Tampering, number: str, statement: str, what: str
) -> None:
    own = "petition_id = (SELECT id FROM petition WHERE number = '{number}')"

    told = await findings(statement.replace("{own}", own))

    assert [one for one in told if one.startswith(f"petition {number}, {what}: is not what the history makes")], told
