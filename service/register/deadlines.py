"""The clocks of a petition as facts, only ever appended (`deadline`), and which of them run now (`duty`)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from asyncpg import Record

from service.rulebook.duties import Change, Duty
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep
from service.storage.statement import Write
from service.storage.transaction import ReadTx

# The petitions' rows are locked by whoever writes here later, so the next sequence number of a clock is certain.
RECORD = """
INSERT INTO deadline (petition_id, clock, sequence, referral, owner, step, on_day, starts_on, due_on, legal_limit_on,
                      provisional, article, at)
SELECT line.petition_id, line.clock,
       coalesce((SELECT max(sequence) FROM deadline WHERE petition_id = line.petition_id AND clock = line.clock), 0)
           + row_number() OVER (PARTITION BY line.petition_id, line.clock ORDER BY line.nth),
       line.referral, line.owner, line.step, line.on_day, line.starts_on, line.due_on, line.legal_limit_on,
       line.provisional, line.article, $1
FROM unnest($2::bigint[], $3::text[], $4::int[], $5::text[], $6::text[], $7::date[], $8::date[], $9::date[],
            $10::date[], $11::bool[], $12::text[])
    WITH ORDINALITY AS line (petition_id, clock, referral, owner, step, on_day, starts_on, due_on, legal_limit_on,
                             provisional, article, nth)
"""

START = """
INSERT INTO duty (petition_id, referral, clock, owner, starts_on, due_on, legal_limit_on, due_at, provisional, article,
                  is_window, state, known_at)
SELECT line.*, 'running', $1
FROM unnest($2::bigint[], $3::int[], $4::text[], $5::text[], $6::date[], $7::date[], $8::date[], $9::timestamptz[],
            $10::bool[], $11::text[], $12::bool[]) AS line
"""

# Named by the day it is due, since an extended hearing ends and starts the same clock in one statement.
TURN = """
UPDATE duty SET state = line.state, ended_on = line.on_day, missed_on = coalesce(duty.missed_on, line.missed_on),
    owner = coalesce(line.owner, duty.owner), closed_at = CASE WHEN line.state <> 'running' THEN $1::timestamptz END
FROM unnest($2::bigint[], $3::int[], $4::text[], $5::date[], $6::text[], $7::date[], $8::date[], $9::text[])
    AS line (petition_id, referral, clock, due_on, state, on_day, missed_on, owner)
WHERE duty.petition_id = line.petition_id AND duty.referral = line.referral AND duty.clock = line.clock
  AND duty.due_on = line.due_on AND duty.state = 'running'
"""

RUNNING = """
SELECT clock, referral, owner, starts_on, due_on, legal_limit_on, provisional, article, is_window, missed_on, due_at
FROM duty WHERE petition_id = $1 AND state = 'running'
ORDER BY due_on, clock, referral
"""

RUNNING_AMONG = """
SELECT petition_id,
       clock, referral, owner, starts_on, due_on, legal_limit_on, provisional, article, is_window, missed_on, due_at
FROM duty WHERE petition_id = ANY($1::bigint[]) AND state = 'running'
ORDER BY due_on, clock, referral
"""

FIRST = """
SELECT clock, referral, owner, starts_on, due_on, legal_limit_on, provisional, article, is_window, missed_on, due_at
FROM duty WHERE petition_id = $1 ORDER BY id LIMIT 1
"""

OF_PETITION = """
SELECT clock, referral, owner, step, on_day, starts_on, due_on, legal_limit_on, provisional, article, at
FROM deadline WHERE petition_id = $1 ORDER BY at, referral, starts_on, clock, sequence
"""

_ENDS = frozenset((DeadlineStep.MET, DeadlineStep.LAPSED, DeadlineStep.MOVED, DeadlineStep.LIFTED))

Lines = Sequence[tuple[int, Change]]  # each with the petition it belongs to


def change(petition_id: int, changes: Sequence[Change], at: datetime) -> tuple[Write, ...]:
    """Record what changed of the clocks of a petition whose row this transaction has locked, or which is new."""
    return change_all([(petition_id, one) for one in changes], at)


def change_all(lines: Lines, at: datetime) -> tuple[Write, ...]:
    """The same for several petitions, all of them locked."""
    started = [(petition_id, one.duty) for petition_id, one in lines if one.step is DeadlineStep.SET]
    turned = [line for line in lines if line[1].step is not DeadlineStep.SET]
    writes = [_record(lines, at)] if lines else []
    if started:
        writes.append(_start(started, at))
    if turned:
        writes.append(_turn(turned, at))
    return tuple(writes)


async def running(tx: ReadTx, petition_id: int) -> list[Duty]:
    """The clocks that run now, the nearest first."""
    return [_duty(row) for row in await tx.rows(RUNNING, petition_id)]


async def running_among(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, list[Duty]]:
    """The same for many petitions; each that was asked for has a list."""
    found: dict[int, list[Duty]] = {petition_id: [] for petition_id in petition_ids}
    for row in await tx.rows(RUNNING_AMONG, list(petition_ids)):
        facts = dict(row)
        found[facts.pop("petition_id")].append(_duty(facts))
    return found


async def first(tx: ReadTx, petition_id: int) -> Duty:
    """The clock that started with the registration, whatever became of it."""
    row = await tx.row(FIRST, petition_id)
    if row is None:
        raise LookupError(f"petition {petition_id} was registered without a clock")
    return _duty(row)


async def of(tx: ReadTx, petition_id: int) -> list[Change]:
    """Everything that ever happened to the clocks of a petition, the oldest first."""
    return [
        Change(DeadlineStep(row["step"]), _recorded(row), row["on_day"] or row["starts_on"])
        for row in await tx.rows(OF_PETITION, petition_id)
    ]


def _record(lines: Lines, at: datetime) -> Write:
    duties = [one.duty for _, one in lines]
    return Write(
        RECORD,
        (
            at,
            [petition_id for petition_id, _ in lines],
            [duty.clock for duty in duties],
            [duty.referral for duty in duties],
            [duty.owner for duty in duties],
            [one.step for _, one in lines],
            [one.on for _, one in lines],
            [duty.starts_on for duty in duties],
            [duty.due_on for duty in duties],
            [duty.legal_limit_on for duty in duties],
            [duty.provisional for duty in duties],
            [duty.article for duty in duties],
        ),
    )


_STARTED = ("referral", "clock", "owner", "starts_on", "due_on", "legal_limit_on", "due_at", "provisional", "article")


def _start(started: Sequence[tuple[int, Duty]], at: datetime) -> Write:
    columns = [[getattr(duty, name) for _, duty in started] for name in (*_STARTED, "window")]
    return Write(START, (at, [petition_id for petition_id, _ in started], *columns))


def _turn(lines: Lines, at: datetime) -> Write:
    """One row may be missed and end, or pass to another organ, in one statement; what is only missed runs on."""
    turns: dict[tuple[int, int, Clock, date], list[object]] = {}
    for petition_id, one in lines:
        duty = one.duty
        turn = turns.setdefault(
            (petition_id, duty.referral, duty.clock, duty.due_on), ["running", None, duty.missed_on, None]
        )
        if one.step in _ENDS:
            turn[0], turn[1] = one.step.value, one.on
        elif one.step is DeadlineStep.MISSED:
            turn[2] = one.on
        elif one.step is DeadlineStep.SUCCEEDED:
            turn[3] = duty.owner
    columns = zip(*((*key, *turn) for key, turn in turns.items()), strict=True)
    return Write(TURN, (at, *(list(column) for column in columns)))


def _duty(row: Mapping[str, Any]) -> Duty:
    facts = dict(row)
    return Duty(clock=Clock(facts.pop("clock")), window=facts.pop("is_window"), **facts)


def _recorded(row: Record) -> Duty:
    names = ("referral", "owner", "starts_on", "due_on", "legal_limit_on", "provisional", "article")
    return Duty(Clock(row["clock"]), **{name: row[name] for name in names})
