"""The hashes of the tree in tiles of 256 (C2SP tlog-tiles): every eighth level, the levels between are hashed anew."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from service.storage.statement import Write
from service.storage.transaction import ReadTx
from service.transparency.merkle import Hashes, Node, folded, root

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32  # bytes

READ = """
SELECT log_tile.level, log_tile.number, log_tile.hashes
FROM unnest($1::int[], $2::bigint[]) AS wanted (level, number)
JOIN log_tile ON log_tile.level = wanted.level AND log_tile.number = wanted.number
"""

WRITE = """
INSERT INTO log_tile (level, number, hashes) SELECT * FROM unnest($1::int[], $2::bigint[], $3::bytea[])
ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes
"""

Tile = tuple[int, int]


class LogDamaged(Exception):
    """The stored hashes are not what the log has signed for; the message says which."""


def tile_of(node: Node) -> Tile:
    """The tile from which a node's hash can be made."""
    level, number = node
    return level // HEIGHT, (number << level % HEIGHT) // WIDTH


def edges(size: int) -> Iterator[tuple[Tile, int]]:
    """The tiles that are not full yet in a tree of this size, each with how many hashes it holds."""
    level = 0
    while size >> level * HEIGHT:
        count = size >> level * HEIGHT
        if count % WIDTH:
            yield (level, count // WIDTH), count % WIDTH
        level += 1


async def read(tx: ReadTx, wanted: Iterable[Tile]) -> dict[Tile, bytes]:
    """These tiles. Raises `LogDamaged` where one is not there."""
    asked = set(wanted)
    read_now = await found(tx, asked)
    for level, number in sorted(asked - set(read_now)):
        raise LogDamaged(f"tile {number} of level {level} is missing")
    return read_now


async def found(tx: ReadTx, wanted: Iterable[Tile]) -> dict[Tile, bytes]:
    """Those of these tiles that are there."""
    asked = sorted(wanted)
    rows = await tx.rows(READ, [level for level, _ in asked], [number for _, number in asked])
    return {(row["level"], row["number"]): row["hashes"] for row in rows}


def write(tiles: Mapping[Tile, bytes]) -> Write:
    """Keep these tiles; a tile only ever gets longer."""
    return Write(
        WRITE,
        ([level for level, _ in tiles], [number for _, number in tiles], [bytes(one) for one in tiles.values()]),
    )


def hashes_in(tiles: Mapping[Tile, bytes | bytearray]) -> Hashes:
    """The hash of each node that these tiles can tell. Raises `LogDamaged` where a tile is too short."""

    @cache
    def hash_of(node: Node) -> bytes:
        level, number = node
        beyond = level % HEIGHT
        tile = tiles[tile_of(node)]
        first = (number << beyond) % WIDTH
        row = [bytes(tile[at * HASH : (at + 1) * HASH]) for at in range(first, first + (1 << beyond))]
        if len(row[-1]) < HASH:
            raise LogDamaged(f"tile {tile_of(node)[1]} of level {level // HEIGHT} is too short")
        return folded(row)

    return hash_of


class Growing:
    """A tree that grows: its unfinished tiles in memory, and which tiles have changed."""

    def __init__(self, size: int, unfinished: Mapping[Tile, bytes]) -> None:
        self.size = size
        self._tiles = {tile: bytearray(hashes) for tile, hashes in unfinished.items()}
        self._changed: set[Tile] = set()
        for tile, count in edges(size):
            if len(self._tiles[tile]) != count * HASH:
                raise LogDamaged(f"tile {tile[1]} of level {tile[0]} has another length than the last checkpoint says")

    def append(self, leaf: bytes) -> None:
        """Put one more leaf's hash at the end."""
        self._push(0, self.size, leaf)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all its leaves."""
        return root(self.size, hashes_in(self._tiles))

    @property
    def unfinished(self) -> dict[Tile, bytes]:
        """The tiles from which it grows on."""
        return {tile: bytes(self._tiles[tile]) for tile, _ in edges(self.size)}

    @property
    def changed(self) -> dict[Tile, bytes]:
        """The tiles that have grown."""
        return {tile: bytes(self._tiles[tile]) for tile in sorted(self._changed)}

    def _push(self, level: int, number: int, one: bytes) -> None:
        tile = level, number // WIDTH
        hashes = self._tiles.setdefault(tile, bytearray())
        hashes += one
        self._changed.add(tile)
        if len(hashes) == WIDTH * HASH:
            whole = folded([bytes(hashes[at : at + HASH]) for at in range(0, len(hashes), HASH)])
            self._push(level + 1, tile[1], whole)
