"""Marks: the most telling n-grams of a petition under keyed hashes, by which petitions on one matter find each other.

A look-up reads at most `NEWEST` index entries for each mark, so it costs the same in a register of any size.
"""

import hashlib
from collections.abc import Iterable, Sequence

from service.reading.marks import Mark
from service.storage.statement import Write
from service.storage.transaction import ReadTx

NEWEST = 64  # petitions that are looked at for each mark; in a mass issue all of them are of it

ENTER = """
INSERT INTO mark (key, petition_id) SELECT key, $1 FROM unnest($2::bigint[]) AS wanted (key)
ON CONFLICT DO NOTHING
"""

SHARING = f"""
SELECT found.petition_id
FROM unnest($1::bigint[], $2::float8[]) AS wanted (key, weight)
CROSS JOIN LATERAL (
    SELECT petition_id FROM mark WHERE mark.key = wanted.key ORDER BY petition_id DESC LIMIT {NEWEST}
) AS found
WHERE found.petition_id <> $3
GROUP BY found.petition_id
HAVING sum(wanted.weight) >= $4
ORDER BY sum(wanted.weight) DESC, found.petition_id DESC
LIMIT $5
"""  # noqa: S608 - the only thing put in is the constant above


class MarkKeys:
    """Turns n-grams into keys that say nothing without the service's secret: a dump tells no word of a petition."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, marks: Iterable[Mark]) -> list[int]:
        """A key for each mark, in their order (BLAKE2b keyed, 64 bits)."""
        return [self._one(mark.key) for mark in marks]

    def _one(self, gram: int) -> int:
        digest = hashlib.blake2b(gram.to_bytes(8, "big", signed=True), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "big", signed=True)


def enter(petition_id: int, keys: Sequence[int]) -> Write:
    """Put a petition under its marks; once more does nothing."""
    return Write(ENTER, (petition_id, sorted(set(keys))))


async def sharing(
    tx: ReadTx, petition_id: int, keys: Sequence[int], weights: Sequence[float], *, least: float, most: int
) -> list[int]:
    """Other petitions that share marks of at least this weight together, the most first."""
    return [row["petition_id"] for row in await tx.rows(SHARING, keys, weights, petition_id, least, most)]
