"""Who petitions: written sealed, opened only where the duty needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from asyncpg import Record

from service.register.vault import Vault
from service.rulebook.vocabulary import IdentityCheck
from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx

ENTER = """
INSERT INTO petitioner (petition_id, position, key_id, sealed)
SELECT $1, line.position, $2, line.sealed
FROM unnest($3::bytea[]) WITH ORDINALITY AS line (sealed, position)
"""

CORRECT = """
INSERT INTO petitioner_correction (petition_id, position, version, corrected_at, corrected_by, identity_check, key_id,
                                   sealed, because)
SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8
FROM petitioner_correction WHERE petition_id = $1 AND position = $2
"""

COUNT = "SELECT count(*) FROM petitioner WHERE petition_id = $1"

ENTRIES = """
SELECT petition_id, position, 0 AS version, sealed FROM petitioner WHERE petition_id = ANY($1::bigint[])
UNION ALL
SELECT petition_id, position, version, sealed FROM petitioner_correction WHERE petition_id = ANY($1::bigint[])
ORDER BY petition_id, position, version
"""

FIRST = """
SELECT petition_id, position, version, sealed FROM (
    SELECT petition_id, position, 0 AS version, sealed FROM petitioner WHERE petition_id = $1 AND position = 1
    UNION ALL
    SELECT petition_id, position, version, sealed FROM petitioner_correction WHERE petition_id = $1 AND position = 1
) AS entry ORDER BY version DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Petitioner:
    """A person or body that petitions (条例 19: 姓名或名称、住址). Telephone and document are never required."""

    name: str
    address: str
    phone: str | None = None
    document_type: str | None = None
    document_number: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody as he was registered (version 0), or as a later correction has him."""

    position: int
    version: int
    petitioner: Petitioner


@dataclass(frozen=True, slots=True)
class Correction:
    """How somebody stands from a moment on, by whose word, and how it was made sure who he is."""

    position: int
    petitioner: Petitioner
    identity_check: IdentityCheck
    because: str
    actor: str
    at: datetime


def enter(petition_id: int, number: str, petitioners: Sequence[Petitioner], vault: Vault) -> Write:
    """Seal and keep them, the first one first."""
    sealed = [vault.seal(number, asdict(petitioner)) for petitioner in petitioners]
    return Write(ENTER, (petition_id, vault.key_id, sealed))


def correct(petition_id: int, number: str, made: Correction, vault: Vault) -> Write:
    """Note how one of a locked petition is called or reached from now on; what was registered stays beside it."""
    sealed = vault.seal(_owner(number, made.position, 1), asdict(made.petitioner))
    because = Secret(f"petition {petition_id} person {made.position} correction", made.because)
    by = (made.position, made.at, made.actor, made.identity_check)
    return Write(CORRECT, (petition_id, *by, vault.key_id, sealed, because))


async def first(tx: ReadTx, petition_id: int, number: str, vault: Vault) -> Petitioner | None:
    """The one who wrote, as he stands; None for an anonymous petition."""
    row = await tx.row(FIRST, petition_id)
    return None if row is None else _entry(row, number, vault).petitioner


async def of(tx: ReadTx, petition_id: int, number: str, vault: Vault) -> list[Petitioner]:
    """All who petition as they stand, the one who wrote first; none for an anonymous petition."""
    found = await entries(tx, {petition_id: number}, vault)
    return [*{one.position: one.petitioner for one in found.get(petition_id, ())}.values()]


async def entries(tx: ReadTx, numbers: Mapping[int, str], vault: Vault) -> dict[int, list[Entry]]:
    """All who petition in each of these petitions, given as number by id: as registered and at each correction.

    The one who wrote first, of each the latest last; an anonymous petition is not among the answers.
    """
    found: dict[int, list[Entry]] = {}
    for row in await tx.rows(ENTRIES, list(numbers)) if numbers else ():
        found.setdefault(row["petition_id"], []).append(_entry(row, numbers[row["petition_id"]], vault))
    return found


async def count(tx: ReadTx, petition_id: int) -> int:
    """How many are on record as petitioning."""
    found: int = await tx.value(COUNT, petition_id)
    return found


def _entry(row: Record, number: str, vault: Vault) -> Entry:
    owner = _owner(number, row["position"], row["version"])
    return Entry(row["position"], row["version"], Petitioner(**vault.open(owner, row["sealed"])))


def _owner(number: str, position: int, version: int) -> str:
    """Under what somebody is sealed: what was registered under the number alone."""
    return f"{number} person {position}" if version else number


def masked(name: str) -> str:
    """A name as others may see it: the first character, the rest starred (王**)."""
    return name[:1] + "*" * min(len(name) - 1, 2)
