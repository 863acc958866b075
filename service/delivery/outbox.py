"""Work owed, committed with the fact that causes it: the job exists if and only if the fact does."""

from dataclasses import dataclass
from datetime import date

from service.rulebook.vocabulary import JobKind
from service.storage.statement import Write
from service.storage.transaction import Tx

# What is owed to a citizen goes first: under load the receipts come before the comparisons.
RANKS = {
    JobKind.ACKNOWLEDGE: 0,
    JobKind.NOTIFY: 0,
    JobKind.RELATE: 1,
    JobKind.SWEEP: 1,
    JobKind.RECOUNT: 2,
    JobKind.READ_LETTER: 3,
    JobKind.PREPARE: 4,
}
# What takes seconds of a processor has a worker of its own, so that no receipt waits behind a scan.
SWIFT, SLOW = (0, 1, 2), (3, 4)

POST = "INSERT INTO job (kind, petition_id, dedupe_key, rank) VALUES ($1, $2, $3, $4)"

# Once a day whoever posts it: while it is owed by its key, and after that since the day has been swept.
POST_SWEEP = f"""
INSERT INTO job (kind, petition_id, dedupe_key, rank)
SELECT '{JobKind.SWEEP}', 0, '{JobKind.SWEEP}:' || $1::date, {RANKS[JobKind.SWEEP]}
WHERE NOT EXISTS (SELECT FROM sweep WHERE on_day >= $1)
ON CONFLICT (dedupe_key) DO NOTHING
"""  # noqa: S608 - nothing is put in but constants

POST_RECOUNT = f"""
INSERT INTO job (kind, petition_id, dedupe_key, rank)
VALUES ('{JobKind.RECOUNT}', 0, '{JobKind.RECOUNT}:' || $1::date, {RANKS[JobKind.RECOUNT]})
ON CONFLICT (dedupe_key) DO NOTHING
"""  # noqa: S608 - likewise

# No key of its own: whatever notices are owed when it runs are issued, and each of them once whoever comes first.
POST_NOTICES = f"""
INSERT INTO job (kind, petition_id, dedupe_key, rank)
SELECT $1, petition_id, '{JobKind.NOTIFY}:' || gen_random_uuid(), $3 FROM unnest($2::bigint[]) AS petition_id
"""  # noqa: S608 - nothing is put in but a constant

# No key of its own either: people of a petition may be corrected again before it was compared.
POST_COMPARISON = f"""
INSERT INTO job (kind, petition_id, dedupe_key, rank)
VALUES ('{JobKind.RELATE}', $1, '{JobKind.RELATE}:' || gen_random_uuid(), {RANKS[JobKind.RELATE]})
"""  # noqa: S608 - nothing is put in but constants

AT_ONCE = 1_000  # petitions that one transaction looks at

# Of another version than any registration or correction owes, so that it stands beside those.
COMPARISONS = f"""
WITH looked AS (
    SELECT id FROM petition WHERE id > $1 ORDER BY id LIMIT {AT_ONCE}
), owed AS (
    INSERT INTO job (kind, petition_id, dedupe_key, rank)
    SELECT '{JobKind.RELATE}', id, '{JobKind.RELATE}:' || id || ':again', {RANKS[JobKind.RELATE]} FROM looked
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
)
SELECT (SELECT max(id) FROM looked) AS last, (SELECT count(*) FROM owed) AS owed
"""  # noqa: S608 - nothing is put in but constants


@dataclass(frozen=True, slots=True)
class Owed:
    """Up to which petition was looked, and how many comparisons are newly owed."""

    last: int
    owed: int


def post(kind: JobKind, petition_id: int, *, version: int = 1) -> Write:
    """Owe this work for a petition at this version of what it starts from, once: a second posting of the same raises
    `AlreadyThere`.
    """
    return Write(POST, (kind, petition_id, f"{kind}:{petition_id}:{version}", RANKS[kind]))


def post_sweep(on: date) -> Write:
    """Owe the sweep of a day, once, however many workers do so."""
    return Write(POST_SWEEP, (on,))


def post_recount(on: date) -> Write:
    """Owe the recount of a day that has been swept; once while it is owed."""
    return Write(POST_RECOUNT, (on,))


def post_notices(*petition_ids: int) -> Write:
    """Owe the written notices of what this transaction adds to the history of these petitions.

    To be written beside every event of which `rulebook/notices.py` says that it owes one.
    """
    return Write(POST_NOTICES, (JobKind.NOTIFY.value, petition_ids, RANKS[JobKind.NOTIFY]))


def post_comparison(petition_id: int) -> Write:
    """Owe a comparison of a petition of which something else is known now than its classification."""
    return Write(POST_COMPARISON, (petition_id,))


async def post_comparisons(tx: Tx, *, after: int) -> Owed | None:
    """Owe a comparison for each of the next petitions beyond this id; None where there are no more."""
    row = await tx.row(COMPARISONS, after)
    return Owed(row["last"], row["owed"]) if row and row["last"] is not None else None
