"""What has ended and is kept, and what an officer holds beyond its time: holds only grow, and the last one counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.rulebook.vocabulary import Stage
from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx

DECIDE = """
INSERT INTO legal_hold (petition_id, held, because, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5)
"""

# A leader had to do with it where one took it on or it was reported to one; an answer is an organ's or the bureau's.
ENDED = """
SELECT petition.id, petition.number, last.at AS ended_at,
       EXISTS (SELECT FROM supervision WHERE supervision.petition_id = petition.id AND supervision.kind = 'care')
       OR EXISTS (SELECT FROM event WHERE event.petition_id = petition.id AND event.kind = 'reported_upward')
       AS instructed,
       coalesce(petition.disposition = 'reply', false)
       OR EXISTS (SELECT FROM referral WHERE referral.petition_id = petition.id AND referral.outcome IS NOT NULL)
       AS answered,
       coalesce(hold.held, false) AS held
FROM petition
CROSS JOIN LATERAL (SELECT max(event.at) AS at FROM event WHERE event.petition_id = petition.id) AS last
LEFT JOIN LATERAL (
    SELECT held FROM legal_hold WHERE legal_hold.petition_id = petition.id ORDER BY legal_hold.id DESC LIMIT 1
) AS hold ON true
WHERE petition.registered_on < $1 AND petition.id > $2 AND petition.stage = ANY($3::text[])
ORDER BY petition.id LIMIT $4
"""

_ENDED = (Stage.DISPOSED, Stage.CLOSED, Stage.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Hold:
    """An officer's word that a petition is kept beyond its time, or no longer is."""

    held: bool
    because: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """A petition on which nothing is owed any more, and what its retention depends on."""

    id: int
    number: str
    ended_at: datetime
    instructed: bool
    answered: bool
    held: bool


def decide(petition_id: int, hold: Hold) -> Write:
    """Record a hold, or that it is lifted."""
    because = Secret(f"petition {petition_id} hold", hold.because)
    return Write(DECIDE, (petition_id, hold.held, because, hold.decided_by, hold.decided_at))


async def ended(tx: ReadTx, registered_before: date, after: int, limit: int) -> Sequence[Ended]:
    """Petitions that have ended and were registered before a day, in the order of ids, beyond this one."""
    rows = await tx.rows(ENDED, registered_before, after, _ENDED, limit)
    return [Ended(**dict(row)) for row in rows]
