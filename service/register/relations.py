"""Relations between received items (信访件): suspected by the machine, confirmed or rejected by a clerk.

The later item points to the earlier one. One row a pair, whichever of the two was looked at last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from service.rulebook.matters import Acquaintance
from service.rulebook.vocabulary import Relation, Suspicion
from service.storage.sight import Sight, seen
from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx, Tx

# What a clerk has decided stays as decided, however often the machine looks again.
SUSPECT = """
INSERT INTO relation (petition_id, other_id, relation, suspicion, probability, acquaintance, shared, shared_sealed,
                      found_at, version)
SELECT line.petition_id, line.other_id, line.relation, 'suspected', line.probability, line.acquaintance,
       '[]', line.shared, $7, 1
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::float8[], $5::text[], $6::bytea[])
     AS line (petition_id, other_id, relation, probability, acquaintance, shared)
ORDER BY line.petition_id, line.other_id
ON CONFLICT (petition_id, other_id) DO UPDATE
SET relation = EXCLUDED.relation, suspicion = 'suspected', probability = EXCLUDED.probability,
    acquaintance = EXCLUDED.acquaintance, shared = '[]', shared_sealed = EXCLUDED.shared_sealed,
    version = relation.version + 1
WHERE relation.suspicion IN ('suspected', 'lapsed')
  AND (relation.relation, relation.suspicion, relation.probability)
      IS DISTINCT FROM (EXCLUDED.relation, 'suspected', EXCLUDED.probability)
"""

LAPSE = """
UPDATE relation SET suspicion = 'lapsed', version = version + 1
WHERE suspicion = 'suspected'
  AND ((petition_id = $1 AND other_id = ANY($2::bigint[])) OR (other_id = $1 AND petition_id = ANY($2::bigint[])))
"""

DECIDE = """
UPDATE relation SET relation = $3, suspicion = $4, decided_at = $5, decided_by = $6, because = NULL,
    because_sealed = $7, version = version + 1
WHERE petition_id = $1 AND other_id = $2
"""

_COLUMNS = """
    relation.petition_id, relation.other_id, relation.relation, relation.suspicion, relation.probability,
    relation.acquaintance, relation.shared, relation.found_at, relation.version, relation.decided_at,
    relation.decided_by, relation.because, relation.shared_sealed, relation.because_sealed
"""

# Relations of one petition that are looked at and shown: the core of a large mass issue has no end of them
NEWEST = 200

OF_PETITION = f"""
SELECT {_COLUMNS} FROM relation WHERE petition_id = $1 AND {seen("relation.other_id", "$2")}
UNION ALL
SELECT {_COLUMNS} FROM relation WHERE other_id = $1 AND {seen("relation.petition_id", "$2")}
ORDER BY petition_id DESC, other_id DESC
LIMIT {NEWEST}
"""  # noqa: S608 - the only thing put in is the constant above

BETWEEN = f"""
SELECT {_COLUMNS} FROM relation
WHERE (petition_id = $1 AND other_id = $2) OR (petition_id = $2 AND other_id = $1)
FOR UPDATE
"""  # noqa: S608 - likewise

SUSPECTED_REPEATS = f"""
SELECT {_COLUMNS} FROM relation
WHERE relation = 'repeat' AND suspicion = 'suspected' AND (petition_id, other_id) > ($1, $2)
  AND {seen("relation.petition_id", "$4")} AND {seen("relation.other_id", "$4")}
ORDER BY petition_id, other_id
LIMIT $3
"""  # noqa: S608 - likewise


@dataclass(frozen=True, slots=True)
class Suspected:
    """What the machine found: the later item, the earlier one, and the words that both share."""

    petition_id: int
    other_id: int
    relation: Relation
    probability: float
    acquaintance: Acquaintance
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A pair as it stands. `version` is what a decision must name."""

    petition_id: int
    other_id: int
    relation: Relation
    suspicion: Suspicion
    probability: float
    acquaintance: Acquaintance
    shared: tuple[str, ...]
    found_at: datetime
    version: int
    decided_at: datetime | None
    decided_by: str | None
    because: str | None

    def beside(self, petition_id: int) -> int:
        """The other one of the pair."""
        return self.other_id if petition_id == self.petition_id else self.petition_id


def suspect(found: Sequence[Suspected], at: datetime) -> Write:
    """Note what the machine suspects; a pair on which a clerk has decided stays as it is."""
    return Write(
        SUSPECT,
        (
            [one.petition_id for one in found],
            [one.other_id for one in found],
            [one.relation for one in found],
            [one.probability for one in found],
            [one.acquaintance for one in found],
            [Secret(owner(one.petition_id, one.other_id, "shared"), one.shared) for one in found],
            at,
        ),
    )


def lapse(petition_id: int, other_ids: Sequence[int]) -> Write:
    """Take back what the machine suspected between a petition and these; a clerk's decisions stay."""
    return Write(LAPSE, (petition_id, other_ids))


def decide(pair: Related, relation: Relation, suspicion: Suspicion, *, actor: str, because: str, at: datetime) -> Write:
    """Note a clerk's decision on a pair that this transaction holds."""
    why = Secret(owner(pair.petition_id, pair.other_id, "because"), because)
    return Write(DECIDE, (pair.petition_id, pair.other_id, relation, suspicion, at, actor, why))


async def of(tx: ReadTx, petition_id: int, sight: Sight) -> list[Related]:
    """The newest pairs that a petition makes with what is for these eyes, lapsed ones included; at most `NEWEST`."""
    return [_related(row, tx) for row in await tx.rows(OF_PETITION, petition_id, sight.kept)]


async def hold(tx: Tx, one: int, two: int) -> Related | None:
    """The pair of these two, held until the transaction ends."""
    row = await tx.row(BETWEEN, one, two)
    return None if row is None else _related(row, tx)


async def suspected_repeats(tx: ReadTx, after: tuple[int, int], limit: int, sight: Sight) -> list[Related]:
    """Suspected repeats on which nobody has decided, in the order of registration, beyond the given pair.

    Only pairs of which both are for these eyes.
    """
    return [_related(row, tx) for row in await tx.rows(SUSPECTED_REPEATS, *after, limit, sight.kept)]


def owner(petition_id: int, other_id: int, what: str) -> str:
    """Whose words these are: `shared` or `because` of this pair."""
    return f"relation {petition_id} {other_id} {what}"


def _related(row: Record, tx: ReadTx) -> Related:
    facts = dict(row)
    for what in ("shared", "because"):
        words = tx.opened(owner(row["petition_id"], row["other_id"], what), facts.pop(f"{what}_sealed"))
        facts[what] = facts[what] if words is None else words
    facts["relation"] = Relation(facts["relation"])
    facts["suspicion"] = Suspicion(facts["suspicion"])
    facts["acquaintance"] = Acquaintance(facts["acquaintance"])
    facts["shared"] = tuple(facts["shared"])
    return Related(**facts)
