"""The history of a petition: what happened, when, by whom. Only ever appended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asyncpg import Record

from service.register import spoken
from service.rulebook.vocabulary import EventKind
from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx

BEGIN = """
INSERT INTO event (petition_id, sequence, kind, at, actor, detail, sealed)
SELECT $1, line.sequence, line.kind, $4, line.actor, line.detail, line.sealed
FROM unnest($2::text[], $3::text[], $5::jsonb[], $6::bytea[]) WITH ORDINALITY
    AS line (kind, actor, detail, sealed, sequence)
"""

# The petitions' rows are locked by whoever appends later, so the next sequence numbers are certain.
APPEND = """
INSERT INTO event (petition_id, sequence, kind, at, actor, detail, sealed)
SELECT line.petition_id,
       (SELECT coalesce(max(sequence), 0) FROM event WHERE petition_id = line.petition_id)
           + row_number() OVER (PARTITION BY line.petition_id ORDER BY line.nth),
       line.kind, line.at, line.actor, line.detail, line.sealed
FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::jsonb[], $6::bytea[])
    WITH ORDINALITY AS line (petition_id, kind, at, actor, detail, sealed, nth)
"""

OF_PETITION = """
SELECT petition_id, kind, at, actor, detail, sealed FROM event WHERE petition_id = $1 ORDER BY sequence
"""

SUPPLEMENTS = """
SELECT petition_id, kind, at, actor, detail, sealed FROM event
WHERE petition_id = ANY($1::bigint[]) AND kind = $2
ORDER BY petition_id, sequence
"""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact. `actor` is `client:<id>`, `machine`, `petitioner` or `worker`; no name of a person."""

    kind: EventKind
    at: datetime
    actor: str
    detail: Mapping[str, Any]


def begin_with(petition_id: int, events: tuple[Event, ...]) -> Write:
    """The first events of a petition that is being registered, all of the same moment."""
    return Write(
        BEGIN,
        (
            petition_id,
            [event.kind for event in events],
            [event.actor for event in events],
            events[0].at,
            *_parted([(petition_id, event) for event in events]),
        ),
    )


def append(petition_id: int, *events: Event) -> Write:
    """Further events of a petition whose row this transaction has locked: all of one statement in one write."""
    return append_all([(petition_id, event) for event in events])


def append_all(entries: Sequence[tuple[int, Event]]) -> Write:
    """The same for several locked petitions, each event with the petition it belongs to."""
    return Write(
        APPEND,
        (
            [petition_id for petition_id, _ in entries],
            [event.kind for _, event in entries],
            [event.at for _, event in entries],
            [event.actor for _, event in entries],
            *_parted(entries),
        ),
    )


async def of(tx: ReadTx, petition_id: int) -> list[Event]:
    """The whole history, oldest first."""
    return [_event(row, tx) for row in await tx.rows(OF_PETITION, petition_id)]


async def supplements(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, list[Event]]:
    """What was added to each of these petitions, the oldest first; only those to which something was."""
    found: dict[int, list[Event]] = {}
    for row in await tx.rows(SUPPLEMENTS, petition_ids, EventKind.SUPPLEMENTED):
        found.setdefault(row["petition_id"], []).append(_event(row, tx))
    return found


def _parted(entries: Sequence[tuple[int, Event]]) -> tuple[list[Mapping[str, Any]], list[Secret | None]]:
    parted = [spoken.parted(_owner(petition_id, event.kind), event.detail) for petition_id, event in entries]
    return [facts for facts, _ in parted], [words for _, words in parted]


def _event(row: Record, tx: ReadTx) -> Event:
    words = tx.opened(_owner(row["petition_id"], row["kind"]), row["sealed"])
    return Event(EventKind(row["kind"]), row["at"], row["actor"], {**row["detail"], **(words or {})})


def _owner(petition_id: int, kind: str) -> str:
    return f"petition {petition_id} {kind}"
