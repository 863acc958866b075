"""Entries of the work list of near-due and overdue duties: one of each kind for a duty, made by the sweep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from service.rulebook.duties import Duty
from service.rulebook.sweeping import Alert
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import AlertKind
from service.storage.sight import Sight, seen
from service.storage.statement import Write
from service.storage.transaction import ReadTx

RAISE = """
INSERT INTO alert (duty_id, petition_id, kind, on_day, owner)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::date[], $5::text[])
ON CONFLICT (duty_id, kind) DO NOTHING
"""

LISTED = f"""
SELECT alert.id, alert.kind, alert.on_day, alert.owner AS owed_by, duty.petition_id, clock, referral, duty.owner,
       starts_on, due_on, legal_limit_on, provisional, article, is_window, missed_on, due_at, state, ended_on
FROM alert JOIN duty ON duty.id = duty_id
WHERE (on_day, alert.id) < ($1::date, $2) AND on_day >= $3
  AND ($4::text IS NULL OR alert.kind = $4) AND ($5::text IS NULL OR alert.owner = $5)
  AND (cardinality($6::text[]) = 0 OR clock = ANY($6)) AND ($7 OR state = 'running')
  AND {seen("duty.petition_id", "$9")}
ORDER BY on_day DESC, alert.id DESC LIMIT $8
"""  # noqa: S608 - the only thing put in is a constant condition


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with the duty as it stands now, and who owed it on its day."""

    id: int
    kind: AlertKind
    on_day: date
    owed_by: str
    petition_id: int
    duty: Duty
    state: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: before a place (day, id), since a day, of a kind, an owner, clocks; or with what ended."""

    before: tuple[date, int]
    since: date
    kind: AlertKind | None
    owner: str | None
    clocks: Sequence[Clock]
    ended: bool
    limit: int


def raise_all(found: Sequence[tuple[int, Alert, str]]) -> Write:
    """Enter these: the petition, the entry, and who owed the duty on its day."""
    return Write(
        RAISE,
        (
            [alert.watched.id for _, alert, _ in found],
            [petition_id for petition_id, _, _ in found],
            [alert.kind for _, alert, _ in found],
            [alert.on for _, alert, _ in found],
            [owner for *_, owner in found],
        ),
    )


async def listed(tx: ReadTx, asked: Asked, sight: Sight) -> list[Entry]:
    """The entries that are for these eyes, the newest first."""
    rows = await tx.rows(
        LISTED,
        *asked.before,
        asked.since,
        asked.kind,
        asked.owner,
        list(asked.clocks),
        asked.ended,
        asked.limit,
        sight.kept,
    )
    return [_entry(dict(row)) for row in rows]


def told_kinds(stored: Iterable[str]) -> frozenset[AlertKind]:
    """The kinds of entries that a duty has."""
    return frozenset(AlertKind(one) for one in stored)


_OF_ENTRY = ("id", "on_day", "owed_by", "petition_id", "state", "ended_on")


def _entry(facts: dict[str, object]) -> Entry:
    kind = AlertKind(str(facts.pop("kind")))
    rest = {name: facts.pop(name) for name in _OF_ENTRY}
    clock, window = Clock(str(facts.pop("clock"))), bool(facts.pop("is_window"))
    return Entry(kind=kind, duty=Duty(clock=clock, window=window, **facts), **rest)  # type: ignore[arg-type]  # columns
