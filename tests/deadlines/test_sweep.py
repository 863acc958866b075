"""What a sweep leaves behind, who is told, and who is not."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from service.bureau.load import Bureau
from service.bureau.organs import Organs
from service.bureau.tables import Validity
from service.deadlines import sweep as sweeping
from service.deadlines.sweep import Counts, sweep
from service.desk.kit import Desk, local_date
from service.register import deadlines, sweeps
from service.rulebook.duties import BUREAU, PETITIONER, Change, Reckoning, met
from service.rulebook.terms import Clock
from service.worker import Worker
from tests.conftest import SteppedClock, reader
from tests.deadlines.register import DAY, ROWS, change, enter, noon, rows

MONDAY = date(2026, 3, 2)
LATER = date(2026, 3, 31)


def start(bureau: Bureau, clock: Clock, owner: str, referral: int = 0, on: date = MONDAY) -> Change:
    return Reckoning(bureau.terms, bureau.calendar).start(clock, on, owner, referral)


async def owing(desk: Desk, clock: Clock, owner: str, number: int = 1, **facts: Any) -> Change:
    """A petition at HB-RSJ with one duty that began on Monday."""
    await enter(desk, number, MONDAY, ("HB-RSJ",), **facts)
    begun = start(desk.bureau, clock, owner, 0 if owner == BUREAU else 1)
    await change(desk, number, [begun], noon(MONDAY))
    return begun


async def swept(desk: Desk, on: date = LATER) -> Counts:
    return await sweep(on, at=noon(on), desk=desk)


async def test_an_organ_that_is_late_is_urged_and_told(desk: Desk, connection: asyncpg.Connection) -> None:
    begun = await owing(desk, Clock.C3, "HB-RSJ")
    due = begun.duty.legal_limit_on

    await swept(desk)

    entries = await connection.fetch("SELECT kind, on_day, owner FROM alert ORDER BY on_day")
    assert [tuple(row) for row in entries] == [("near_due", due - 3 * DAY, "HB-RSJ"), ("overdue", due + DAY, "HB-RSJ")]
    told = await connection.fetch("SELECT kind, organ, referral, data FROM message ORDER BY kind")
    assert [(row["kind"], row["organ"], row["referral"]) for row in told] == [
        ("referral.due_soon", "HB-RSJ", 1),
        ("referral.overdue", "HB-RSJ", 1),
    ]
    event = await connection.fetchrow("SELECT kind, actor, detail FROM event")
    assert (event["kind"], event["actor"], event["detail"]["on"]) == ("urged", "worker", (due + DAY).isoformat())
    assert await connection.fetchval("SELECT missed_on FROM duty") == due + DAY
    assert await connection.fetchval("SELECT count(*) FROM job WHERE kind = 'notify'") == 1, (
        "the letter is owed at once"
    )


async def test_the_bureau_is_on_the_list_and_nobody_is_told(desk: Desk, connection: asyncpg.Connection) -> None:
    await owing(desk, Clock.C1, BUREAU)

    await swept(desk)

    assert await connection.fetchval("SELECT count(*) FROM alert") == 2
    assert await connection.fetchval("SELECT count(*) FROM message") == 0
    assert await connection.fetchval("SELECT count(*) FROM event") == 0
    assert await connection.fetchval("SELECT count(*) FROM job WHERE kind = 'notify'") == 0


async def test_an_accused_organ_hears_nothing_whatever_it_has_in_hand(
    desk: Desk, connection: asyncpg.Connection
) -> None:
    await enter(desk, 1, MONDAY, ("HB-RSJ",), accused=("HB-RSJ",))
    await change(desk, 1, [start(desk.bureau, Clock.C3, "HB-RSJ", 1)], noon(MONDAY))

    await swept(desk)

    assert await connection.fetchval("SELECT count(*) FROM alert") == 2
    assert await connection.fetchval("SELECT count(*) FROM message") == 0


async def test_a_window_that_lapses_ends_the_procedure_once(desk: Desk, connection: asyncpg.Connection) -> None:
    begun = await owing(desk, Clock.C7, PETITIONER)
    over = begun.duty.legal_limit_on + DAY

    for on in (over - DAY, over, over + DAY):
        await swept(desk, on)

    events = await connection.fetch("SELECT kind, detail FROM event")
    assert [(row["kind"], row["detail"]["referral"], row["detail"]["on"]) for row in events] == [
        ("terminated", 1, over.isoformat())
    ]
    assert await connection.fetchval("SELECT state FROM duty") == "lapsed"


def reformed(desk: Desk, **successors: str) -> Desk:
    """The bureau after organs have ended on 10 March, the later ones each ten days later."""
    organs = dict(desk.bureau.organs.by_code)
    for nth, (code, successor) in enumerate(successors.items(), 1):
        code = code.replace("_", "-")
        ending = Validity(None, date(2026, 3, 10 * nth))
        organs[code] = replace(organs[code], validity=ending, successor=successor)
    return replace(desk, bureau=replace(desk.bureau, organs=Organs(organs)))


async def test_what_is_open_at_an_organ_that_is_no_more_is_its_successors(
    desk: Desk, connection: asyncpg.Connection
) -> None:
    desk = reformed(desk, HB_RSJ="HB-MZJ")
    await owing(desk, Clock.C5, "HB-RSJ")

    done = await swept(desk)

    assert done.passed == 1
    assert tuple(await connection.fetchrow("SELECT organ, version FROM referral")) == ("HB-MZJ", 2)
    assert await connection.fetchval("SELECT owner FROM duty") == "HB-MZJ"
    detail = await connection.fetchval("SELECT detail FROM event WHERE kind = 'succeeded'")
    assert detail == {"referral": 1, "organ": "HB-MZJ", "before": "HB-RSJ", "on": "2026-03-11"}
    assert await connection.fetchval("SELECT organ FROM message WHERE kind = 'referral.sent'") == "HB-MZJ"
    before = await rows(connection)
    assert (await swept(desk)).passed == 0
    assert await rows(connection) == before


async def test_a_closed_matter_stays_with_its_organ_unless_it_still_owes_something(
    desk: Desk, connection: asyncpg.Connection
) -> None:
    desk = reformed(desk, HB_RSJ="HB-MZJ")
    await owing(desk, Clock.TARGET, "HB-RSJ", 1)
    await owing(desk, Clock.C1, BUREAU, 2)
    await connection.execute("UPDATE referral SET stage = 'closed'")

    await swept(desk)

    found = await connection.fetch("SELECT organ FROM referral ORDER BY petition_id")
    assert [row["organ"] for row in found] == ["HB-MZJ", "HB-RSJ"]


@pytest.mark.parametrize("nights", [range(1, 41), (12, 40), (40,)])
async def test_two_reforms_in_a_row_leave_the_same_rows_however_often_it_was_swept(
    desk: Desk, connection: asyncpg.Connection, nights: Any
) -> None:
    desk = reformed(desk, HB_RSJ="HB-MZJ", HB_MZJ="HB-ZJJ")
    await owing(desk, Clock.C3, "HB-RSJ", 1)
    await owing(desk, Clock.C8, "HB-RSJ", 2)
    await connection.execute(
        "INSERT INTO review (petition_id, referral, level, organ, stage, version, requested_on, hearing_days)"
        " VALUES (2, 1, 'review', 'HB-RSJ', 'requested', 1, '2026-03-02', 0)"
    )

    for night in nights:
        await swept(desk, MONDAY + night * DAY)

    found = await rows(connection)
    assert [line for line in found["reviews"] if "'HB-ZJJ', 'version': 3" in line]
    assert len(found["events"]) == 8  # two urges, and each matter and the review passed on twice
    assert [line for line in found["messages"] if "overdue" in line and "'organ': 'HB-MZJ'" in line]
    assert [line for line in found["clocks"] if "'missed'" in line and "'owner': 'HB-MZJ'" in line]


async def test_what_a_release_before_wrote_without_a_duty_is_given_one(
    desk: Desk, connection: asyncpg.Connection
) -> None:
    for number in (1, 2):
        await enter(desk, number, MONDAY)
        await _of_old(connection, number, "set", 1)
    await _of_old(connection, 2, "lifted", 2)
    await change(desk, (await enter(desk, 3, MONDAY)).id, [start(desk.bureau, Clock.C1, BUREAU)], noon(MONDAY))
    await _of_old(connection, 3, "lifted", 2)

    done = await swept(desk, MONDAY + DAY)

    assert done.adopted == 2
    found = await connection.fetch("SELECT petition_id, state FROM duty ORDER BY petition_id")
    assert [tuple(row) for row in found] == [(1, "running"), (2, "lifted"), (3, "lifted")]
    assert (await swept(desk, MONDAY + DAY)).adopted == 0
    await swept(desk)
    assert await connection.fetchval("SELECT count(*) FROM alert WHERE petition_id = 1") == 2


async def _of_old(connection: asyncpg.Connection, number: int, step: str, sequence: int) -> None:
    await connection.execute(
        "INSERT INTO deadline (petition_id, clock, sequence, step, starts_on, due_on, legal_limit_on, provisional,"
        " article, at) VALUES ($1, 'c1', $3, $2, '2026-03-02', '2026-03-17', '2026-03-17', false, '22(1)',"
        " '2026-03-02T04:00Z')",
        number,
        step,
        sequence,
    )


async def test_a_late_night_owes_what_each_night_would_have_found(desk: Desk, connection: asyncpg.Connection) -> None:
    begun = await owing(desk, Clock.C3, "HB-RSJ")
    last = begun.duty.legal_limit_on
    await swept(desk, MONDAY + DAY)
    await change(desk, 1, list(met([begun.duty], last + DAY, Clock.C3, referral=1)), noon(last + DAY))

    await swept(desk, last + 4 * DAY)

    assert await connection.fetchval("SELECT array_agg(kind ORDER BY kind) FROM alert") == ["near_due", "overdue"]


@pytest.mark.parametrize("reform", [True, False])
async def test_pages_lose_nobody(
    desk: Desk, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch, reform: bool
) -> None:
    monkeypatch.setattr(sweeping, "PAGE", 2)
    if reform:
        desk = reformed(desk, HB_RSJ="HB-MZJ")
    for number in range(1, 8):
        await owing(desk, Clock.C3, "HB-RSJ", number)
    for number in range(8, 13):  # nothing but the organ's end brings these to the sweep
        await owing(desk, Clock.C5, "HB-RSJ", number)
    for number in range(13, 18):  # nor anything but that it ended late
        begun = await owing(desk, Clock.C3, "HB-RSJ", number)
        await change(desk, number, list(met([begun.duty], LATER, Clock.C3, referral=1)), noon(LATER))

    await swept(desk)

    assert await connection.fetchval("SELECT count(*) FROM referral WHERE organ = 'HB-MZJ'") == 17 * reform
    assert await connection.fetchval("SELECT count(*) FROM alert") == 24


async def test_sweeps_at_once_and_a_step_between_leave_each_fact_once(own_desk: Desk, own_database: Any) -> None:
    for number in range(1, 61):
        await owing(own_desk, Clock.C3, "HB-RSJ", number)
    due = start(own_desk.bureau, Clock.C3, "HB-RSJ", 1)

    async def steps() -> None:
        for number in range(1, 61):
            async with own_desk.begin() as tx:
                petition = await sweeps.hold(tx, [number])
                running = await deadlines.running(tx, petition[0].id)
                tx.write(*deadlines.change(number, list(met(running, LATER, Clock.C3, referral=1)), noon(LATER)))

    await asyncio.gather(swept(own_desk), swept(own_desk), swept(own_desk), steps())

    async with own_database.read() as tx:
        logged = await tx.rows("SELECT step, count(*) AS n FROM deadline GROUP BY step")
        assert {row["step"]: row["n"] for row in logged} == {"set": 60, "missed": 60, "met": 60}
        assert await tx.value("SELECT count(*) FROM event WHERE kind = 'urged'") == 60
        assert await tx.value("SELECT count(*) FROM message WHERE kind = 'referral.overdue'") == 60
        assert await tx.value("SELECT count(*) FROM alert WHERE kind = 'overdue'") == 60
    assert due.duty.legal_limit_on < LATER


def worker(desk: Desk) -> Worker:
    return Worker(desk, reader(), lease=timedelta(hours=1), max_attempts=3, poll=timedelta(hours=1))


async def test_any_number_of_workers_sweep_a_day_once(
    desk: Desk, connection: asyncpg.Connection, clock: SteppedClock
) -> None:
    one, other = worker(desk), worker(desk)
    for each in (one, other, one):
        await each.owe_sweep()
    jobs = await connection.fetch("SELECT dedupe_key, rank FROM job")
    assert [tuple(row) for row in jobs] == [("sweep:2026-03-06", 1)]

    assert await one.run_one()
    assert await connection.fetchval("SELECT on_day FROM sweep") == local_date(clock.at)
    await worker(desk).owe_sweep()
    assert await connection.fetchval("SELECT array_agg(kind) FROM job") == ["recount"], "swept, and its job is gone"

    clock.move(timedelta(days=1))
    await other.owe_sweep()
    assert await connection.fetchval("SELECT dedupe_key FROM job WHERE kind = 'sweep'") == "sweep:2026-03-07"


async def test_the_day_begins_a_little_after_midnight(
    desk: Desk, connection: asyncpg.Connection, clock: SteppedClock
) -> None:
    clock.at = noon(date(2026, 3, 6)) - timedelta(hours=11, minutes=57)

    await worker(desk).owe_sweep()

    assert await connection.fetchval("SELECT dedupe_key FROM job") == "sweep:2026-03-05"


def test_every_kind_of_row_is_compared() -> None:
    assert {"clocks", "duties", "entries", "events", "messages", "referrals", "reviews"} == set(ROWS)
