"""An audit of a large register: petitions copied from real ones, each with a true leaf of its own."""

import hashlib
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg
import uvloop

from bench import growth
from bench.ground import Ground, ground
from bench.plan import Request
from bench.server import service
from bench.trial import Trial
from service.audit import queries, run
from service.bureau.load import load
from service.desk.sealed_receipt import SALT, receipt_document
from service.register import petitions
from service.settings import PACKAGED_BUREAU
from service.signing.algorithms import Algorithm
from service.storage import engine
from service.storage.engine import Database
from service.storage.keyring import Keyring, secret_of
from service.transparency.bind import bind
from service.transparency.extend import extend
from service.transparency.seals import Seals, seals_of

IDS = """
SELECT id FROM petition
WHERE id > $1 AND NOT EXISTS (SELECT FROM log_leaf WHERE log_leaf.petition_id = petition.id) ORDER BY id LIMIT 50000
"""
BOUND = "SELECT count(*), sum(octet_length(hashes) / 32)::bigint FROM log_history"
# The copies of the receipts are in no leaf, and their serials are invented: this audit is of petitions.
WITHOUT_NOTICES = """
SET session_replication_role = replica;
DELETE FROM log_leaf WHERE kind = 'notice';
DELETE FROM notice
"""


def measure(bodies: Sequence[bytes], rows: int) -> None:
    """Print how fast a log is caught up with, and how long the audit takes."""
    with ground() as place:
        with service(place, worker=False) as server:
            trial = Trial(place, server, connections=8, seconds=60.0)
            headers = {"Authorization": f"Bearer {server.keys['PORTAL']}", "Idempotency-Key": "{key}"}
            posts = [Request("POST", "/v1/petitions", headers, body.decode()) for body in bodies]
            trial.prepare(posts, 201, most=growth.TEMPLATES)
        took = growth.grow(place.dsn, rows - growth.TEMPLATES)
        print(f"{rows:,} petitions loaded in {took:.0f} s", flush=True)
        uvloop.run(_audited(place))


async def _audited(place: Ground) -> None:
    database = await engine.connect(place.dsn, size=4, wait=10)
    try:
        keyring = Keyring(secret_of(place.data_dir))
        seals = seals_of(database.begin, keyring, Algorithm.ED25519, load(PACKAGED_BUREAU).code)
        connection = await asyncpg.connect(place.dsn)
        await connection.execute(WITHOUT_NOTICES)
        count = await _leaves(connection, database, seals)
        began = time.perf_counter()
        while await bind(begin=database.begin, origin=seals.origin):
            continue
        histories, rows = await connection.fetchrow(BOUND)
        took = time.perf_counter() - began
        print(
            f"{rows:,} rows of {histories:,} histories bound in {took:.1f} s, {rows / took:,.0f} a second", flush=True
        )
        await connection.close()
        began, placed = time.perf_counter(), 0
        while made := await extend(at=datetime.now(UTC), begin=database.begin, seals=seals):
            placed = made.size
        took = time.perf_counter() - began
        print(f"{placed:,} leaves placed and signed in {took:.1f} s, {placed / took:,.0f} a second", flush=True)
        began = time.perf_counter()
        done = await run.audit(snapshot=database.snapshot, seals=seals)
        took = time.perf_counter() - began
        print(
            f"audit of {dict(done.looked)}: {took:.1f} s, {len(done.findings)} findings {done.findings[:2]} ({count:,})"
        )
    finally:
        await database.close()


async def _leaves(connection: asyncpg.Connection, database: Database, seals: Seals) -> int:
    """A true leaf for each petition that has none."""
    last, count = -1, 0
    while True:
        async with database.read() as tx:
            ids = [row["id"] for row in await tx.rows(IDS, last)]
            if not ids:
                return count
            found = await petitions.among(tx, ids)
            clocks, named = await queries.first_clocks(tx, ids), await queries.named(tx, ids)
        records = []
        for one in ids:
            salt = os.urandom(SALT)
            document = receipt_document(found[one], clocks[one], named.get(one, 0), origin=seals.origin, salt=salt)
            records.append(("registration", hashlib.sha256(document).digest(), salt, one, found[one].number))
        columns = ["kind", "digest", "salt", "petition_id", "name"]
        await connection.copy_records_to_table("log_leaf", records=records, columns=columns)
        last, count = ids[-1], count + len(ids)
