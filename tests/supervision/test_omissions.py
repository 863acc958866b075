"""What ought to have been done and was not: each sign finds what it is meant to find, with the petitions behind it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from service.bureau import detectors
from service.bureau.load import HUBIN
from service.bureau.tables import BrokenReference
from service.desk.kit import Desk
from service.register import history, omissions
from service.register.history import Event
from service.rulebook.detecting import Sign, cites_a_text
from service.rulebook.duties import BUREAU, Reckoning, met
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import EventKind
from tests.conftest import SteppedClock
from tests.deadlines.register import DAY, change, enter, noon
from tests.deadlines.test_sweep import swept
from tests.deadlines.test_who_owes_what import through

MONDAY = date(2026, 3, 2)


def replied(legal_basis: str) -> dict[str, Any]:
    """What an answer notes of its legal basis."""
    return {"referral": 1, "legal_basis": legal_basis, "cites_a_text": cites_a_text(legal_basis)}


@pytest.fixture
async def register(desk: Desk, clock: SteppedClock, connection: asyncpg.Connection) -> Desk:
    """Seven petitions of Monday at HB-RSJ; two clocks of each; what the signs look for stands in one or two of them."""
    by = Reckoning(desk.bureau.terms, desk.bureau.calendar)
    for number in range(1, 8):
        await enter(desk, number, MONDAY, ("HB-RSJ",), received_at=noon(MONDAY - 5 * DAY * (number == 6)))
        begun = [by.start(Clock.C1, MONDAY, BUREAU), by.start(Clock.C3, MONDAY, "HB-RSJ", 1)]
        await change(desk, number, begun, noon(MONDAY))
        if number > 3:  # in time
            kept = [one.duty for one in begun]
            done = [*met(kept, MONDAY + DAY, Clock.C1), *met(kept, MONDAY + DAY, Clock.C3, referral=1)]
            await change(desk, number, done, noon(MONDAY + DAY))
    happened = [
        (number, Event(kind, noon(MONDAY + 2 * DAY), "client:1", detail))
        for number, kind, detail in (
            (4, EventKind.OBJECTION_UPHELD, {"referral": 1}),
            (4, EventKind.OBJECTION_UPHELD, {"referral": 2}),
            (5, EventKind.OBJECTION_UPHELD, {"referral": 1}),
            (4, EventKind.REPLIED, replied("根据有关规定。")),
            (5, EventKind.REPLIED, replied("《社会保险法》第六十三条。")),
            (7, EventKind.EXECUTED, {"referral": 1}),
        )
    ]
    async with desk.begin() as tx:
        tx.write(history.append_all(happened))
    await connection.execute(
        "UPDATE referral SET stage = 'closed', outcome = 'supported', resolved = false, closed_on = '2026-03-03'"
        " WHERE petition_id IN (5, 7)"
    )
    await connection.execute(
        "INSERT INTO evaluation (petition_id, referral, satisfaction, evaluated_on)"
        " VALUES (5, 1, 'dissatisfied', '2026-03-05'), (7, 1, 'satisfied', '2026-03-05')"
    )
    clock.at = noon(date(2026, 4, 10))
    await swept(desk, date(2026, 4, 10))
    return desk


EXPECTED = {
    "should_register": ["HB6"],
    "should_accept": ["HB1", "HB1", "HB2", "HB2", "HB3", "HB3"],
    "should_handle": [],
    "should_answer": [],
    "should_supervise": ["HB1", "HB2", "HB3"],  # C3 only: C1 is the bureau's own
    "returned_twice": ["HB4"],
    "dissatisfied": ["HB5"],
    "repeat_after_closing": [],
    "no_legal_basis": ["HB4"],
    "not_executed": ["HB5"],
    "execution_overdue": [],
}


@pytest.mark.usefixtures("register")
async def test_answers_of_earlier_releases_are_asked_by_their_words(
    api: httpx.AsyncClient, clerk: dict[str, str], connection: asyncpg.Connection
) -> None:
    for sequence, basis in enumerate(("根据有关规定。", "《社会保险法》第六十三条。"), 90):
        await connection.execute(
            "INSERT INTO event (petition_id, sequence, kind, at, actor, detail) VALUES ($1, $2, 'replied', "
            "'2026-03-05', 'client:1', jsonb_build_object('referral', 1, 'legal_basis', $3::text))",
            *(sequence - 89, sequence, basis),
        )

    found = await through(api, "/v1/supervision/omissions?detector=no_legal_basis&limit=2", clerk, "entries")

    assert sorted(one["number"] for one in found) == ["HB1", "HB4"]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("detector", list(EXPECTED))
async def test_each_detector_finds_its_petitions(api: httpx.AsyncClient, clerk: dict[str, str], detector: str) -> None:
    where = f"/v1/supervision/omissions?detector={detector}&limit=2"
    found = await through(api, where, clerk, "entries")

    assert sorted(one["number"] for one in found) == EXPECTED[detector]
    told = (await api.get(where, headers=clerk)).json()["detector"]
    assert (told["found"], told["petitions"]) == (len(found), len(set(EXPECTED[detector])))


@pytest.mark.usefixtures("register")
async def test_all_detectors_are_counted_over_a_period(api: httpx.AsyncClient, clerk: dict[str, str]) -> None:
    told = (await api.get("/v1/supervision/detectors", headers=clerk)).json()
    assert {one["code"]: one["found"] for one in told["detectors"]} == {
        code: len(found) for code, found in EXPECTED.items()
    }
    before = (await api.get("/v1/supervision/detectors?from=2026-01-01&to=2026-03-01", headers=clerk)).json()
    assert {one["found"] for one in before["detectors"]} == {0}


async def test_a_repeat_after_closing_is_found(
    desk: Desk, api: httpx.AsyncClient, clerk: dict[str, str], connection: asyncpg.Connection, clock: SteppedClock
) -> None:
    for number, on in ((1, MONDAY), (2, MONDAY + 9 * DAY), (3, MONDAY + DAY), (4, MONDAY + 9 * DAY)):
        await enter(desk, number, on, ("HB-RSJ",))
    await connection.execute("UPDATE referral SET closed_on = $1 WHERE petition_id = 1", MONDAY + 5 * DAY)
    for later, suspicion in ((2, "confirmed"), (3, "confirmed"), (4, "suspected")):
        await connection.execute(
            "INSERT INTO relation (petition_id, other_id, relation, suspicion, probability, acquaintance, shared,"
            " found_at, version) VALUES ($1, 1, 'repeat', $2, 1, 'certain', '[]', now(), 1)",
            later,
            suspicion,
        )
    clock.move(timedelta(days=30))

    found = await through(api, "/v1/supervision/omissions?detector=repeat_after_closing", clerk, "entries")

    assert [one["number"] for one in found] == ["HB2"]


async def test_what_is_supervised_is_no_longer_proposed(
    register: Desk, api: httpx.AsyncClient, clerk: dict[str, str]
) -> None:
    object.__setattr__(register, "numbers", type("AsWritten", (), {"read": lambda _, text: text})())
    case = {
        "number": "HB1",
        "means": ["online"],
        "because": "逾期。",
        "due_on": "2026-05-01",
        "trigger": "should_accept",
    }
    opened = await api.post(
        "/v1/supervision/cases",
        json=case,
        headers={**clerk, "X-Officer": "A01", "Idempotency-Key": "test-case-1"},
    )
    assert opened.status_code == 201, opened.text

    where = "/v1/supervision/omissions?detector=should_accept&without_case=true&limit=3"
    found = await through(api, where, clerk, "entries")

    assert sorted(one["number"] for one in found) == ["HB2", "HB2", "HB3", "HB3"]
    still = await through(api, "/v1/supervision/omissions?detector=should_supervise", clerk, "entries")
    assert len(still) == 3, "the case was opened too late: it ought to have been"


async def test_what_was_late_and_then_done_needed_no_supervision(
    desk: Desk, api: httpx.AsyncClient, clerk: dict[str, str], clock: SteppedClock
) -> None:
    by = Reckoning(desk.bureau.terms, desk.bureau.calendar)
    for number, after in ((1, 4), (2, 20)):  # days after the limit; ten are given
        await enter(desk, number, MONDAY, ("HB-RSJ",))
        begun = by.start(Clock.C3, MONDAY, "HB-RSJ", 1)
        await change(desk, number, [begun], noon(MONDAY))
        done = begun.duty.legal_limit_on + after * DAY
        await change(desk, number, list(met([begun.duty], done, Clock.C3, referral=1)), noon(done))
    clock.at = noon(date(2026, 5, 10))

    found = await through(api, "/v1/supervision/omissions?detector=should_supervise", clerk, "entries")

    assert [one["number"] for one in found] == ["HB2"]


async def test_a_case_in_time_is_no_omission(
    desk: Desk, api: httpx.AsyncClient, clerk: dict[str, str], connection: asyncpg.Connection, clock: SteppedClock
) -> None:
    by = Reckoning(desk.bureau.terms, desk.bureau.calendar)
    await enter(desk, 1, MONDAY, ("HB-RSJ",))
    await change(desk, 1, [by.start(Clock.C3, MONDAY, "HB-RSJ", 1)], noon(MONDAY))
    await swept(desk, date(2026, 4, 10))
    clock.at = noon(date(2026, 4, 10))
    await connection.execute(
        "INSERT INTO supervision (kind, stage, version, petition_id, opened_on, officer, facts, client_id, key,"
        " content_sha256) VALUES ('case', 'open', 1, 1, '2026-03-20', 'A01', '{}', 1, 'k', '')"
    )

    assert await through(api, "/v1/supervision/omissions?detector=should_supervise", clerk, "entries") == []


async def test_a_detector_that_is_not_there_is_refused_with_a_hint(
    api: httpx.AsyncClient, clerk: dict[str, str]
) -> None:
    answer = await api.get("/v1/supervision/omissions?detector=should_acept", headers=clerk)
    reversed_ = await api.get("/v1/supervision/detectors?from=2026-03-02&to=2026-03-01", headers=clerk)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "unknown_code")
    assert "should_accept" in answer.json()["errors"][0]["detail"]
    assert (reversed_.status_code, reversed_.json()["errors"][0]["code"]) == (409, "period_reversed")


@pytest.mark.parametrize("sign", list(Sign))
@pytest.mark.parametrize("question", [omissions.COUNT, omissions.LIST])
async def test_the_schema_understands_each_question(
    connection: asyncpg.Connection, sign: Sign, question: dict[Sign, str]
) -> None:
    assert (await connection.prepare(question[sign])).get_query() == question[sign]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('code = "should_handle"', 'code = "should_accept"', "code"),
        ('code = "should_handle"', 'code = "应办理"', "code"),
        ('sign = "dissatisfied"', 'sign = "unhappy"', "sign"),
        ('sign = "dissatisfied"', 'sign = "missed"', "clocks"),
        ('sign = "dissatisfied"', 'sign = "dissatisfied"\ndays = 3', "days"),
        ('sign = "dissatisfied"', 'sign = "dissatisfied"\nclocks = ["c1"]', "clocks"),
        ('"c8", "c10", "conclusion"]\ntrigger', '"c8", "c7"]\ntrigger', "clocks"),
        ("days = 30", "days = 400", "days"),
        ("days = 30\n", "", "days"),
        ('"conclusion"]\ntrigger = true', '"conclusion"]\ntrigger = "yes"', "trigger"),
        ('en = "Registered late"', 'en = ""', "en"),
    ],
)
def test_a_broken_definition_stops_the_start(tmp_path: Path, old: str, new: str, field: str) -> None:
    whole = (HUBIN / "detectors.toml").read_text(encoding="utf-8")
    assert old in whole
    (tmp_path / "detectors.toml").write_text(whole.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BrokenReference) as broken:
        detectors.load(tmp_path / "detectors.toml")

    assert broken.value.field == field


def test_the_five_oughts_are_there(desk: Desk) -> None:
    names = [one.zh[:4] for one in desk.bureau.detectors.values()]

    assert names[:5] == ["应登记未", "应受理未", "应办理未", "应答复未", "应督办未"]
