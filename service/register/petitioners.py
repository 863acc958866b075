"""Who petitions: written sealed, opened only where the duty needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from service.register.vault import Vault
from service.storage.statement import Write
from service.storage.transaction import ReadTx

ENTER = """
INSERT INTO petitioner (petition_id, position, key_id, sealed)
SELECT $1, line.position, $2, line.sealed
FROM unnest($3::bytea[]) WITH ORDINALITY AS line (sealed, position)
"""

ALL = "SELECT sealed FROM petitioner WHERE petition_id = $1 ORDER BY position"

AMONG = (
    "SELECT petition_id, sealed FROM petitioner WHERE petition_id = ANY($1::bigint[]) ORDER BY petition_id, position"
)

COUNT = "SELECT count(*) FROM petitioner WHERE petition_id = $1"

FIRST = "SELECT sealed FROM petitioner WHERE petition_id = $1 AND position = 1"


@dataclass(frozen=True, slots=True)
class Petitioner:
    """A person or body that petitions (条例 19: 姓名或名称、住址). Telephone and document are never required."""

    name: str
    address: str
    phone: str | None = None
    document_type: str | None = None
    document_number: str | None = None


def enter(petition_id: int, number: str, petitioners: Sequence[Petitioner], vault: Vault) -> Write:
    """Seal and keep them, the first one first."""
    sealed = [vault.seal(number, asdict(petitioner)) for petitioner in petitioners]
    return Write(ENTER, (petition_id, vault.key_id, sealed))


async def first(tx: ReadTx, petition_id: int, number: str, vault: Vault) -> Petitioner | None:
    """The one who wrote; None for an anonymous petition."""
    sealed = await tx.value(FIRST, petition_id)
    return None if sealed is None else Petitioner(**vault.open(number, sealed))


async def of(tx: ReadTx, petition_id: int, number: str, vault: Vault) -> list[Petitioner]:
    """All who petition, the one who wrote first; none for an anonymous petition."""
    return [Petitioner(**vault.open(number, row["sealed"])) for row in await tx.rows(ALL, petition_id)]


async def count(tx: ReadTx, petition_id: int) -> int:
    """How many are on record as petitioning."""
    found: int = await tx.value(COUNT, petition_id)
    return found


async def among(tx: ReadTx, numbers: Mapping[int, str], vault: Vault) -> dict[int, list[Petitioner]]:
    """All who petition in each of these petitions, given as number by id; an anonymous one is not among the answers."""
    found: dict[int, list[Petitioner]] = {}
    for row in await tx.rows(AMONG, list(numbers)) if numbers else ():
        one = Petitioner(**vault.open(numbers[row["petition_id"]], row["sealed"]))
        found.setdefault(row["petition_id"], []).append(one)
    return found


def masked(name: str) -> str:
    """A name as others may see it: the first character, the rest starred (王**)."""
    return name[:1] + "*" * min(len(name) - 1, 2)
