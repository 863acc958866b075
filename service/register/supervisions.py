"""Acts of supervision, as they stand: opened once, moved along their lifecycle, every step on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from asyncpg import Record

from service.register import spoken
from service.rulebook.supervising import SupervisionKind, SupervisionStage, SupervisionStep
from service.storage.sight import Sight, seen
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

_COLUMNS = """
    kind, stage, version, petition_id, referral, organ, opened_on, due_on, legal_limit_on, closed_on, officer, facts
"""

OPEN = f"""
INSERT INTO supervision ({_COLUMNS}, sealed, client_id, key, content_sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14, $15, $16)
ON CONFLICT (client_id, key) DO NOTHING RETURNING id
"""  # noqa: S608 - the only thing put in is the constant above

MOVE = """
UPDATE supervision SET stage = $2, version = $3, due_on = $4, legal_limit_on = $5, closed_on = $6, facts = $7::jsonb,
    sealed = $8
WHERE id = $1
"""

RECORD = """
INSERT INTO supervision_event (supervision_id, sequence, step, at, actor, detail, sealed)
SELECT $1, (SELECT coalesce(max(sequence), 0) + 1 FROM supervision_event WHERE supervision_id = $1),
       $2, $3, $4, $5::jsonb, $6
"""

_READ = f"""
SELECT supervision.id, {_COLUMNS}, sealed,
       (SELECT number FROM petition WHERE petition.id = supervision.petition_id) AS number
FROM supervision
"""  # noqa: S608 - likewise

FIND = _READ + " WHERE id = $1"

HOLD = FIND + " FOR UPDATE OF supervision"

AMONG = _READ + " WHERE id = ANY($1::bigint[]) ORDER BY id"

IDS_AFTER = "SELECT id FROM supervision WHERE id > $1 ORDER BY id LIMIT $2"

HOLD_ALL = "SELECT id FROM supervision WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE"

OPENED_BEFORE = "SELECT id, content_sha256 FROM supervision WHERE client_id = $1 AND key = $2"

LISTED = (
    _READ
    + f"""
WHERE kind = $1 AND opened_on BETWEEN $2 AND $3 AND (opened_on, id) > ($4::date, $5)
  AND ($6::text IS NULL OR organ = $6) AND ($7::text IS NULL OR stage = $7)
  AND {seen("supervision.petition_id", "$9")}
ORDER BY opened_on, id LIMIT $8
"""
)

OF_ORGAN = (
    _READ
    + f"""
WHERE organ = $1 AND kind = $2 AND id > $3 AND {seen("supervision.petition_id", "$5")} ORDER BY id LIMIT $4
"""
)

OPEN_TO = f"""
SELECT EXISTS (SELECT FROM supervision
               WHERE id = $1 AND ($2::text IS NULL OR (organ = $2 AND kind = 'suggestion'))
                 AND {seen("supervision.petition_id", "$3")})
"""  # noqa: S608 - likewise

STEPS = "SELECT step, at, actor, detail, sealed FROM supervision_event WHERE supervision_id = $1 ORDER BY sequence"


@dataclass(frozen=True, slots=True)
class Supervision:
    """One act of supervision. `facts` are what its kind needs to say; `number` is its petition's."""

    id: int
    kind: SupervisionKind
    stage: SupervisionStage
    version: int
    petition_id: int | None
    referral: int | None
    organ: str | None
    opened_on: date
    due_on: date | None
    legal_limit_on: date | None
    closed_on: date | None
    officer: str
    facts: Mapping[str, Any]
    number: str | None = None

    def moved(self, stage: SupervisionStage, facts: Mapping[str, Any], **more: Any) -> "Supervision":
        """After a step, at its next version."""
        return replace(self, stage=stage, version=self.version + 1, facts={**self.facts, **facts}, **more)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who opens it under which key with what content: asked again, it is the same one."""

    client_id: int
    key: str
    content_sha256: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken."""

    step: SupervisionStep
    at: datetime
    actor: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which acts: of a kind, opened in these days, beyond a place, of an organ, at a stage."""

    kind: SupervisionKind
    first: date
    last: date
    after: tuple[date, int]
    organ: str | None
    stage: SupervisionStage | None
    limit: int


_STORED = ("kind", "stage", "version", "petition_id", "referral", "organ")
_DATED = ("opened_on", "due_on", "legal_limit_on", "closed_on", "officer")


async def open_(tx: Tx, one: Supervision, asking: Asking) -> int | None:
    """Enter a new one; its id, or None where one was opened under this key meanwhile."""
    stored = [getattr(one, name) for name in (*_STORED, *_DATED)]
    facts = spoken.parted(owner(one.kind, one.opened_on), one.facts, always=True)
    entered: int | None = await tx.value(OPEN, *stored, *facts, asking.client_id, asking.key, asking.content_sha256)
    return entered


def move(one: Supervision) -> Write:
    """Record where a held one stands now."""
    facts = spoken.parted(owner(one.kind, one.opened_on), one.facts, always=True)
    return Write(MOVE, (one.id, one.stage, one.version, one.due_on, one.legal_limit_on, one.closed_on, *facts))


def record(supervision_id: int, done: Done) -> Write:
    """Append what was done with a held or new one."""
    detail = spoken.parted(_owner_of_step(supervision_id, done.step), done.detail)
    return Write(RECORD, (supervision_id, done.step, done.at, done.actor, *detail))


async def opened_before(tx: ReadTx, client_id: int, key: str) -> tuple[int, bytes] | None:
    """The one that was opened under a key, and what its content was."""
    row = await tx.row(OPENED_BEFORE, client_id, key)
    return (row["id"], row["content_sha256"]) if row else None


async def find(tx: ReadTx, supervision_id: int) -> Supervision | None:
    """The one of this id."""
    row = await tx.row(FIND, supervision_id)
    return _of(row, tx) if row else None


async def among(tx: ReadTx, ids: Sequence[int]) -> list[Supervision]:
    """Those of these ids."""
    return [_of(row, tx) for row in await tx.rows(AMONG, list(ids))]


async def ids_after(tx: ReadTx, last: int, limit: int) -> list[int]:
    """The next acts beyond this one, in the order of their ids."""
    return [row["id"] for row in await tx.rows(IDS_AFTER, last, limit)]


async def hold_all(tx: Tx, ids: Sequence[int]) -> None:
    """Hold these acts until the transaction ends."""
    await tx.rows(HOLD_ALL, list(ids))


async def hold(tx: Tx, supervision_id: int) -> Supervision | None:
    """The one of this id, held until the transaction ends."""
    row = await tx.row(HOLD, supervision_id)
    return _of(row, tx) if row else None


async def listed(tx: ReadTx, asked: Asked, sight: Sight) -> list[Supervision]:
    """Those asked for whose petition, if they have one, is for these eyes; the oldest first."""
    period = (asked.first, asked.last, *asked.after)
    rows = await tx.rows(LISTED, asked.kind, *period, asked.organ, asked.stage, asked.limit, sight.kept)
    return [_of(row, tx) for row in rows]


async def of_organ(
    tx: ReadTx, organ: str, kind: SupervisionKind, after: int, limit: int, sight: Sight
) -> list[Supervision]:
    """Those of a kind that are an organ's to answer and for its eyes, the oldest first."""
    return [_of(row, tx) for row in await tx.rows(OF_ORGAN, organ, kind, after, limit, sight.kept)]


async def is_open_to(tx: ReadTx, supervision_id: int, organ: str | None, sight: Sight) -> bool:
    """Whether there is one of this id for these eyes; an organ's, only a suggestion to it."""
    return bool(await tx.value(OPEN_TO, supervision_id, organ, sight.kept))


async def steps(tx: ReadTx, supervision_id: int) -> list[Done]:
    """What was done with it, the oldest first."""
    return [
        Done(
            SupervisionStep(row["step"]),
            row["at"],
            row["actor"],
            {**row["detail"], **(tx.opened(_owner_of_step(supervision_id, row["step"]), row["sealed"]) or {})},
        )
        for row in await tx.rows(STEPS, supervision_id)
    ]


def owner(kind: str, opened_on: date) -> str:
    """Whose words these are; its id is not known yet when it is opened."""
    return f"supervision {kind} {opened_on}"


def _owner_of_step(supervision_id: int, step: str) -> str:
    return f"supervision {supervision_id} {step}"


def _of(row: Record, tx: ReadTx) -> Supervision:
    facts = dict(row)
    words = tx.opened(owner(row["kind"], row["opened_on"]), facts.pop("sealed"))
    facts["facts"] = {**row["facts"], **(words or {})}
    kind, stage = SupervisionKind(facts.pop("kind")), SupervisionStage(facts.pop("stage"))
    return Supervision(kind=kind, stage=stage, **facts)
