"""The clocks of a petition as facts, only ever appended (`deadline`), and which of them run now (`duty`)."""

from collections.abc import Sequence
from datetime import date, datetime

from asyncpg import Record

from service.rulebook.duties import Change, Duty
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep
from service.storage.statement import Write
from service.storage.transaction import ReadTx

# The petition's row is locked by whoever writes here later, so the next sequence number of a clock is certain.
RECORD = """
INSERT INTO deadline (petition_id, clock, sequence, referral, owner, step, on_day, starts_on, due_on, legal_limit_on,
                      provisional, article, at)
SELECT $1, line.clock,
       coalesce((SELECT max(sequence) FROM deadline WHERE petition_id = $1 AND clock = line.clock), 0)
           + row_number() OVER (PARTITION BY line.clock ORDER BY line.nth),
       line.referral, line.owner, line.step, line.on_day, line.starts_on, line.due_on, line.legal_limit_on,
       line.provisional, line.article, $2
FROM unnest($3::text[], $4::int[], $5::text[], $6::text[], $7::date[], $8::date[], $9::date[], $10::date[],
            $11::bool[], $12::text[])
    WITH ORDINALITY AS line (clock, referral, owner, step, on_day, starts_on, due_on, legal_limit_on, provisional,
                             article, nth)
"""

START = """
INSERT INTO duty (petition_id, referral, clock, owner, starts_on, due_on, legal_limit_on, due_at, provisional, article,
                  is_window, state)
SELECT $1, line.*, 'running'
FROM unnest($2::int[], $3::text[], $4::text[], $5::date[], $6::date[], $7::date[], $8::timestamptz[], $9::bool[],
            $10::text[], $11::bool[]) AS line
"""

# Named by the day it is due, since an extended hearing ends and starts the same clock in one statement.
END = """
UPDATE duty SET state = line.state, ended_on = line.on_day, missed_on = coalesce(duty.missed_on, line.missed_on)
FROM unnest($2::int[], $3::text[], $4::date[], $5::text[], $6::date[], $7::date[])
    AS line (referral, clock, due_on, state, on_day, missed_on)
WHERE duty.petition_id = $1 AND duty.referral = line.referral AND duty.clock = line.clock
  AND duty.due_on = line.due_on AND duty.state = 'running'
"""

RUNNING = """
SELECT clock, referral, owner, starts_on, due_on, legal_limit_on, provisional, article, is_window, missed_on, due_at
FROM duty WHERE petition_id = $1 AND state = 'running'
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


def change(petition_id: int, changes: Sequence[Change], at: datetime) -> tuple[Write, ...]:
    """Record what changed of the clocks of a petition whose row this transaction has locked, or which is new."""
    if not changes:
        return ()
    started = [one.duty for one in changes if one.step is DeadlineStep.SET]
    ended = [one for one in changes if one.step in _ENDS]
    missed = {_key(one.duty): one.on for one in changes if one.step is DeadlineStep.MISSED}
    writes = [_record(petition_id, changes, at)]
    if started:
        writes.append(_start(petition_id, started))
    if ended or missed:
        writes.append(_end(petition_id, ended, missed))
    return tuple(writes)


async def running(tx: ReadTx, petition_id: int) -> list[Duty]:
    """The clocks that run now, the nearest first."""
    return [_duty(row) for row in await tx.rows(RUNNING, petition_id)]


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


def _record(petition_id: int, changes: Sequence[Change], at: datetime) -> Write:
    duties = [one.duty for one in changes]
    return Write(
        RECORD,
        (
            petition_id,
            at,
            [duty.clock for duty in duties],
            [duty.referral for duty in duties],
            [duty.owner for duty in duties],
            [one.step for one in changes],
            [one.on for one in changes],
            [duty.starts_on for duty in duties],
            [duty.due_on for duty in duties],
            [duty.legal_limit_on for duty in duties],
            [duty.provisional for duty in duties],
            [duty.article for duty in duties],
        ),
    )


def _start(petition_id: int, started: Sequence[Duty]) -> Write:
    return Write(
        START,
        (
            petition_id,
            [duty.referral for duty in started],
            [duty.clock for duty in started],
            [duty.owner for duty in started],
            [duty.starts_on for duty in started],
            [duty.due_on for duty in started],
            [duty.legal_limit_on for duty in started],
            [duty.due_at for duty in started],
            [duty.provisional for duty in started],
            [duty.article for duty in started],
            [duty.window for duty in started],
        ),
    )


def _end(petition_id: int, ended: Sequence[Change], missed: dict[tuple[Clock, int, date], date]) -> Write:
    """What is missed and not ended with it runs on, and is known to be missed."""
    keys = {_key(one.duty) for one in ended}
    lines: list[tuple[Duty, str, date | None, date | None]] = [
        (one.duty, one.step.value, one.on, missed.get(_key(one.duty), one.duty.missed_on)) for one in ended
    ]
    lines += [
        (Duty(clock, referral, "", day, due_on, due_on, False, ""), "running", None, day)
        for (clock, referral, due_on), day in missed.items()
        if (clock, referral, due_on) not in keys
    ]
    return Write(
        END,
        (
            petition_id,
            [duty.referral for duty, *_ in lines],
            [duty.clock for duty, *_ in lines],
            [duty.due_on for duty, *_ in lines],
            [state for _, state, _, _ in lines],
            [on for _, _, on, _ in lines],
            [day for *_, day in lines],
        ),
    )


def _key(duty: Duty) -> tuple[Clock, int, date]:
    return duty.clock, duty.referral, duty.due_on


def _duty(row: Record) -> Duty:
    facts = dict(row)
    return Duty(clock=Clock(facts.pop("clock")), window=facts.pop("is_window"), **facts)


def _recorded(row: Record) -> Duty:
    names = ("referral", "owner", "starts_on", "due_on", "legal_limit_on", "provisional", "article")
    return Duty(Clock(row["clock"]), **{name: row[name] for name in names})
