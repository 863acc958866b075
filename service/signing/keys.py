"""Signing keys on record. Public halves stay for ever; a private half can be made again only from secret and salt.

The salt stands in the database and the secret does not, so neither a dump nor the secret alone can sign. When a key's
time is over its salt is forgotten: from then on nobody can sign with it, whatever leaks later. Each row is sealed under
the secret, so that somebody who can write to the database alone can neither add a key of his own nor lift a revocation.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from asyncpg import Record

from service.signing.algorithms import Algorithm
from service.signing.canonical import canonical
from service.storage.statement import Write
from service.storage.transaction import ReadTx

_COLUMNS = "kid, purpose, algorithm, generation, public_key, salt, valid_from, valid_until, revoked_at, seal"

IN_FORCE = f"""
SELECT {_COLUMNS} FROM signing_key
WHERE purpose = $1 AND algorithm = $2 AND salt IS NOT NULL AND revoked_at IS NULL AND valid_until > $3
ORDER BY generation DESC LIMIT 1
"""  # noqa: S608 - the only thing put in is the constant above

ALL = f"SELECT {_COLUMNS} FROM signing_key ORDER BY purpose, algorithm, generation"  # noqa: S608 - likewise

LATEST = "SELECT coalesce(max(generation), 0) FROM signing_key WHERE purpose = $1 AND algorithm = $2"

ADD = f"INSERT INTO signing_key ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"  # noqa: S608 - likewise

CHANGE = "UPDATE signing_key SET salt = $2, valid_until = $3, revoked_at = $4, seal = $5 WHERE kid = $1"

ONE_PER_GENERATION = "signing_key_one_per_generation"  # the index that decides between two processes that make a key


class Purpose(StrEnum):
    """What a key signs, and nothing else: a stolen one must not serve for another purpose."""

    DOCUMENT = "document"  # receipts and notices
    CHECKPOINT = "checkpoint"  # of the transparency log


@dataclass(frozen=True, slots=True)
class Key:
    """A key pair as it stands on record."""

    kid: str
    purpose: Purpose
    algorithm: Algorithm
    generation: int
    public_key: bytes
    salt: bytes | None
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None
    seal: bytes = b""

    def sealed(self, secret: bytes) -> "Key":
        """The same with the seal of what it says now."""
        return replace(self, seal=self._seal(secret))

    def genuine(self, secret: bytes) -> bool:
        """Whether it was this service that wrote it so."""
        return hmac.compare_digest(self.seal, self._seal(secret))

    def _seal(self, secret: bytes) -> bytes:
        told = canonical(
            {
                "kid": self.kid,
                "purpose": self.purpose,
                "algorithm": self.algorithm,
                "generation": self.generation,
                "public_key": self.public_key.hex(),
                "valid_from": _moment(self.valid_from),
                "valid_until": _moment(self.valid_until),
                "revoked_at": _moment(self.revoked_at) if self.revoked_at else None,
            }
        )
        return hmac.digest(secret, told, hashlib.sha256)


async def in_force(tx: ReadTx, purpose: Purpose, algorithm: Algorithm, at: datetime) -> Key | None:
    """The newest key that may sign at this moment."""
    row = await tx.row(IN_FORCE, purpose, algorithm, at)
    return None if row is None else _key(row)


async def everyone(tx: ReadTx) -> Sequence[Key]:
    """All keys there ever were, the oldest of each purpose first."""
    return [_key(row) for row in await tx.rows(ALL)]


async def legible(tx: ReadTx) -> tuple[Sequence[Key], Sequence[str]]:
    """The same, and the ids of rows that say what no key of this service says."""
    known, strange = [], []
    for row in await tx.rows(ALL):
        try:
            known.append(_key(row))
        except ValueError:
            strange.append(str(row["kid"]))
    return known, strange


async def latest_generation(tx: ReadTx, purpose: Purpose, algorithm: Algorithm) -> int:
    """The number of the newest key, 0 where there is none."""
    number: int = await tx.value(LATEST, purpose, algorithm)
    return number


def add(key: Key) -> Write:
    """Put a new key on record. Raises `AlreadyThere(ONE_PER_GENERATION)` where another process was first."""
    return Write(ADD, tuple(getattr(key, name) for name in Key.__slots__))


def change(key: Key) -> Write:
    """Note a shorter validity, a revocation, a salt that is forgotten."""
    return Write(CHANGE, (key.kid, key.salt, key.valid_until, key.revoked_at, key.seal))


def _key(row: Record) -> Key:
    facts = dict(row)
    return Key(purpose=Purpose(facts.pop("purpose")), algorithm=Algorithm(facts.pop("algorithm")), **facts)


def _moment(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
