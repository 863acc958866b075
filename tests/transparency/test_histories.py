# ruff: noqa: S608 - the statements are the attacks
"""What an audit says of a history that somebody has had his hands in, and how rows come into it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from service.audit.run import audit
from service.auth.scopes import CONFIDENTIAL_CLERK, PORTAL
from service.desk.kit import Desk
from service.storage.engine import Database
from service.transparency.bind import bind
from service.transparency.keeper import LogKeeper
from tests.conftest import PETITION, SteppedClock, admit, calling, key, serving

from .conftest import NOW, bound, submit, work

Tampering = Callable[..., Awaitable[list[str]]]
SOON = timedelta(milliseconds=100)

RECUSAL = """
    INSERT INTO recusal (petition_id, officer, because)
    SELECT id, '0731', '与信访人是亲属' FROM petition WHERE number = '{number}'"""


@pytest.fixture
async def number(own_desk: Desk) -> str:
    """A register whose keeper has run after everything; the number of one of its petitions."""
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        found = [(await submit(api, portal, PETITION, f"history-{n}"))["number"] for n in range(3)]
    await bound(own_desk)
    await work(own_desk)
    async with own_desk.begin() as tx:
        await tx.rows(RECUSAL.format(number=found[1]))
    await bound(own_desk)
    return str(found[1])


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
    return f"ctid = (SELECT max(ctid) FROM {table} WHERE {own})"


async def test_a_history_that_nobody_touched_has_no_findings(findings: Tampering, own_desk: Desk) -> None:
    assert await findings() == []
    looked = (await audit(snapshot=own_desk.snapshot, seals=own_desk.seals)).looked
    assert looked["histories"] > 3
    assert looked["rows"] > 30


async def test_what_the_service_changed_since_is_bound_as_it_was_entered(
    own_desk: Desk, number: str, findings: Tampering
) -> None:
    async with own_desk.begin() as tx:
        await tx.rows("UPDATE petition SET version = version + 1 WHERE number = $1", number)
    assert await findings() == []

    told = await findings("UPDATE row_change SET was = sha256('') WHERE table_name = 'petition'")
    assert [one for one in told if one.startswith(f"petition {number}, petition ") and one.endswith(": was edited")]


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
        await slow.rows(RECUSAL.format(number=number).replace("0731", "0732"))
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
