"""Proofs of a large log: its hashes are loaded by COPY, its checkpoint is signed, then strangers ask."""

import hashlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import asyncpg

from bench.figures import quantile
from bench.ground import Ground
from service.publication.log import prove
from service.storage import engine
from service.storage.keyring import Keyring, secret_of
from service.transparency import checkpoints, merkle, notes, tiles
from service.transparency.checkpoints import Checkpoint
from service.transparency.seals import seals_of
from service.transparency.tiles import Growing

AT_ONCE = 1 << 16
ASKED = 2_000
INDEXES = ("log_leaf_unplaced", "log_leaf_by_position", "log_leaf_by_digest")


def digest(number: int) -> bytes:
    """The digest of an invented document."""
    return hashlib.sha256(number.to_bytes(8, "big")).digest()


async def measure(place: Ground, leaves: int) -> None:
    """Load a log of so many leaves and print what its proofs take."""
    began = time.perf_counter()
    connection = await asyncpg.connect(place.dsn)
    try:
        sizes = [size for size in (leaves // 3, leaves // 2, leaves - 1, leaves) if size]
        roots = await _load(connection, leaves, sizes)
        rows, held = await connection.fetchval("SELECT count(*) FROM log_tile"), await _bytes(connection)
    finally:
        await connection.close()
    print(
        f"{leaves:,} leaves loaded in {time.perf_counter() - began:.0f} s; {rows:,} tiles, {held >> 20} MiB of hashes"
    )
    database = await engine.connect(place.dsn, size=4, wait=10)
    try:
        seals = seals_of(database.begin, Keyring(secret_of(place.data_dir)), "ed25519", "bench")  # type: ignore[arg-type]
        key = await seals.checkpoints.ready(datetime.now(UTC))
        async with database.begin() as tx:
            for size, root in roots.items():
                body = notes.text(seals.origin, size, root)
                note = notes.signed(body, seals.origin, key.pair.public, await key.pair.sign(body.encode()))
                tx.write(checkpoints.keep(Checkpoint(size, root, note, key.key.kid, datetime.now(UTC))))
        await _ask(database, leaves, roots)
    finally:
        await database.close()


async def _ask(database: engine.Database, leaves: int, roots: dict[int, bytes]) -> None:
    chance, path, times, own = Random(9162), 0, list[float](), list[float]()
    for _ in range(ASKED):
        number = chance.randrange(leaves)
        began, used = time.perf_counter(), time.process_time()
        found = await prove.included(digest(number), None, desk=_Asked(database))  # type: ignore[arg-type]
        times.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - used) * 1000)
        path = max(path, len(found.proof.path))
        assert found.proof.position == number
        assert _root(found.leaf, found.proof.position, leaves, found.proof.path) == roots[leaves]
    _say("inclusion", times, own, path)
    times, own, path, sizes = [], [], 0, sorted(roots)
    for _ in range(ASKED):
        old, new = sorted(chance.sample(sizes, 2))
        began, used = time.perf_counter(), time.process_time()
        grown = await prove.grown(old, new, desk=_Asked(database))  # type: ignore[arg-type]
        times.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - used) * 1000)
        path = max(path, len(grown.path))
    _say("consistency", times, own, path)


class _Asked:
    """As much of a desk as a stranger's question needs."""

    def __init__(self, database: engine.Database) -> None:
        self.read = database.read


def _say(what: str, times: list[float], own: list[float], path: int) -> None:
    print(
        f"{what} proof, {len(times)} asked: first {times[0]:.2f} ms, p50 {quantile(sorted(times), 0.5):.2f} ms, "
        f"p99 {quantile(sorted(times), 0.99):.2f} ms, of which processor "
        f"time of the service p50 {quantile(sorted(own), 0.5):.2f} ms; at most {path} hashes, {path * 32} bytes"
    )


def _root(leaf: bytes, at: int, size: int, path: tuple[bytes, ...]) -> bytes:
    """The root to which a path leads, by the ranges it is over."""
    hashed, first, last = leaf, at, at + 1
    for (begin, end), one in zip(merkle.inclusion(at, size), path, strict=True):
        hashed = merkle.node_hash(hashed, one) if begin == last else merkle.node_hash(one, hashed)
        first, last = min(first, begin), max(last, end)
    return hashed


async def _load(connection: asyncpg.Connection, leaves: int, sizes: list[int]) -> dict[int, bytes]:
    definitions = [await connection.fetchval("SELECT pg_get_indexdef($1::regclass)", name) for name in INDEXES]
    for name in INDEXES:
        await connection.execute(f"DROP INDEX {name}")
    tree, roots = Growing(0, {}), dict[int, bytes]()
    for first in range(0, leaves, AT_ONCE):
        last = min(first + AT_ONCE, leaves)
        for number in range(first, last):
            tree.append(merkle.leaf_hash(digest(number)))
            if number + 1 in sizes:
                roots[number + 1] = tree.root
        rows = ((level, number, hashes) for (level, number), hashes in _full(tree, last == leaves))
        await connection.copy_records_to_table("log_tile", records=list(rows), columns=["level", "number", "hashes"])
        await connection.copy_records_to_table(
            "log_leaf",
            records=[("registration", digest(n), b"\0" * 16, n, f"L{n}", n) for n in range(first, last)],
            columns=["kind", "digest", "salt", "petition_id", "name", "position"],
        )
        tree = Growing(tree.size, tree.unfinished)
    for definition in definitions:
        await connection.execute(definition)
    await connection.execute("VACUUM (ANALYZE) log_leaf, log_tile")
    return roots


def _full(tree: Growing, ended: bool) -> Iterator[tuple[tiles.Tile, bytes]]:
    """The tiles that grow no more; in the end the others too."""
    for tile, hashes in tree.changed.items():
        if len(hashes) == tiles.WIDTH * tiles.HASH:
            yield tile, hashes
    if ended:
        yield from tree.unfinished.items()


async def _bytes(connection: asyncpg.Connection) -> int:
    held: int = await connection.fetchval("SELECT pg_total_relation_size('log_tile')")
    return held
