"""Whoever was told a figure can hear that it changed: which cells, from what to what, and why."""

import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from service.desk.kit import Desk, local_date
from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions
from service.statistics import catalogue
from service.statistics.errata import errata
from service.statistics.lines import Change
from service.statistics.question import Question
from service.statistics.served import Served
from service.statistics.why import Because, Reason, because
from service.storage.settled import settled
from service.storage.transaction import Tx
from tests.conftest import SteppedClock
from tests.procedure_steps import Petition, Procedure, procedure_on

ACCUSES = {"purpose": "accusation", "route": "discipline", "organ": "HB-JW", "content_class": "090000"}
BY_ORGAN = "/v1/statistics/registered_items?by=organ&from=2026-03-01&to=2026-03-31"
Headers = dict[str, str]


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    """The steps of the procedure."""
    return await procedure_on(api, desk, clock)


async def feed(api: httpx.AsyncClient, caller: Headers, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get("/v1/statistics/errata", params=query, headers=caller)).json()
    return found


def changed(erratum: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    pairs = [(one["old"], one["new"]) for one in erratum["cells"]]
    return {new["codes"].get("organ", "total"): (old["value"], new["value"]) for old, new in pairs}


async def test_a_decision_after_the_answer_is_told_with_what_it_moved(
    procedure: Procedure, petition: Petition, consumer: Headers
) -> None:
    number = await procedure.decided(petition(), "one")
    await procedure.api.get(BY_ORGAN, headers=consumer)
    assert (await feed(procedure.api, consumer))["errata"] == []
    await procedure.decide(number, organ="HB-MZJ", content_class="030000")

    told = await feed(procedure.api, consumer)

    (erratum,) = told["errata"]
    assert changed(erratum) == {"HB-RSJ": (1, 0), "HB-MZJ": (0, 1)}
    assert erratum["because"] == [
        {"reason": "moved", "measure": "items", "differs": ["content_class", "organ"], "cases": 1}
    ]
    assert erratum["question"]["by"] == "organ"
    assert number not in str(told)
    assert (await feed(procedure.api, consumer, since=told["as_of"]))["errata"] == []


async def test_what_comes_in_on_a_later_day_is_no_erratum(
    procedure: Procedure, petition: Petition, consumer: Headers, clock: SteppedClock
) -> None:
    await procedure.decided(petition(), "one")
    await procedure.api.get(BY_ORGAN, headers=consumer)
    # The ledger's own clock is the server's: only what lies ahead of that is a later day.
    clock.at = datetime.now(UTC) + timedelta(days=40)
    until = local_date(clock.at)
    await procedure.api.get(f"/v1/statistics/registered_items?from=2026-03-01&to={until}", headers=consumer)
    await procedure.decided(petition(), "two")

    assert (await feed(procedure.api, consumer))["errata"] == []


async def test_an_outsider_hears_of_no_accusation_and_of_nobody_elses_figures(
    procedure: Procedure, petition: Petition, consumer: Headers, outsider: Headers
) -> None:
    accusing, moving = [await procedure.decided(petition(), name) for name in ("one", "two")]
    for caller in (consumer, outsider):
        await procedure.api.get(BY_ORGAN, headers=caller)
    await procedure.decide(accusing, **ACCUSES)
    alone = await feed(procedure.api, outsider)
    await procedure.decide(moving, organ="HB-MZJ")

    assert alone["errata"] == []
    (erratum,) = (await feed(procedure.api, outsider))["errata"]
    assert changed(erratum) == {"HB-RSJ": (2, 1), "HB-MZJ": (0, 1)}
    assert [why["cases"] for why in erratum["because"]] == [1]
    everything = (await feed(procedure.api, consumer))["errata"]
    assert [one["question"]["counted_for"] for one in everything] == ["all", "openly"]
    assert changed(everything[0]) == {"HB-RSJ": (2, 0), "HB-JW": (0, 1), "HB-MZJ": (0, 1)}


async def test_a_question_is_on_record_once_however_often_it_is_asked(
    procedure: Procedure, consumer: Headers, connection: asyncpg.Connection
) -> None:
    for _ in range(5):
        await procedure.api.get(BY_ORGAN, headers=consumer)
    await procedure.api.get(BY_ORGAN.replace("registered_items", "closings"), headers=consumer)

    assert await connection.fetchval("SELECT count(*) FROM served_question") == 2


async def test_the_feed_goes_on_where_it_ended(procedure: Procedure, petition: Petition, consumer: Headers) -> None:
    number = await procedure.decided(petition(), "one")
    for by in ("organ", "class", "organ,class"):
        await procedure.api.get(f"/v1/statistics/registered_items?by={by}&from=2026-03-01", headers=consumer)
    await procedure.decide(number, organ="HB-MZJ", content_class="030000")
    cuts, address = [], "/v1/statistics/errata?limit=1"
    while address:
        page = await procedure.api.get(address, headers=consumer)
        cuts += [one["question"]["by"] for one in page.json()["errata"]]
        address = page.links.get("next", {}).get("url", "")

    assert cuts == ["organ", "class", "organ,class"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"since": "0.5"}, 422),
        ({"since": "2026-03-06"}, 422),
        ({"since": "0001-01-01T00:00:00+14:00"}, 200),
        ({"since": "9999-12-31T23:59:59-12:00"}, 200),
        ({"as_of": "0001-01-01T00:00:00+14:00"}, 200),
        ({"as_of": "9999-12-31T23:59:59-12:00"}, 409),
    ],
)
async def test_any_moment_is_understood_or_refused(
    api: httpx.AsyncClient, consumer: Headers, query: dict[str, str], status: int
) -> None:
    assert (await api.get(BY_ORGAN, headers=consumer)).status_code == 200
    assert (await api.get("/v1/statistics/errata", params=query, headers=consumer)).status_code == status


async def test_a_figure_is_told_though_it_cannot_be_put_on_record(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> AbstractAsyncContextManager[Tx]:
        raise OSError

    indicator = catalogue.load()["registered_items"][0]
    question = Question(indicator, date(2026, 3, 1), date(2026, 3, 31), (), (), None, sees_all=True)
    with caplog.at_level(logging.ERROR):
        await Served(replace(desk, begin=broken)).remember(question, datetime(2026, 3, 31, tzinfo=UTC))

    assert "could not be put on record" in caplog.text


async def test_a_definition_that_was_replaced_is_told(procedure: Procedure, desk: Desk, consumer: Headers) -> None:
    await procedure.api.get(BY_ORGAN, headers=consumer)
    first = catalogue.load()["registered_items"][0]
    replaced = {"registered_items": (first, replace(first, version=2, published_on=date(2026, 3, 2)))}
    async with desk.read() as tx:
        as_of = await settled(tx)

    found = await errata(replaced, None, as_of, sees_all=True, after=0, limit=9, desk=desk)
    later = await errata(replaced, as_of + timedelta(days=2), as_of, sees_all=True, after=0, limit=9, desk=desk)

    assert [(one.replaced_by, one.cells) for one in found.errata] == [(2, ())]
    assert later.errata == ()


# Why ------------------------------------------------------------------------------------------------------------------

RECORDED = datetime(2026, 3, 9, 4, tzinfo=UTC)
UNDER = Dimensions("411202", "online", "040000", None, "HB-RSJ", "appeal", "petition_procedure", False, False)


def line(quantity: int, on: date = date(2026, 3, 6), under: Dimensions = UNDER, kind: str | None = None) -> Change:
    return Change((1, 1), RECORDED, Measure.ITEMS, on, kind, under, quantity)


@pytest.mark.parametrize(
    ("lines", "reason", "differs"),
    [
        ([line(1)], Reason.LATE_ENTRY, ()),
        ([line(1, date(2026, 3, 9))], Reason.SAME_DAY, ()),
        ([line(-1)], Reason.TAKEN_BACK, ()),
        ([line(-1), line(1, under=replace(UNDER, organ="HB-MZJ"))], Reason.MOVED, ("organ",)),
        ([line(-1), line(1, under=replace(UNDER, repeat=True))], Reason.REPEAT_CONFIRMED, ("repeat",)),
        ([line(-1, under=replace(UNDER, repeat=True)), line(1)], Reason.REPEAT_WITHDRAWN, ("repeat",)),
        ([line(-1), line(1, date(2026, 3, 7))], Reason.MOVED, ("business_on",)),
        ([line(-1, kind="0003"), line(1, kind="0004")], Reason.MOVED, ("kind",)),
    ],
)
def test_the_lines_say_why(lines: list[Change], reason: Reason, differs: tuple[str, ...]) -> None:
    assert because(lines) == [Because(reason, "items", differs, 1)]
