"""How petitioners rated the bureau and organs. Only ever appended."""

from dataclasses import dataclass
from datetime import date

from service.rulebook.handling_vocabulary import Satisfaction
from service.rulebook.ratings import Window
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep
from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx

ENTER = """
INSERT INTO evaluation (petition_id, referral, satisfaction, sealed, evaluated_on) VALUES ($1, $2, $3, $4, $5)
"""

OF_PETITION = """
SELECT referral, satisfaction, reason, sealed, evaluated_on FROM evaluation WHERE petition_id = $1 ORDER BY referral
"""

WINDOWS = """
SELECT referral, legal_limit_on, state FROM duty WHERE petition_id = $1 AND clock = ANY($2::text[]) ORDER BY id
"""

_RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A rating of the bureau (referral 0), or of the organ that had this matter."""

    referral: int
    satisfaction: Satisfaction
    reason: str | None
    evaluated_on: date


def enter(petition_id: int, made: Evaluation) -> Write:
    """Keep a rating. A second one of the same is refused by the key."""
    reason = Secret(_owner(petition_id, made.referral), made.reason) if made.reason else None
    return Write(ENTER, (petition_id, made.referral, made.satisfaction, reason, made.evaluated_on))


async def of(tx: ReadTx, petition_id: int) -> list[Evaluation]:
    """The ratings of a petition, the bureau's first."""
    return [
        Evaluation(
            row["referral"],
            Satisfaction(row["satisfaction"]),
            tx.opened(_owner(petition_id, row["referral"]), row["sealed"]) or row["reason"],
            row["evaluated_on"],
        )
        for row in await tx.rows(OF_PETITION, petition_id)
    ]


def _owner(petition_id: int, referral: int) -> str:
    return f"petition {petition_id} evaluation {referral}"


async def windows(tx: ReadTx, petition_id: int) -> list[Window]:
    """The days in which the bureau and the organs of a petition could be rated, open or over."""
    return [
        Window(
            row["referral"],
            row["legal_limit_on"],
            None if row["state"] == _RUNNING else DeadlineStep(row["state"]),
        )
        for row in await tx.rows(WINDOWS, petition_id, [Clock.RATE_BUREAU, Clock.RATE_ORGAN])
    ]
