"""Any row of any table, edited in any column, deleted or put in behind the service's back, is found and named."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import asyncpg
import pytest

from service.audit.coverage import COVERAGE, Way
from service.audit.run import audit
from service.auth import clients
from service.auth.scopes import CLERK, PORTAL
from service.bureau.load import Bureau
from service.classification.jurist import Jurist
from service.demo import texts
from service.demo.office import occasions
from service.demo.play import play
from service.demo.stage import Stage
from service.demo.story import told
from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.witness import noted
from service.ledger import binding
from service.register import data_keys
from service.register.vault import Vault
from service.rulebook.vocabulary import AccessKind
from service.storage import engine
from service.storage.connections import speak_json
from service.storage.keyring import Keyring
from service.storage.settled import WRITER
from service.storage.transaction import ReadTx
from service.transparency.bound import ROWS
from service.transparency.kept import KEPT
from service.wiring import desk_of
from tests import server
from tests.conftest import reader
from tests.thorough import THOROUGH

from . import behind
from .conftest import bound, work

DOCUMENTED = Path(__file__).parents[2] / "docs" / "decisions" / "0011-receipts-that-prove-something.md"
UNTIL = datetime(2026, 7, 1, tzinfo=UTC)
NUMBERED = 12  # petitions
EDITABLE = [*ROWS, *KEPT]
STEP = 1 if THOROUGH else 4  # a hash is over a row as a whole, so some columns stand for all


@dataclass(frozen=True, slots=True)
class Register:
    """A register in which a year went by, all of it bound."""

    desk: Desk
    dsn: str
    vault: Vault

    @asynccontextmanager
    async def tampered(self, triggers: str = "replica") -> AsyncIterator[ReadTx]:
        """A connection of somebody with every right: no trigger stops it, and what it does is undone."""
        connection = await asyncpg.connect(self.dsn, server_settings={"timezone": "UTC", "lock_timeout": "10s"})
        await speak_json(connection)
        whole = connection.transaction()
        await whole.start()
        await connection.execute(f"SET LOCAL session_replication_role = {triggers}")
        try:
            yield ReadTx(connection)
        finally:
            await whole.rollback()
            await connection.close()

    async def findings(self, tx: ReadTx) -> list[str]:
        """What an audit says of what this connection sees."""

        @asynccontextmanager
        async def snapshot() -> AsyncIterator[ReadTx]:
            tx.seal_with(self.vault)
            yield tx

        return [str(one) for one in (await audit(snapshot=snapshot, seals=self.desk.seals)).findings]


@pytest.fixture(scope="module")
async def register(bureau: Bureau, jurist: Jurist, keyring: Keyring) -> AsyncIterator[Register]:
    """Read by every test of this file, and changed by none."""
    name = f"behind_the_back_{os.getpid()}"
    await server.say(f"CREATE DATABASE {name} TEMPLATE {server.TEMPLATE}")
    database = await engine.connect(server.database_named(name), size=4, wait=10)
    desk = desk_of(*(database.begin, database.read, database.snapshot), keyring=keyring, bureau=bureau, jurist=jurist)
    await a_year(desk)
    await bound(desk)
    await bound(desk)  # the first checkpoint has made its key
    vault = desk.vault_secrets.vault()
    async with desk.read() as tx:
        ring = await data_keys.ring(tx, desk.vault_secrets)
    assert ring is not None
    vault.use(ring)
    yield Register(desk, server.database_named(name), vault)
    await database.close()
    await server.say(f"DROP DATABASE {name} WITH (FORCE)")


async def a_year(desk: Desk) -> None:
    """An invented year, what the worker makes of it, and a row of each table that neither fills."""
    for role, scopes in (("portal", PORTAL), ("clerk", CLERK)):
        await clients.add(role, scopes, begin=desk.begin)
    async with desk.read() as tx:
        callers = {one.name: one.id for one in await clients.everybody(tx)}
    stage = Stage(desk, Random(1), callers, reader())
    stage.desk = replace(desk, now=lambda: stage.at)
    stories = told(2025, NUMBERED, 1, texts.load(), desk.bureau)
    happenings = list(occasions(date(2025, 1, 1), UNTIL.date(), stage.random))
    async for _ in play(stories, happenings, stage, UNTIL):
        continue
    await work(desk)
    await binding.bind(begin=desk.begin, read=desk.read, lines=150, fan=3)
    async with desk.begin() as tx:
        petition = await tx.value("SELECT min(id) FROM petition")
        for statement in behind.WITH_THEM.values():
            await tx.rows(statement.format(petition=petition))
        hand, because = Hand("client:1:0731", "0731"), {"because": "联系信访人。"}
        tx.write(noted(AccessKind.IDENTITY_REVEALED, hand, UNTIL, desk, None, because))


async def test_every_table_is_in_a_group(connection: asyncpg.Connection) -> None:
    tables = await connection.fetch("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")

    assert {row["table_name"] for row in tables} == set(COVERAGE)


async def test_every_table_that_refuses_change_is_bound(connection: asyncpg.Connection) -> None:
    guarded = await connection.fetch(
        "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname LIKE '%append_only'"
    )

    # A message is given its place in the feed after it was written.
    assert {row["name"] for row in guarded} == set(ROWS) - {"message"} | {
        *("log_checkpoint", "log_history", "access_link")
    }


async def test_the_triggers_keep_what_the_code_says(connection: asyncpg.Connection) -> None:
    made = await connection.fetch("""
        SELECT tgrelid::regclass::text AS name, string_to_array(encode(tgargs, 'escape'), '\\000') AS said,
               (tgtype & 4) = 0 AS bare
        FROM pg_trigger WHERE tgname LIKE '%keeps_changes'""")

    assert {row["name"]: (row["said"][:3], row["bare"]) for row in made} == {
        name: ([",".join(kept.key), kept.petition, ",".join(kept.without)], kept.bare) for name, kept in KEPT.items()
    }


def test_the_decision_says_of_every_table_what_is_done_about_it() -> None:
    said = DOCUMENTED.read_text()

    missing = [name for name, covered in COVERAGE.items() if f"`{name}`" not in said or covered.how not in said]
    assert missing == []


async def test_a_year_that_nobody_touched_has_no_findings(register: Register) -> None:
    async with register.tampered() as tx:
        assert await register.findings(tx) == []


@pytest.mark.parametrize("table", EDITABLE)
async def test_an_edit_of_any_column_is_named(register: Register, table: str) -> None:
    unseen = []
    async with register.tampered() as tx:
        for column in (await behind.columns(tx, table))[::STEP]:
            if column.name in COVERAGE[table].without:
                continue
            row = await behind.some_row(tx, table, column)
            name = await behind.called(tx, table, row)
            async with behind.undone(tx):
                await behind.edit(tx, table, column, row)
                if not names(await register.findings(tx), name):
                    unseen.append(column.name)
    assert unseen == []


@pytest.mark.parametrize("table", EDITABLE)
async def test_a_row_that_was_deleted_is_named(register: Register, table: str) -> None:
    async with register.tampered() as tx:
        row = await behind.some_row(tx, table, (await behind.columns(tx, table))[0])
        name = await behind.called(tx, table, row)
        await tx.rows(f"DELETE FROM {table} WHERE ctid = '{row}'")  # noqa: S608 - the attack

        found = await register.findings(tx)
    assert names([one for one in found if "deleted" in one], name), found


@pytest.mark.parametrize("table", EDITABLE)
async def test_a_row_that_was_put_in_is_named(register: Register, table: str) -> None:
    async with register.tampered() as tx:
        of = await behind.columns(tx, table)
        made = await behind.put_in(tx, table, of, await behind.some_row(tx, table, of[0]))
        name = await behind.called(tx, table, made)

        found = await register.findings(tx)
    assert names([one for one in found if "put there" in one], name), found


@pytest.mark.parametrize("table", ["ledger_page", "page_total"])
async def test_a_page_whose_totals_are_not_those_of_its_lines_is_named(register: Register, table: str) -> None:
    unseen = []
    async with register.tampered() as tx:
        of = await behind.columns(tx, table)
        row = await behind.some_row(tx, table, of[0])
        page = "id" if table == "ledger_page" else "page_id"
        name = f"ledger_page {await tx.value(f'SELECT {page} FROM {table} WHERE ctid = {row!r}')}"  # noqa: S608
        for column in (None, *(one for one in of if one.name not in COVERAGE[table].without)):
            async with behind.undone(tx):
                if column is None:
                    await tx.rows(f"DELETE FROM {table} WHERE ctid = '{row}'")  # noqa: S608 - the attack
                else:
                    await behind.edit(tx, table, column, row)
                if not names(await register.findings(tx), name):
                    unseen.append(column)
    assert unseen == []


@pytest.mark.parametrize("table", [name for name, covered in COVERAGE.items() if covered.way is Way.LOG])
async def test_an_edit_of_any_column_of_the_log_is_found(register: Register, table: str) -> None:
    unseen = []
    async with register.tampered() as tx:
        for column in (await behind.columns(tx, table))[:: 1 if THOROUGH else 2]:
            if column.name in COVERAGE[table].without:
                continue
            async with behind.undone(tx):
                await behind.edit(tx, table, column, await behind.some_row(tx, table, column))
                if not await register.findings(tx):
                    unseen.append(column.name)
    assert unseen == []


async def test_who_comes_past_the_service_leaves_no_change_though_all_triggers_are_on(register: Register) -> None:
    async with register.tampered(triggers="origin") as tx:
        await tx.rows("UPDATE supervision SET officer = '0999' WHERE id = 1")
        found = await register.findings(tx)

    assert names([one for one in found if one.endswith(": was edited")], "supervision 1"), found


async def test_what_was_edited_before_the_service_changed_it_again_is_named(register: Register) -> None:
    async with register.tampered() as tx:
        await tx.rows("UPDATE supervision SET officer = '0999' WHERE id = 1")
        await tx.rows("SELECT set_config('session_replication_role', 'origin', true)")
        await tx.rows(f"SELECT set_config('application_name', '{WRITER}', true)")
        await tx.rows("UPDATE supervision SET version = version + 1 WHERE id = 1")

        found = await register.findings(tx)
    assert names([one for one in found if "between two changes" in one], "supervision 1"), found


@pytest.mark.parametrize("table", [name for name, covered in COVERAGE.items() if covered.without])
async def test_what_is_left_out_of_a_row_is_there(register: Register, table: str) -> None:
    async with register.tampered() as tx:
        there = {one.name for one in await behind.columns(tx, table)}

    assert set(COVERAGE[table].without) < there
    assert COVERAGE[table].way is not Way.NO_EVIDENCE


def names(findings: list[str], row: str) -> bool:
    """Whether one of these findings is of this row."""
    return any(one.split(": ")[0].split(", ")[-1] == row for one in findings)
