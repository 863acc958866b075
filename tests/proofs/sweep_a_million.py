"""A million open petitions, ten thousand of them due: how long a night takes, in how much memory, by which index.

Run: .venv/bin/python -m tests.proofs.sweep_a_million [--petitions 1000000 --due 10000]
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg

from service.desk.kit import local_date
from service.register.sweeps import UNSWEPT
from service.storage import embedded, migrations

PROGRAM = (sys.executable, "-m", "service")
SECRET = "a secret of a proof, long enough to be one"
LEAD = 3  # days, as bureau.toml has it

PETITIONS = """
INSERT INTO petition (id, number, query_code_hash, bureau, client_id, channel, received_at, registered_at,
                      registered_on, subject, request, facts, language, anonymous, joint, people_count,
                      content_sha256, stage, version, classification_version, due_on)
SELECT n, 'M' || n, '\\x00', 'HB-XFJ', 1, 'online', now(), now(), $1, '一件事', '请求', '事实', 'zh', false, false, 1,
       '\\x00', 'referred', 1, 1, $1
FROM generate_series($2::bigint, $3) AS n
"""

DECISIONS = """
INSERT INTO classification (petition_id, version, made_at, made_by, open_questions, findings, rules_version)
SELECT n, 1, now(), 'machine', '{}', '{}', 'r' FROM generate_series($1::bigint, $2) AS n
"""

MATTERS = """
INSERT INTO referral (petition_id, ordinal, organ, kind, decision, route, procedure, stage, version, objections,
                      sent_on)
SELECT n, 1, 'HB-RSJ', 'transfer', 1, 'petition_procedure', 'ordinary', 'accepted', 1, 0, $1
FROM generate_series($2::bigint, $3) AS n
"""

HISTORY = """
INSERT INTO event (petition_id, sequence, kind, at, actor, detail)
SELECT n, 1, 'registered', now(), 'client:1', '{}' FROM generate_series($1::bigint, $2) AS n
"""

# Of ten that are due, four are an organ's and overdue, three an organ's and near, two the bureau's, one a lapsed right.
DUTIES = """
INSERT INTO duty (petition_id, referral, clock, owner, starts_on, due_on, legal_limit_on, provisional, article,
                  is_window, state, known_at)
SELECT n, CASE WHEN kind IN (7, 8) THEN 0 ELSE 1 END,
       CASE WHEN kind = 9 THEN 'c7' WHEN kind IN (7, 8) THEN 'c1' ELSE 'c5' END,
       CASE WHEN kind = 9 THEN 'petitioner' WHEN kind IN (7, 8) THEN 'bureau' ELSE 'HB-RSJ' END,
       $1::date - 60, day, day, false, '信访工作条例 34', kind = 9, 'running',
       ($1::date - 60)::timestamp AT TIME ZONE 'Asia/Shanghai'
FROM (
    SELECT n, CASE WHEN n % $4 = 0 THEN n / $4 % 10 ELSE -1 END AS kind,
           $1::date + CASE WHEN n % $4 <> 0 THEN $5 + 1 + n % 55 WHEN n / $4 % 10 BETWEEN 4 AND 6 THEN n % $5
                           ELSE -1 END::int AS day
    FROM generate_series($2::bigint, $3) AS n
) AS owed
"""

LOG = """
INSERT INTO deadline (petition_id, clock, sequence, referral, owner, step, on_day, starts_on, due_on, legal_limit_on,
                      provisional, article, at)
SELECT petition_id, clock, 1, referral, owner, 'set', starts_on, starts_on, due_on, legal_limit_on, false,
       article, known_at
FROM duty WHERE petition_id BETWEEN $1 AND $2
"""

STATE = """
SELECT (SELECT (count(*), sum(hashtextextended(duty::text, 0)))::text FROM duty)
    || (SELECT (count(*), sum(hashtextextended(deadline::text, 0)))::text FROM deadline)
    || (SELECT (count(*), sum(hashtextextended(event::text, 0)))::text FROM event)
    || (SELECT (count(*), sum(hashtextextended(alert::text, 0)))::text FROM alert)
    || (SELECT (count(*), sum(hashtextextended(message::text, 0)))::text FROM message)
"""

FOUND = """
SELECT (SELECT count(*) FROM alert) AS entries, (SELECT count(*) FROM message) AS messages,
       (SELECT count(*) FROM event WHERE kind = 'urged') AS urges,
       (SELECT count(*) FROM event WHERE kind = 'terminated') AS ended,
       (SELECT count(*) FROM deadline WHERE step IN ('missed', 'lapsed')) AS missed
"""

AT_ONCE = 50_000


async def load(connection: asyncpg.Connection, petitions: int, due: int, on: date) -> None:
    """Fill the register; rows obey the foreign keys by construction."""
    await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    each = max(1, petitions // due)
    for first in range(1, petitions + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, petitions)
        began = on - timedelta(days=60)
        async with connection.transaction():
            await connection.execute(PETITIONS, began, first, last)
            await connection.execute(DECISIONS, first, last)
            await connection.execute(MATTERS, began, first, last)
            await connection.execute(HISTORY, first, last)
            await connection.execute(DUTIES, on, first, last, each, LEAD)
            await connection.execute(LOG, first, last)
    await connection.execute("VACUUM (ANALYZE)")
    await connection.execute("CHECKPOINT")


def swept(dsn: str, folder: Path) -> tuple[float, int, str]:
    """`xinfang sweep` as an operator runs it: seconds, peak memory in MiB, what it printed."""
    settings = {"DATABASE_URL": dsn, "SECRET": SECRET, "DATA_DIR": str(folder)}
    environment = {**os.environ, **{f"XINFANG_{name}": value for name, value in settings.items()}}
    printed = folder / "printed"
    began = time.perf_counter()
    with printed.open("wb") as out:
        pid = os.posix_spawn(
            PROGRAM[0],
            [*PROGRAM, "sweep"],
            environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1)],
        )
        _, status, usage = os.wait4(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, "the sweep failed"
    return time.perf_counter() - began, usage.ru_maxrss // 1024, printed.read_text(encoding="utf-8").strip()


@contextmanager
def server() -> Iterator[tuple[str, Path]]:
    """A database of its own with everything on that makes a commit durable."""
    with tempfile.TemporaryDirectory(prefix="xinfang-sweep-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with embedded.running(folder / "data") as running:
            migrations.upgrade(running.dsn)
            yield running.dsn, folder


async def prove(dsn: str, folder: Path, petitions: int, due: int) -> bool:
    """Load, look at the plan, sweep twice; whether the second time changed nothing and no due duty was left."""
    on = local_date(datetime.now(UTC))
    connection = await asyncpg.connect(dsn)
    began = time.perf_counter()
    await load(connection, petitions, due, on)
    print(f"loaded {petitions:,} open petitions, {due:,} of them due, in {time.perf_counter() - began:.0f} s")
    arguments = (on, on + timedelta(days=LEAD), date.min, 0, 300)
    for row in await connection.fetch("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + UNSWEPT, *arguments):
        print("   ", row[0])
    seconds, memory, printed = await asyncio.to_thread(swept, dsn, folder)
    print(f"swept in {seconds:.1f} s (start of the program included), peak {memory} MiB: {printed}")
    found = dict(await connection.fetchrow(FOUND))
    print(f"left: {found}")
    before = await connection.fetchval(STATE)
    seconds, memory, printed = await asyncio.to_thread(swept, dsn, folder)
    same = await connection.fetchval(STATE) == before
    print(f"again in {seconds:.1f} s, peak {memory} MiB: {printed}; rows {'unchanged' if same else 'CHANGED'}")
    await connection.close()
    # Seven of ten are past their limit; all that are not a lapsed right are on the list.
    return bool(same) and found["missed"] == 7 * due // 10 and found["entries"] == (due - due // 10) + 6 * due // 10


def main() -> None:
    """Exit code 1 where the promise is not kept."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--petitions", type=int, default=1_000_000)
    asked.add_argument("--due", type=int, default=10_000)
    given = asked.parse_args()
    with server() as (dsn, folder):
        kept = asyncio.run(prove(dsn, folder, given.petitions, given.due))
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
