"""The recount: the same figures by a deliberately different path, from the petitions and their history.

It never reads the ledger's dimensions: dates come from moments, classes from the classification in force, endings from
events. Both counts are made on one snapshot, so a difference is a fault and not a race.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.desk.kit import Desk
from service.statistics.dimensions import DIMENSIONS
from service.storage.transaction import ReadTx

CUTS = ("channel", "class", "class3", "township", "organ", "purpose", "route", "joint", "month")

_REGISTER = """
SELECT petition.id, petition.channel, petition.people_count,
       CASE WHEN petition.joint THEN true ELSE false END AS joint,
       (petition.registered_at AT TIME ZONE 'Asia/Shanghai')::date AS business_on,
       CASE WHEN 'content_class' = ANY(made.open_questions) THEN NULL ELSE made.content_class END AS content_class,
       CASE WHEN 'place' = ANY(made.open_questions) THEN NULL ELSE made.division END AS division,
       CASE WHEN 'organ' = ANY(made.open_questions) THEN NULL ELSE made.organ END AS organ,
       CASE WHEN 'purpose' = ANY(made.open_questions) THEN NULL ELSE made.purpose END AS purpose,
       CASE WHEN 'route' = ANY(made.open_questions) THEN NULL ELSE made.route END AS route,
       made.made_by = 'machine' AND cardinality(made.open_questions) = 0 AS by_machine
FROM petition
JOIN LATERAL (
    SELECT * FROM classification WHERE classification.petition_id = petition.id ORDER BY version DESC LIMIT 1
) AS made ON true
"""

# The stage after the last event of the day that changed it; before there was any such event it was in hand.
_STAGE_THEN = """(
    SELECT coalesce(moved.detail ->> 'stage', moved.kind) FROM event AS moved
    WHERE moved.petition_id = register.id AND (moved.at AT TIME ZONE 'Asia/Shanghai')::date <= $2
      AND (moved.detail ? 'stage' OR moved.kind = 'withdrawn')
    ORDER BY moved.sequence DESC LIMIT 1
)"""

# What the register says of each measure: which petitions, and how much each counts for.
_FROM_REGISTER = {
    "items": ("business_on BETWEEN $1 AND $2", "1"),
    "people": ("business_on BETWEEN $1 AND $2", "people_count"),
    "in_hand": (f"business_on <= $2 AND coalesce({_STAGE_THEN}, '') NOT IN ('withdrawn', 'disposed', 'closed')", "1"),
    "classified_by_machine": ("business_on BETWEEN $1 AND $2 AND by_machine", "1"),
}

_FROM_LEDGER = dict.fromkeys(_FROM_REGISTER, "business_on BETWEEN $1 AND $2") | {"in_hand": "business_on <= $2"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure cut one way: both totals, and the codes at which ledger and register disagree."""

    measure: str
    cut: str
    ledger: int
    recounted: int
    cells: int
    differing: tuple[tuple[str | None, int, int], ...]

    @property
    def difference(self) -> int:
        """How far apart the two counts are, cell by cell: opposite errors do not cancel out."""
        return sum(abs(ledger - recounted) for _, ledger, recounted in self.differing)


async def recount(first: date, last: date, *, desk: Desk) -> Sequence[Comparison]:
    """Every measure by every cut, counted twice."""
    async with desk.snapshot() as tx:
        return [
            await _compare(tx, measure, cut, first, last)
            for measure in _FROM_REGISTER
            for cut in CUTS
            if not (measure == "in_hand" and DIMENSIONS[cut].is_period)
        ]


async def _compare(tx: ReadTx, measure: str, cut: str, first: date, last: date) -> Comparison:
    key = DIMENSIONS[cut].expression
    where, amount = _FROM_REGISTER[measure]
    register = await tx.rows(
        # The lower day is named in every text, so that both texts take the same two arguments.
        f"SELECT {key} AS key, sum({amount})::bigint AS n FROM ({_REGISTER}) AS register "  # noqa: S608 - constants only
        f"WHERE $1::date IS NOT NULL AND {where} GROUP BY 1",
        first,
        last,
    )
    ledger = await tx.rows(
        f"SELECT {key} AS key, sum(quantity)::bigint AS n FROM posting "  # noqa: S608 - constants only
        f"WHERE $1::date IS NOT NULL AND measure = '{measure}' AND {_FROM_LEDGER[measure]} GROUP BY 1",
        first,
        last,
    )
    by_register = {row["key"]: row["n"] for row in register}
    by_ledger = {row["key"]: row["n"] for row in ledger if row["n"]}
    keys = sorted(by_register.keys() | by_ledger.keys(), key=lambda code: code or "")
    pairs = [(code, by_ledger.get(code, 0), by_register.get(code, 0)) for code in keys]
    return Comparison(
        measure,
        cut,
        sum(by_ledger.values()),
        sum(by_register.values()),
        len(keys),
        tuple(pair for pair in pairs if pair[1] != pair[2]),
    )
