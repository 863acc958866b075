"""What an organ that is no more had in hand, and its passing on to who acts in its place (条例 24(2))."""

from collections.abc import Sequence

from service.storage.statement import Write
from service.storage.transaction import ReadTx

AT_ORGANS = """
SELECT petition_id FROM referral
WHERE organ = ANY($1::text[]) AND stage NOT IN ('closed', 'returned', 'recalled') AND petition_id > $2
UNION
SELECT petition_id FROM duty WHERE owner = ANY($1::text[]) AND state = 'running' AND petition_id > $2
ORDER BY petition_id LIMIT $3
"""

# A merger moves all matters of an organ at once: one statement for a page of them.
HAND_REFERRALS = """
UPDATE referral SET organ = line.organ, version = version + line.steps
FROM unnest($1::bigint[], $2::int[], $3::text[], $4::int[]) AS line (petition_id, ordinal, organ, steps)
WHERE referral.petition_id = line.petition_id AND referral.ordinal = line.ordinal
"""

HAND_REVIEWS = """
UPDATE review SET organ = line.organ, version = version + line.steps
FROM unnest($1::bigint[], $2::int[], $3::text[], $4::int[], $5::text[])
    AS line (petition_id, referral, organ, steps, level)
WHERE review.petition_id = line.petition_id AND review.referral = line.referral AND review.level = line.level
"""


async def at_organs(tx: ReadTx, organs: Sequence[str], after: int, limit: int) -> list[int]:
    """Petitions with something in the hands of these organs, beyond an id."""
    return [row["petition_id"] for row in await tx.rows(AT_ORGANS, list(organs), after, limit)]


def pass_referrals(lines: Sequence[tuple[int, int, str, int]]) -> Write:
    """Matters (petition, ordinal) are another organ's now, so many steps later."""
    return Write(HAND_REFERRALS, tuple(list(column) for column in zip(*lines, strict=True)))


def pass_reviews(lines: Sequence[tuple[int, int, str, int, str]]) -> Write:
    """The same for reviews, by their level."""
    return Write(HAND_REVIEWS, tuple(list(column) for column in zip(*lines, strict=True)))
