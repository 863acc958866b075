"""The blind index: finds other petitions of one person by keyed hashes, without opening a name (HMAC-SHA-256)."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.register.petitioners import Petitioner
from service.rulebook.matters import Acquaintance
from service.storage.statement import Write
from service.storage.transaction import ReadTx

NEWEST = 64  # petitions that are looked at for each hash: who wrote more often is found by what was written as well

ENTER = """
INSERT INTO blind_index (hash, petition_id, certain)
SELECT line.hash, $1, line.certain FROM unnest($2::bytea[], $3::boolean[]) AS line (hash, certain)
ON CONFLICT DO NOTHING
"""

LEAVE = "DELETE FROM blind_index WHERE petition_id = $1 AND hash = ANY($2::bytea[])"

SHARING = f"""
SELECT found.petition_id, bool_or(wanted.certain) AS certain
FROM unnest($1::bytea[], $2::boolean[]) AS wanted (hash, certain)
CROSS JOIN LATERAL (
    SELECT petition_id FROM blind_index WHERE blind_index.hash = wanted.hash ORDER BY petition_id DESC LIMIT {NEWEST}
) AS found
WHERE found.petition_id <> $3
GROUP BY found.petition_id
ORDER BY found.petition_id DESC
"""  # noqa: S608 - the only thing put in is the constant above

AMONG = """
SELECT petition_id, bool_or(certain) AS certain FROM blind_index
WHERE petition_id = ANY($1::bigint[]) AND hash = ANY($2::bytea[])
GROUP BY petition_id
"""

_NOT_SAID = re.compile(r"[\W_]+")
_BYTES = 16
_LEAST_DIGITS = 7  # of a telephone that is somebody's own: shorter ones are hotlines


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that tells a person, hashed. `certain`: it tells the person alone; a name without more does not."""

    hash: bytes
    certain: bool


class BlindIndex:
    """Makes the traces of a person under one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def traces(self, petitioners: Iterable[Petitioner]) -> tuple[Trace, ...]:
        """What tells these people: document, telephone, name with address; and the name alone. Each once."""
        return tuple(dict.fromkeys(trace for one in petitioners for trace in self._of(one)))

    def _of(self, one: Petitioner) -> Iterator[Trace]:
        name, address = _plain(one.name), _plain(one.address)
        if one.document_number:
            yield self._trace("document", _plain(one.document_number), certain=True)
        if one.phone and len(_digits(one.phone)) >= _LEAST_DIGITS:
            yield self._trace("phone", _digits(one.phone), certain=True)
        yield self._trace("name and address", f"{name}\n{address}", certain=True)
        yield self._trace("name", name, certain=False)

    def _trace(self, kind: str, value: str, *, certain: bool) -> Trace:
        return Trace(hmac.digest(self._key, f"{kind}\n{value}".encode(), hashlib.sha256)[:_BYTES], certain)


def enter(petition_id: int, traces: Sequence[Trace]) -> Write:
    """Put a petition under the traces of its people; once more does nothing."""
    return Write(ENTER, (petition_id, [one.hash for one in traces], [one.certain for one in traces]))


def leave(petition_id: int, traces: Iterable[Trace]) -> Write:
    """Take a petition from under traces that tell nobody of it any more."""
    return Write(LEAVE, (petition_id, [one.hash for one in traces]))


async def of_same_people(tx: ReadTx, petition_id: int, traces: Sequence[Trace]) -> dict[int, Acquaintance]:
    """Other petitions under these traces, the newest first, with what that says of their petitioners."""
    hashes, certain = [one.hash for one in traces], [one.certain for one in traces]
    return {row["petition_id"]: _read(row["certain"]) for row in await tx.rows(SHARING, hashes, certain, petition_id)}


async def among(tx: ReadTx, petition_ids: Sequence[int], traces: Sequence[Trace]) -> dict[int, Acquaintance]:
    """Which of these petitions are under one of the traces."""
    rows = await tx.rows(AMONG, petition_ids, [one.hash for one in traces])
    return {row["petition_id"]: _read(row["certain"]) for row in rows}


def _read(certain: bool) -> Acquaintance:
    return Acquaintance.CERTAIN if certain else Acquaintance.NAMESAKE


def _plain(text: str) -> str:
    """One spelling: full-width and ASCII alike, without blanks, punctuation and case."""
    return _NOT_SAID.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _digits(phone: str) -> str:
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    return digits.removeprefix("0086").removeprefix("86") if len(digits) > 11 else digits
