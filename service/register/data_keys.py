"""Data keys on record, wrapped: what the vault seals under, and what each is wrapped by.

The wrapping key derives from the service's secret and a salt in the database: neither a dump nor the secret alone opens
anything. Rotating wraps the few data keys anew and changes nothing that was sealed, so rows that may never change again
(and whose hashes stand in the log) need not. A salt goes when nothing is wrapped by it any more.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asyncpg import Record

from service.register.ciphers import CipherName
from service.register.vault import Box, Ring, Vault
from service.storage.keyring import Keyring
from service.storage.schemas import own
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

ALL = """
SELECT number, wrapped, data_key.wrapping, salt, data_key.made_at, data_key.made_at <= now() - $1::interval AS known
FROM data_key JOIN wrapping_key ON wrapping_key.generation = data_key.wrapping
ORDER BY number
"""

# One hand at a time: what wraps the keys must not change while they are being wrapped anew.
TURN = "SELECT pg_advisory_xact_lock(" + own("hashtextextended('data_key', 0)") + ")"

WRAPPING = "SELECT generation, salt IS NOT NULL AS alive, made_at FROM wrapping_key ORDER BY generation"

ADD_WRAPPING = "INSERT INTO wrapping_key (generation, salt) VALUES ($1, $2)"

ADD = "INSERT INTO data_key (number, wrapping, wrapped) VALUES ($1, $2, $3)"

WRAP_ANEW = """
UPDATE data_key SET wrapping = $1, wrapped = line.wrapped
FROM unnest($2::int[], $3::bytea[]) AS line (number, wrapped) WHERE data_key.number = line.number
"""

FORGET_SALTS = "UPDATE wrapping_key SET salt = NULL WHERE generation < $1 AND salt IS NOT NULL"

OLD = "SELECT coalesce(max(made_at) < now() - $1::interval, false) FROM data_key"

BEFORE = ("vault", "file", "webhook-secret")  # the purposes of the keys under which earlier releases sealed

# Every process looks at least every TRUSTED; only when all have seen a new key is anything sealed under it.
TRUSTED = timedelta(seconds=15)
SETTLING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key as it stands: under which number, wrapped by which generation, since when."""

    number: int
    wrapping: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class VaultSecrets:
    """What of the service's secret the vault needs, and by which cipher it seals."""

    keyring: Keyring
    cipher: CipherName = CipherName.AES

    def vault(self) -> Vault:
        """A vault that has no data key yet, and opens what the releases before this one sealed."""
        before = [Box(self.keyring.key(purpose), self.keyring.fingerprint) for purpose in BEFORE]
        return Vault(Ring({}, 0), self.cipher, before)

    def wrapping(self, generation: int, salt: bytes) -> Vault:
        """What wraps the data keys of a generation."""
        return Vault(Ring({generation: self.keyring.key(f"vault/{salt.hex()}")}, generation), self.cipher)


async def ring(tx: ReadTx, secrets: VaultSecrets) -> Ring | None:
    """The data keys; None where there is none yet."""
    found = await tx.rows(ALL, SETTLING)
    return _ring(found, secrets) if found else None


async def everyone(tx: ReadTx) -> Sequence[DataKey]:
    """All data keys, the oldest first."""
    return [DataKey(row["number"], row["wrapping"], row["made_at"]) for row in await tx.rows(ALL, SETTLING)]


async def turn(tx: Tx) -> None:
    """Wait until nobody else is making keys; others wait until this transaction has ended."""
    await tx.value(TURN)


async def is_old(tx: ReadTx, age: timedelta) -> bool:
    """Whether the newest data key has been in use for longer than this."""
    return bool(await tx.value(OLD, age))


async def renew(tx: Tx, secrets: VaultSecrets) -> int:
    """Add a data key, wrap all of them by a new wrapping key and forget the salts of earlier ones; its number.

    Only in one's turn.
    """
    found = await tx.rows(ALL, SETTLING)
    opened = _ring(found, secrets).keys if found else {}
    generation = max((row["generation"] for row in await tx.rows(WRAPPING)), default=0) + 1
    number, salt = max(opened, default=0) + 1, os.urandom(32)
    wraps = secrets.wrapping(generation, salt)
    again = {one: wraps.seal_bytes(_owner(one), key) for one, key in opened.items()}
    tx.write(
        Write(ADD_WRAPPING, (generation, salt)),
        Write(ADD, (number, generation, wraps.seal_bytes(_owner(number), os.urandom(32)))),
        Write(WRAP_ANEW, (generation, [*again], [*again.values()])),
        Write(FORGET_SALTS, (generation,)),
    )
    return number


def _ring(rows: Iterable[Record], secrets: VaultSecrets) -> Ring:
    keys, current = {}, 0
    for row in rows:
        number: int = row["number"]
        keys[number] = secrets.wrapping(row["wrapping"], row["salt"]).open_bytes(_owner(number), row["wrapped"])
        current = number if row["known"] or not current else current
    return Ring(keys, current)


def _owner(number: int) -> str:
    return f"data key {number}"
