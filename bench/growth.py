"""Fills a register fast: copies of petitions that were really registered, each with all its rows."""

import time
from collections.abc import Sequence

import asyncpg
import uvloop

TEMPLATES = 1_000  # registered petitions that are copied over and over
AT_ONCE = 20  # copies of all templates in one transaction
STRIDE = 64  # serials are handed out in blocks of so many

# Every table that holds rows of a petition, with the columns that the database does not fill by itself. What is owed
# (job) is left out, since the templates' work is done, and so is what belongs together: a copy belongs to nothing. No
# leaf of the log proves a copy: `bench.log` makes leaves of its own where it needs them.
COLUMNS = """
SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
FROM information_schema.columns
WHERE table_schema = current_schema() AND is_identity = 'NO' AND is_generated = 'NEVER'
      AND table_name NOT IN ('job', 'relation', 'mass_issue_member', 'alert', 'supervision', 'log_leaf', 'log_history',
                             'row_change')
GROUP BY table_name
HAVING table_name = 'petition' OR 'petition_id' = ANY (array_agg(column_name::text))
ORDER BY table_name <> 'petition', table_name
"""

TEMPLATE = f"""
CREATE TEMP TABLE template AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM petition ORDER BY id LIMIT {TEMPLATES}
"""

BASE = "SELECT last_value + 1000 * $1::bigint FROM petition_serial"  # above what any process still holds

NEW_ID = "$1::bigint + copy * (SELECT count(*) FROM template) + place"

# What has to differ from the template; every other column is taken over.
FRESH = {
    ("petition", "id"): "place.id",
    ("petition", "number"): "'L' || place.id",
    ("answer", "key_sha256"): "sha256(int8send(place.id))",
    ("notice", "serial"): "source.serial || '-' || place.id",
    # Most petitions share rare words and petitioners with few others: three marks in four are of the copy alone.
    ("mark", "key"): "CASE WHEN source.key % 4 = 0 THEN source.key ELSE source.key # place.id END",
    ("blind_index", "hash"): "substr(sha256(source.hash || int8send(place.id)), 1, 16)",
}


def grow(dsn: str, petitions: int) -> float:
    """Add at least so many petitions to a register that holds some; the seconds it took, vacuum included."""
    began = time.perf_counter()
    uvloop.run(_grow(dsn, petitions))
    return time.perf_counter() - began


async def _grow(dsn: str, petitions: int) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await copy(connection, petitions)
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def copy(connection: asyncpg.Connection, petitions: int) -> None:
    """Copy the first petitions until there are at least so many more; the service's next serials are above them."""
    # The copies obey the foreign keys because the templates do: no need to check each again.
    await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    await connection.execute(TEMPLATE)
    templates: int = await connection.fetchval("SELECT count(*) FROM template")
    base: int = await connection.fetchval(BASE, STRIDE)
    statements = [_statement(row["table_name"], row["columns"]) for row in await connection.fetch(COLUMNS)]
    copies = -(-petitions // templates)
    for first in range(0, copies, AT_ONCE):
        last = min(first + AT_ONCE, copies) - 1
        async with connection.transaction():
            for statement in statements:
                await connection.execute(statement, base, first, last)
    end = base + copies * templates
    await connection.execute("SELECT setval('petition_serial', $1)", end - end % STRIDE + STRIDE)


def _statement(table: str, columns: Sequence[str]) -> str:
    owner = "id" if table == "petition" else "petition_id"
    values = [FRESH.get((table, name), "place.id" if name == owner else f"source.{name}") for name in columns]
    return f"""
INSERT INTO {table} ({", ".join(columns)})
SELECT {", ".join(values)}
FROM (
    SELECT template.id AS template, copy, {NEW_ID} AS id
    FROM generate_series($2::int, $3::int) AS copy CROSS JOIN template
) AS place
JOIN {table} AS source ON source.{owner} = place.template
ORDER BY place.id
"""
