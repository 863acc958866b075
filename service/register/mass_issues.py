"""Mass issues (类案): petitions of many people, suspected or known to be about one matter, with their counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from service.rulebook.mass_issue import Membership
from service.rulebook.vocabulary import Suspicion
from service.storage.schemas import own
from service.storage.sight import Sight, seen
from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx, Tx

# One hand at a time: two petitions of one issue that arrive together must not open two issues.
_KEY = own("hashtextextended('mass_issue', 0)")
TURN = f"SELECT pg_advisory_xact_lock({_KEY})"

OPEN = """
INSERT INTO mass_issue (suspicion, opened_at, last_joined_at, petitions, people, version)
VALUES ('suspected', $1, $1, 0, 0, 1) RETURNING id
"""

JOIN = """
INSERT INTO mass_issue_member (issue_id, petition_id, suspicion, probability, people, joined_at)
VALUES ($1, $2, 'suspected', $3, $4, $5)
ON CONFLICT (issue_id, petition_id) DO UPDATE SET suspicion = 'suspected', probability = $3, people = $4, joined_at = $5
WHERE mass_issue_member.suspicion = 'lapsed'
"""

LEAVE = """
UPDATE mass_issue_member SET suspicion = 'lapsed' WHERE petition_id = $1 AND issue_id <> $2 AND suspicion = 'suspected'
"""

# Where a petition has been in both before, its place in the issue that remains is the one that counts.
MOVE = """
UPDATE mass_issue_member AS member SET issue_id = $1
WHERE member.issue_id = ANY($2::bigint[]) AND member.suspicion IN ('suspected', 'confirmed')
  AND NOT EXISTS (SELECT FROM mass_issue_member AS there
                  WHERE there.issue_id = $1 AND there.petition_id = member.petition_id)
"""

# From the members, so that no count can differ from what the list shows. An issue of one petition is none.
COUNT = """
UPDATE mass_issue
SET petitions = counted.petitions, people = counted.people,
    last_joined_at = coalesce(counted.last_joined_at, mass_issue.last_joined_at),
    suspicion = CASE
        WHEN mass_issue.suspicion = 'suspected' AND counted.petitions < 2 THEN 'lapsed'
        WHEN mass_issue.suspicion = 'lapsed' AND counted.petitions >= 2 THEN 'suspected'
        ELSE mass_issue.suspicion END
FROM (
    SELECT issue.id, count(member.petition_id) AS petitions, coalesce(sum(member.people), 0) AS people,
           max(member.joined_at) AS last_joined_at
    FROM unnest($1::bigint[]) AS issue (id)
    LEFT JOIN mass_issue_member AS member
           ON member.issue_id = issue.id AND member.suspicion IN ('suspected', 'confirmed')
    GROUP BY issue.id
) AS counted
WHERE mass_issue.id = counted.id
"""

MEMBERSHIPS = """
SELECT member.petition_id, member.issue_id, member.suspicion, issue.suspicion AS issue
FROM mass_issue_member AS member JOIN mass_issue AS issue ON issue.id = member.issue_id
WHERE member.petition_id = ANY($1::bigint[]) AND member.suspicion <> 'lapsed'
"""

_COLUMNS = """
    id, suspicion, opened_at, last_joined_at, petitions, people, version, decided_at, decided_by, because,
    resolved_at, resolved_by, resolved_because, because_sealed, resolved_because_sealed
"""

FIND = f"SELECT {_COLUMNS} FROM mass_issue WHERE id = $1"  # noqa: S608 - the only thing put in is the constant above

AMONG = f"SELECT {_COLUMNS} FROM mass_issue WHERE id = ANY($1::bigint[])"  # noqa: S608 - likewise

IDS_AFTER = "SELECT id FROM mass_issue WHERE id > $1 ORDER BY id LIMIT $2"

HOLD_ALL = "SELECT id FROM mass_issue WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE"

LARGEST = f"""
SELECT {_COLUMNS} FROM mass_issue
WHERE suspicion = $1 AND people >= $2 AND (people, id) < ($3, $4)
ORDER BY people DESC, id DESC
LIMIT $5
"""  # noqa: S608 - likewise

MEMBERS = f"""
SELECT petition_id, suspicion, probability, people, joined_at FROM mass_issue_member
WHERE issue_id = $1 AND suspicion <> 'lapsed' AND petition_id > $2 AND {seen("mass_issue_member.petition_id", "$4")}
ORDER BY petition_id
LIMIT $3
"""  # noqa: S608 - likewise

DECIDE = """
UPDATE mass_issue SET suspicion = $2, decided_at = $3, decided_by = $4, because = NULL, because_sealed = $5,
    version = version + 1
WHERE id = $1
"""

RESOLVE = """
UPDATE mass_issue SET resolved_at = $2, resolved_by = $3, resolved_because = NULL, resolved_because_sealed = $4,
    version = version + 1
WHERE id = $1
"""

DECIDE_MEMBER = """
UPDATE mass_issue_member SET suspicion = $3 WHERE issue_id = $1 AND petition_id = $2 AND suspicion <> 'lapsed'
"""

BEHIND = 2**31 - 1, 2**63 - 1  # before the first page of the largest


@dataclass(frozen=True, slots=True)
class MassIssue:
    """One issue as it stands. `people` are 人次 without those who wrote before; `version` is what a decision names."""

    id: int
    suspicion: Suspicion
    opened_at: datetime
    last_joined_at: datetime
    petitions: int
    people: int
    version: int
    decided_at: datetime | None
    decided_by: str | None
    because: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    resolved_because: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """One petition of an issue. `people` is what it adds to the count: none where its petitioner is counted already."""

    petition_id: int
    suspicion: Suspicion
    probability: float
    people: int
    joined_at: datetime


async def turn(tx: Tx) -> None:
    """Wait until nobody else is changing an issue; others wait until this transaction has ended."""
    await tx.value(TURN)


async def memberships(tx: ReadTx, petition_ids: Sequence[int]) -> list[Membership]:
    """The places of these petitions, those that a clerk has decided against included."""
    rows = await tx.rows(MEMBERSHIPS, petition_ids)
    return [
        Membership(row["petition_id"], row["issue_id"], Suspicion(row["suspicion"]), Suspicion(row["issue"]))
        for row in rows
    ]


async def open_(tx: Tx, at: datetime) -> int:
    """A new issue, still without petitions; its id."""
    opened: int = await tx.value(OPEN, at)
    return opened


async def join(tx: Tx, issue_id: int, member: Member) -> None:
    """Put a petition into an issue; where it is in it, or was taken out by a clerk, nothing changes."""
    await tx.row(JOIN, issue_id, member.petition_id, member.probability, member.people, member.joined_at)


async def leave_others(tx: Tx, petition_id: int, issue_id: int | None) -> None:
    """Take a petition out of every issue but this one that it is only suspected to be in."""
    await tx.row(LEAVE, petition_id, issue_id or 0)


async def move(tx: Tx, united: Sequence[int], *, into: int) -> None:
    """Make the petitions of these issues those of another."""
    if united:
        await tx.row(MOVE, into, united)


async def count(tx: Tx, issue_ids: Sequence[int]) -> None:
    """Count the petitions and people of these issues anew."""
    await tx.row(COUNT, issue_ids)


async def find(tx: ReadTx, issue_id: int) -> MassIssue | None:
    """The issue of this id."""
    row = await tx.row(FIND, issue_id)
    return None if row is None else _issue(row, tx)


async def among(tx: ReadTx, ids: Sequence[int]) -> list[MassIssue]:
    """Those of these ids."""
    return [_issue(row, tx) for row in await tx.rows(AMONG, list(ids))]


async def ids_after(tx: ReadTx, last: int, limit: int) -> list[int]:
    """The next issues beyond this one, in the order of their ids."""
    return [row["id"] for row in await tx.rows(IDS_AFTER, last, limit)]


async def hold_all(tx: Tx, ids: Sequence[int]) -> None:
    """Hold these issues until the transaction ends."""
    await tx.rows(HOLD_ALL, list(ids))


async def largest(
    tx: ReadTx, suspicion: Suspicion, people_from: int, before: tuple[int, int], limit: int
) -> list[MassIssue]:
    """Issues of at least so many people, the largest first, beyond the given (people, id)."""
    return [_issue(row, tx) for row in await tx.rows(LARGEST, suspicion, people_from, *before, limit)]


async def members(tx: ReadTx, issue_id: int, after: int, limit: int, sight: Sight) -> list[Member]:
    """The petitions of an issue that are for these eyes, in the order of registration, beyond the given id.

    Those taken out are marked so.
    """
    rows = await tx.rows(MEMBERS, issue_id, after, limit, sight.kept)
    return [Member(**{**row, "suspicion": Suspicion(row["suspicion"])}) for row in rows]


def decide(issue_id: int, suspicion: Suspicion, *, actor: str, because: str, at: datetime) -> Write:
    """Note a clerk's decision on an issue."""
    return Write(DECIDE, (issue_id, suspicion, at, actor, Secret(owner(issue_id, "because"), because)))


def resolve(issue_id: int, *, actor: str, because: str, at: datetime) -> Write:
    """Note that an issue has been resolved."""
    return Write(RESOLVE, (issue_id, at, actor, Secret(owner(issue_id, "resolved_because"), because)))


def decide_member(issue_id: int, petition_id: int, suspicion: Suspicion) -> Write:
    """Note a clerk's decision on a petition's place in an issue."""
    return Write(DECIDE_MEMBER, (issue_id, petition_id, suspicion))


def owner(issue_id: int, what: str) -> str:
    """Whose words these are: the `because` or `resolved_because` of this issue."""
    return f"mass issue {issue_id} {what}"


def _issue(row: Record, tx: ReadTx) -> MassIssue:
    facts = dict(row)
    for what in ("because", "resolved_because"):
        facts[what] = tx.opened(owner(row["id"], what), facts.pop(f"{what}_sealed")) or facts[what]
    return MassIssue(**{**facts, "suspicion": Suspicion(row["suspicion"])})
