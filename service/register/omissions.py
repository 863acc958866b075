"""What the detectors find: each sign is one question to clocks, history or register, with the day it was so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.rulebook.detecting import Detector, Sign
from service.storage.sight import Sight, seen
from service.storage.transaction import ReadTx

# $1 … $2: the days asked for; $3: clocks; $4: days that a fact has to last.
_QUESTIONS = {
    Sign.MISSED: """
SELECT missed_on AS on_day, petition_id, referral::int AS referral, clock FROM duty
WHERE missed_on IS NOT NULL AND missed_on BETWEEN $1::date AND $2::date AND clock = ANY($3::text[])
""",
    Sign.REGISTERED_LATE: """
SELECT registered_on AS on_day, id AS petition_id, 0 AS referral, '' AS clock FROM petition
WHERE registered_on BETWEEN $1::date AND $2::date
  AND registered_on - (received_at AT TIME ZONE 'Asia/Shanghai')::date > $4::int
""",
    Sign.UNATTENDED: """
SELECT missed_on + $4::int AS on_day, petition_id, referral::int AS referral, clock FROM duty
WHERE missed_on IS NOT NULL AND missed_on BETWEEN $1::date - $4::int AND $2::date - $4::int AND clock = ANY($3::text[])
  AND coalesce(ended_on, 'infinity') > missed_on + $4::int
  AND NOT EXISTS (SELECT FROM supervision
                  WHERE supervision.petition_id = duty.petition_id AND kind = 'case'
                    AND opened_on <= missed_on + $4::int)
""",
    Sign.RETURNED_TWICE: """
SELECT on_day, petition_id, 0 AS referral, '' AS clock FROM (
    SELECT petition_id, (at AT TIME ZONE 'Asia/Shanghai')::date AS on_day,
           row_number() OVER (PARTITION BY petition_id ORDER BY sequence) AS nth
    FROM event WHERE kind = 'objection_upheld'
) AS returned WHERE nth = 2
""",
    Sign.DISSATISFIED: """
SELECT evaluated_on AS on_day, petition_id, referral::int AS referral, '' AS clock FROM evaluation
WHERE satisfaction = 'dissatisfied' AND evaluated_on BETWEEN $1::date AND $2::date
""",
    Sign.REPEAT_AFTER_CLOSING: """
SELECT petition.registered_on AS on_day, petition.id AS petition_id, 0 AS referral, '' AS clock
FROM petition JOIN relation ON relation.petition_id = petition.id
WHERE relation = 'repeat' AND suspicion = 'confirmed' AND petition.registered_on BETWEEN $1::date AND $2::date
  AND EXISTS (SELECT FROM referral WHERE referral.petition_id = other_id AND closed_on <= petition.registered_on)
""",
    Sign.NO_LEGAL_BASIS: """
SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS on_day, petition_id, (detail ->> 'referral')::int AS referral,
       '' AS clock
FROM event WHERE kind = 'replied'
  AND NOT coalesce((detail -> 'cites_a_text')::bool, detail ->> 'legal_basis' ~ '《.+》', false)
  AND at >= $1::date::timestamp AT TIME ZONE 'Asia/Shanghai'
  AND at < ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
""",
    Sign.NOT_EXECUTED: """
SELECT closed_on + $4::int AS on_day, petition_id, ordinal::int AS referral, '' AS clock FROM referral
WHERE outcome = 'supported' AND resolved IS NOT TRUE AND closed_on BETWEEN $1::date - $4::int AND $2::date - $4::int
  AND NOT EXISTS (SELECT FROM event
                  WHERE event.petition_id = referral.petition_id AND event.kind = 'executed'
                    AND (event.detail ->> 'referral')::int = referral.ordinal
                    AND (event.at AT TIME ZONE 'Asia/Shanghai')::date <= closed_on + $4::int)
""",
}

# Every question takes the same four facts, whether it needs them or not.
_FOUND = """
FROM ({question}) AS found
WHERE on_day BETWEEN $1::date AND $2::date AND cardinality($3::text[]) >= 0 AND $4::int >= 0
  AND NOT ($5 AND EXISTS (SELECT FROM supervision WHERE supervision.petition_id = found.petition_id
                          AND kind = 'case' AND stage <> 'closed'))
  AND {seen}
"""
_SEEN = seen("found.petition_id", "$6")

COUNT = {
    sign: "SELECT count(*) AS found, count(DISTINCT petition_id) AS petitions"
    + _FOUND.format(question=question, seen=_SEEN)
    for sign, question in _QUESTIONS.items()
}

LIST = {
    sign: "SELECT found.on_day, found.petition_id, petition.number, found.referral, found.clock"
    + _FOUND.format(question=question, seen=_SEEN).replace(
        ") AS found\n", ") AS found JOIN petition ON petition.id = petition_id\n"
    )
    + """
  AND (on_day, petition_id, referral, clock) > ($7::date, $8::bigint, $9::int, $10::text)
ORDER BY on_day, petition_id, referral, clock LIMIT $11
"""
    for sign, question in _QUESTIONS.items()
}


@dataclass(frozen=True, slots=True)
class Span:
    """The days asked for, and whether only what nobody supervises yet."""

    first: date
    last: date
    without_case: bool = False


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that ought to have been done: since when it is so, of which petition and matter, on which clock."""

    on_day: date
    petition_id: int
    number: str
    referral: int
    clock: str


@dataclass(frozen=True, slots=True)
class Total:
    """How many omissions, of how many petitions."""

    found: int
    petitions: int


FIRST: tuple[date, int, int, str] = (date.min, -1, -1, "")


async def count(tx: ReadTx, detector: Detector, span: Span, sight: Sight) -> Total:
    """How many there are for these eyes."""
    row = await tx.row(COUNT[detector.sign], *_facts(detector, span), sight.kept)
    assert row is not None  # noqa: S101 - an aggregate always answers
    return Total(**row)


async def found(
    tx: ReadTx, detector: Detector, span: Span, sight: Sight, after: tuple[date, int, int, str], limit: int
) -> list[Omission]:
    """The omissions that are for these eyes, the oldest first, beyond a place."""
    rows = await tx.rows(LIST[detector.sign], *_facts(detector, span), sight.kept, *after, limit)
    return [Omission(**row) for row in rows]


def _facts(detector: Detector, span: Span) -> Sequence[object]:
    return (span.first, span.last, list(detector.clocks), detector.days, span.without_case)
