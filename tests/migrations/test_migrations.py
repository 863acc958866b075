"""The schema in the database is the one in the code, up and down and up again."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator

import asyncpg
import pytest

from service.storage import migrations
from tests.server import database_named, say_now


@pytest.fixture
def empty() -> Iterator[str]:
    """A database without a schema."""
    name = f"empty_{os.getpid()}_{os.urandom(3).hex()}"
    say_now(f"CREATE DATABASE {name}")
    yield database_named(name)
    say_now(f"DROP DATABASE {name} WITH (FORCE)")


def test_up_is_what_the_code_says_and_down_leaves_nothing(empty: str) -> None:
    migrations.upgrade(empty)
    migrations.check(empty)
    migrations.downgrade(empty, "base")
    migrations.upgrade(empty)
    migrations.check(empty)


def test_two_processes_at_once_migrate_once(empty: str) -> None:
    run = [
        sys.executable,
        "-W",
        "error",
        "-c",
        "import sys; from service.storage import migrations as m; m.upgrade(sys.argv[1])",
    ]
    both = [subprocess.Popen([*run, empty]) for _ in range(2)]

    assert [one.wait(timeout=60) for one in both] == [0, 0]
    migrations.check(empty)


async def test_every_append_only_table_is_guarded(connection: asyncpg.Connection) -> None:
    guarded = await connection.fetch("SELECT DISTINCT event_object_table AS name FROM information_schema.triggers")

    assert {row["name"] for row in guarded} >= {"event", "classification", "deadline", "posting", "notice", "petition"}


async def test_the_release_before_writes_decisions_without_claims(connection: asyncpg.Connection) -> None:
    """Expand, then contract: while the old release still runs, its statements must find what they name."""
    await connection.execute("ALTER TABLE classification DROP CONSTRAINT classification_petition_id_fkey")
    await connection.execute(
        "INSERT INTO classification (petition_id, version, made_at, made_by, open_questions, findings, rules_version) "
        "VALUES (7, 1, now(), 'machine', '{}', '{}', 'r')"
    )

    assert await connection.fetchval("SELECT claims FROM classification WHERE petition_id = 7") == []


ENTERED = """
INSERT INTO petition (id, number, query_code_hash, bureau, client_id, channel, received_at, registered_at,
                      registered_on, subject, request, facts, language, anonymous, joint, people_count,
                      content_sha256, stage, version, classification_version, due_on, words)
VALUES (1, 'HB1', '', '411202', 1, 'online', now(), now(), now(), '', '', '', 'zh', false, false, 1, '',
        'registered', 1, 1, now(), 'sealed')
"""


async def _entered(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(ENTERED)
    await connection.close()


def test_sealed_words_are_not_thrown_away(empty: str) -> None:
    migrations.upgrade(empty)
    asyncio.run(_entered(empty))

    with pytest.raises(RuntimeError, match="under seal"):
        migrations.downgrade(empty, "0015")


def test_each_step_can_be_taken_back(empty: str) -> None:
    migrations.upgrade(empty)
    migrations.downgrade(empty, "0001")
    migrations.upgrade(empty)
    migrations.check(empty)
