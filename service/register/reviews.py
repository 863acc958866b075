"""复查 and 复核 of organs' answers, as they stand: entered once, then only moved along their lifecycle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from asyncpg import Record

from service.rulebook.handling_vocabulary import ReviewLevel, ReviewOutcome, ReviewStage
from service.storage.sight import Sight, seen
from service.storage.statement import Write
from service.storage.transaction import ReadTx

_COLUMNS = """
    petition_id, referral, level, organ, stage, version, requested_on, hearing_days, decided_on, delivered_on, outcome
"""

ENTER = f"""
INSERT INTO review ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""  # noqa: S608 - the only thing put in is the constant above

MOVE = """
UPDATE review SET stage = $4, version = $5, hearing_days = $6, decided_on = $7, delivered_on = $8, outcome = $9
WHERE petition_id = $1 AND referral = $2 AND level = $3
"""

# A 复核 comes after its 复查.
OF_PETITION = f"""
SELECT {_COLUMNS} FROM review WHERE petition_id = $1 ORDER BY referral, requested_on, level DESC
"""  # noqa: S608 - likewise

OF_ORGAN = f"""
SELECT {_COLUMNS} FROM review
WHERE organ = $1 AND stage = ANY($2::text[]) AND (petition_id, referral, level) > ($3, $4, $5)
  AND {seen("review.petition_id", "$7")}
ORDER BY petition_id, referral, level LIMIT $6
"""  # noqa: S608 - likewise

OPEN_TO = f"""
SELECT petition.id FROM petition JOIN review ON review.petition_id = petition.id
WHERE number = $1 AND referral = $2 AND level = $3 AND organ = $4 AND {seen("petition.id", "$5")}
"""  # noqa: S608 - likewise

TERMINATED = """
SELECT EXISTS (SELECT FROM review WHERE petition_id = $1 AND level = $2 AND stage = $3 AND outcome <> $4)
"""


@dataclass(frozen=True, slots=True)
class Review:
    """One 复查 or 复核 of the answer to one matter. `hearing_days` were left out of its 30 days where it is a 复核."""

    petition_id: int
    referral: int
    level: ReviewLevel
    organ: str
    stage: ReviewStage
    version: int
    requested_on: date
    hearing_days: int = 0
    decided_on: date | None = None
    delivered_on: date | None = None
    outcome: ReviewOutcome | None = None

    def moved(self, stage: ReviewStage, **facts: Any) -> "Review":
        """The review after a step, at its next version."""
        return replace(self, stage=stage, version=self.version + 1, **facts)


def enter(review: Review) -> Write:
    """Put a review on the register."""
    return Write(ENTER, tuple(getattr(review, name) for name in Review.__slots__))


def move(review: Review) -> Write:
    """Record where a review of a locked petition stands now."""
    key = (review.petition_id, review.referral, review.level)
    facts = (review.stage, review.version, review.hearing_days, review.decided_on, review.delivered_on, review.outcome)
    return Write(MOVE, (*key, *facts))


async def of(tx: ReadTx, petition_id: int) -> list[Review]:
    """The reviews of a petition, matter by matter, the earlier first."""
    return [_review(row) for row in await tx.rows(OF_PETITION, petition_id)]


async def of_organ(
    tx: ReadTx, organ: str, stages: Sequence[ReviewStage], after: tuple[int, int, str], limit: int, sight: Sight
) -> list[Review]:
    """The reviews that this organ was asked for, in the order of registration, beyond petition, matter and level."""
    return [_review(row) for row in await tx.rows(OF_ORGAN, organ, list(stages), *after, limit, sight.kept)]


async def open_to(tx: ReadTx, number: str, referral: int, level: str, organ: str | None, sight: Sight) -> int | None:
    """The id of the petition of a review that is there for this organ and these eyes."""
    found: int | None = await tx.value(OPEN_TO, number, referral, level, organ, sight.kept)
    return found


async def terminated(tx: ReadTx, petition_id: int) -> bool:
    """Whether a 复核意见 has ended the procedure of a petition (36(3))."""
    asked = (petition_id, ReviewLevel.RE_REVIEW, ReviewStage.DECIDED, ReviewOutcome.REMANDED)
    return bool(await tx.value(TERMINATED, *asked))


def _review(row: Record) -> Review:
    facts = dict(row)
    return Review(
        **{
            **facts,
            "level": ReviewLevel(facts["level"]),
            "stage": ReviewStage(facts["stage"]),
            "outcome": ReviewOutcome(facts["outcome"]) if facts["outcome"] else None,
        }
    )
