"""Fills the ledger fast: the lines of so many petitions over ten years, made and sorted by the database itself.

A class has its organ and its route, as a rule; few classes and places have most petitions; one line in some thirty
comes in late, for a day long gone. About eight lines a petition, in the order in which they were recorded.
"""

import sys
import time
from datetime import datetime, timedelta

import asyncpg

from service.bureau.load import Bureau
from service.rulebook.vocabulary import Purpose, Route

YEARS = timedelta(days=3652)
AT_ONCE = 100_000  # petitions of one statement

INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE ANY ('{posting\\_by\\_%,veil\\_posting\\_by\\_%}')"
)

# What a petition leaves behind on its day, when it is closed, and, of a few, when its class is corrected.
LINES = """
(VALUES
    (0, 'items', NULL, 1, 0), (0, 'people', NULL, 2, 0), (0, 'in_hand', NULL, 1, 0), (0, 'duties_due', 'c1', 1, 15),
    (45, 'duties_met', 'c1', 1, 15), (45, 'in_hand', NULL, -1, 45), (45, 'closings', 'resolved', 1, 45),
    (45, 'days_to_reply', 'days', 1, 45), (45, 'duties_due', 'c3', 1, 60),
    (90, 'items', NULL, -1, 0), (90, 'items', NULL, 1, 0), (90, 'people', NULL, -2, 0), (90, 'people', NULL, 2, 0)
) AS line (days, measure, kind, quantity, ahead)
"""

LOAD = f"""
INSERT INTO posting (petition_id, recorded_at, business_on, measure, kind, quantity, bureau, channel, content_class,
    division, organ, purpose, route, repeat, joint, confidential)
SELECT made.id, made.at + made.days * interval '1 day' + made.chance % 36000 * interval '1 second',
    (made.at AT TIME ZONE 'Asia/Shanghai')::date + line.ahead, line.measure,
    CASE WHEN line.measure = 'closings' AND made.chance % 5 = 0 THEN 'unresolved'
         WHEN line.kind = 'days' THEN lpad((10 + made.chance / 7 % 50)::text, 4, '0') ELSE line.kind END,
    line.quantity * CASE WHEN line.measure = 'people' THEN 1 + made.chance % 3 ELSE 1 END,
    '411202', (ARRAY['online','online','online','online','online','online','letter','phone','visit','other'])
        [1 + made.chance / 11 % 10],
    CASE WHEN made.chance / 13 % 20 = 0 THEN NULL ELSE class.code END,
    ($6::text[])[1 + floor(cardinality($6::text[]) * power(made.place, 1.5))::int],
    CASE WHEN made.chance / 13 % 20 = 0 THEN NULL ELSE ($7::text[])[1 + (left(class.code, 2)::int * 7
        + CASE WHEN made.chance / 17 % 10 < 8 THEN 0 ELSE made.chance / 19 % 9 END)::int % cardinality($7::text[])] END,
    ($8::text[])[1 + (made.chance / 23 % 100 / 80 + made.chance / 29 % 100 / 90)::int],
    ($9::text[])[1 + left(class.code, 2)::int % cardinality($9::text[])],
    CASE WHEN made.chance / 31 % 100 < 12 THEN true WHEN made.chance / 31 % 100 < 15 THEN NULL ELSE false END,
    made.chance / 37 % 50 = 0, made.chance / 41 % 25 = 0
FROM (
    SELECT id, shift.days, $3::timestamptz + id * $4::float8 * interval '1 second' AS at,
        hashint8extended(id, 1) & 2147483647 AS chance,
        (hashint8extended(id, 2) & 2147483647) / 2147483648.0::float8 AS class,
        (hashint8extended(id, 3) & 2147483647) / 2147483648.0::float8 AS place
    FROM (VALUES (0), (45), (90)) AS shift (days)
    CROSS JOIN LATERAL generate_series(
        $1::bigint - (shift.days * 86400 / $4::float8)::bigint, $2::bigint - (shift.days * 86400 / $4::float8)::bigint
    ) AS id
) AS made
JOIN {LINES} ON line.days = made.days
CROSS JOIN LATERAL (SELECT ($5::text[])[1 + ((made.id * (line.quantity = 1 AND line.days = 90)::int * 7919
    + floor(cardinality($5::text[]) * power(made.class, 2))::bigint) % cardinality($5::text[]))::int] AS code) AS class
WHERE made.id > 0 AND (made.days < 90 OR made.chance % 33 = 0)
    AND (line.kind IS DISTINCT FROM 'days' OR made.chance % 3 = 0)
    AND (line.kind IS DISTINCT FROM 'c3' OR made.chance % 3 = 1)
    AND made.at + made.days * interval '1 day' < $3::timestamptz + interval '3651 days'
ORDER BY 2
"""

# One petition in ten was undecided for three days, and outsiders are not told of it until then; nor of accusations.
VEIL = """
INSERT INTO veil_posting (petition_id, recorded_at, business_on, measure, kind, quantity, bureau, channel,
    content_class, division, organ, purpose, route, repeat, joint, confidential)
SELECT petition_id, recorded_at + hidden.days * interval '1 day', business_on, measure, kind, hidden.sign * quantity,
    bureau, channel, content_class, division, organ, purpose, route, repeat, joint, confidential
FROM posting CROSS JOIN (VALUES (0, -1), (3, 1)) AS hidden (days, sign)
WHERE petition_id % 10 = 0 AND NOT confidential
ORDER BY 2
"""


async def load(connection: asyncpg.Connection, petitions: int, until: datetime, bureau: Bureau) -> float:
    """Put the lines of so many petitions into an empty ledger, indexes included; the seconds it took."""
    began = time.perf_counter()
    indexes = await connection.fetch(INDEXES)
    for one in indexes:
        await connection.execute(f"DROP INDEX {one['indexname']}")
    for table in ("posting", "veil_posting", "page_total"):
        await connection.execute(f"ALTER TABLE {table} SET UNLOGGED")
    await connection.execute("SET work_mem = '512MB'; SET maintenance_work_mem = '1GB'")
    codes = (
        [one.code for one in bureau.content_classes if one.level == 3],
        [one.code for one in bureau.divisions if one.code.startswith("411202") and len(one.code) > 6],
        [one.code for one in bureau.organs],
        [*Purpose],
        [*Route],
    )
    apart = YEARS.total_seconds() / petitions
    for first in range(1, petitions + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, petitions)
        await connection.execute(LOAD, first, last, until - YEARS, apart, *codes)
        print(f"{last:,} petitions after {time.perf_counter() - began:.0f} s", file=sys.stderr)
    await connection.execute(VEIL)
    for one in indexes:
        await connection.execute(one["indexdef"])
    await connection.execute("ANALYZE posting; ANALYZE veil_posting")
    return time.perf_counter() - began
