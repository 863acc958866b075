"""An attacker who compares everything an outsider may ask learns of no accusation."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any

import asyncpg
import httpx
import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.bureau.load import load
from service.desk.kit import Desk, local_date
from service.rulebook.errors import AccusationsWithheld
from service.rulebook.vocabulary import Purpose
from service.statistics import catalogue
from service.statistics.answer import answer
from service.statistics.discretion import ACCUSING, asks_for_accusations, told
from service.statistics.fold import Table
from service.statistics.question import Question, dimensions, read
from service.storage.settled import settled
from tests.conftest import SteppedClock
from tests.procedure_steps import Petition, Procedure, procedure_on
from tests.thorough import THOROUGH

INDICATORS = catalogue.load()
ITEMS = INDICATORS["registered_items"]
ACCUSES = {"purpose": "accusation", "route": "discipline", "organ": "HB-JW", "content_class": "090000"}
VAGUE = {"subject": "反映情况", "request": "请处理", "facts": "有关情况请领导了解。", "problem_place": None}
# No classifier takes it for anything else, nor decides it alone to be something else.
SAYS_SO = {
    "subject": "举报人社局局长受贿",
    "request": "请纪委监委查处区人社局局长收受贿赂、滥用职权。",
    "facts": "区人社局局长在办理退休审批时收受他人现金三万元，向我索贿未成便拖延不办，特此实名检举控告。",
}
# Cut by every pair of dimensions: a count of arrivals, a stock, and one that is counted under the organ that had it.
IN_PAIRS = ("registered_items", "work_in_hand", "referrals")
FIRST = date(2026, 3, 6)

View = tuple[str, tuple[str, ...], tuple[Any, ...], date | None, date]


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    """The steps of the procedure."""
    return await procedure_on(api, desk, clock)


def questions(until: date, *, sees_all: bool) -> Iterator[Question]:
    """Every indicator by every dimension, some by every pair; filters; periods that differ by one day."""
    for indicator, *_ in INDICATORS.values():
        stock = indicator.kind == "stock"
        whole = Question(indicator, None if stock else FIRST, until, (), (), None, indicator.window, sees_all=sees_all)
        cuts: list[tuple[str, ...]] = [(), *((name,) for name in dimensions(indicator))]
        if indicator.code in IN_PAIRS:
            cuts += combinations(dimensions(indicator), 2)
        yield from (replace(whole, by=by) for by in cuts)
        limits = [("organ", "HB-RSJ"), ("organ", "HB-JW"), ("organ", "unknown"), ("class", "040000")]
        limits += [("purpose", "appeal"), ("purpose", "unknown"), ("route", "petition_procedure"), ("repeat", "false")]
        yield from (replace(whole, filters=((name, (code,)),)) for name, code in limits)
        for last in (until - timedelta(days=1), FIRST):
            yield replace(whole, last=last, by=("organ",))
        if not stock:
            yield replace(whole, first=until, by=("organ",))


async def views(desk: Desk, until: date, *, sees_all: bool) -> Mapping[View, Table]:
    """What all these questions are answered now, or why not."""
    async with desk.read() as tx:
        as_of = await settled(tx)
    found = {}
    for one in questions(until, sees_all=sees_all):
        key = (one.indicator.code, one.by, one.filters, one.first, one.last)
        try:
            found[key] = await answer(one, as_of, desk=desk)
        except AccusationsWithheld:
            continue
    return found


def differing(before: Mapping[View, Table], after: Mapping[View, Table]) -> set[str]:
    """The indicators of which an answer changed: what an attacker sees happen."""
    return {key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


async def test_no_difference_between_two_moments_tells_of_an_accusation(
    procedure: Procedure, desk: Desk, petition: Petition, clock: SteppedClock
) -> None:
    """Each move concerns one accusation, so any answer that changes has isolated it."""
    for at in range(3):
        await procedure.decided(petition(), f"plain-{at}")
    turning = await procedure.decided(petition(), "turning")
    matter = await procedure.accepted(petition(), "at-organ")
    undecided = await procedure.register(petition(**VAGUE), "vague")
    assert undecided["classification"]["needs_clerk"]
    clock.move(timedelta(days=1))
    today = local_date(clock.at)

    async def fresh() -> None:
        await procedure.decided(petition(**SAYS_SO), "fresh", **ACCUSES)

    async def turned() -> None:
        await procedure.decide(turning, **ACCUSES)

    async def turned_at_an_organ() -> None:
        await procedure.decide(matter.rpartition("-")[0], **ACCUSES)

    async def decided_at_last() -> None:
        await procedure.decide(undecided["number"], **ACCUSES)

    seen: set[str] = set()
    for move in (fresh, turned, turned_at_an_organ, decided_at_last):
        before = await views(desk, today, sees_all=False), await views(desk, today, sees_all=True)
        await move()
        after = await views(desk, today, sees_all=False), await views(desk, today, sees_all=True)
        assert differing(before[0], after[0]) == set(), move.__name__
        seen |= differing(before[1], after[1])
    # Without the suppression the same attack sees each of them in many figures.
    assert {"registered_items", "work_in_hand", "registered_people", "referrals", "timely_disposal_rate"} - seen <= {
        "timely_disposal_rate"
    }


def deltas(before: Mapping[View, Table], after: Mapping[View, Table]) -> dict[View, list[tuple[Any, ...]]]:
    """By how much each cell changed."""
    found = {}
    for key, table in after.items():
        was = {cell.keys: cell.sums for cell in (before[key].total, *before[key].cells)}
        now = {cell.keys: cell.sums for cell in (table.total, *table.cells)}
        nothing = (0,) * len(table.total.sums)
        found[key] = [
            (keys, tuple(a - b for a, b in zip(now.get(keys, nothing), was.get(keys, nothing), strict=True)))
            for keys in was.keys() | now.keys()
            if was.get(keys, nothing) != now.get(keys, nothing)
        ]
    return {key: sorted(changed, key=str) for key, changed in found.items() if changed}


async def test_an_accusation_that_leaves_the_bureau_looks_like_a_withdrawal(
    procedure: Procedure, desk: Desk, petition: Petition, clock: SteppedClock
) -> None:
    accusing = await procedure.decided(petition(), "accusing")
    plain = await procedure.register(petition(), "plain")
    await procedure.decide(plain["number"])
    clock.move(timedelta(days=1))
    today = local_date(clock.at)
    await procedure.decide(accusing, **ACCUSES)

    before = await views(desk, today, sees_all=False)
    targets = {"targets": [{"organ": "HB-JW", "kind": "forward"}], "because": "检举控告。"}
    assert (await procedure.bureau(accusing, "referrals", targets)).status_code == 201
    between = await views(desk, today, sees_all=False)
    code = {**procedure.portal, "X-Query-Code": plain["query_code"]}
    assert (await procedure.api.post(f"/v1/petitions/{plain['number']}/withdrawal", headers=code)).status_code == 200
    after = await views(desk, today, sees_all=False)

    assert deltas(before, between) == deltas(between, after) != {}


async def test_an_item_is_told_once_it_is_decided_and_moves_like_any_other(
    procedure: Procedure, desk: Desk, petition: Petition, clock: SteppedClock
) -> None:
    number = await procedure.decided(petition(), "one")
    today = local_date(clock.at)
    question = Question(ITEMS[0], FIRST, today, ("organ",), (), None, sees_all=False)

    async def organs() -> list[tuple[str | None, int]]:
        async with desk.read() as tx:
            as_of = await settled(tx)
        return [(cell.keys[0], cell.sums[0]) for cell in (await answer(question, as_of, desk=desk)).cells]

    assert await organs() == [("HB-RSJ", 1)]
    await procedure.decide(number, organ="HB-MZJ")
    assert await organs() == [("HB-MZJ", 1)]
    await procedure.decide(number, **ACCUSES)
    assert await organs() == [("HB-MZJ", 1)]
    await procedure.decide(number, organ="HB-ZJJ")
    assert await organs() == [("HB-ZJJ", 1)]


async def test_what_stands_of_an_item_that_came_to_accuse_ends_with_it(
    procedure: Procedure, petition: Petition, outsider: dict[str, str]
) -> None:
    told = await procedure.register(petition(), "one")
    await procedure.decide(told["number"])
    await procedure.decide(told["number"], **ACCUSES)
    code = {**procedure.portal, "X-Query-Code": told["query_code"]}

    async def in_hand() -> list[tuple[str, int]]:
        answered = await procedure.api.get("/v1/statistics/work_in_hand?by=organ", headers=outsider)
        return [(cell["codes"]["organ"], cell["value"]) for cell in answered.json()["cells"]]

    assert await in_hand() == [("HB-RSJ", 1)]
    await procedure.api.post(f"/v1/petitions/{told['number']}/withdrawal", headers=code)
    assert await in_hand() == []


@pytest.mark.parametrize(
    "query",
    [
        "registered_items?by=confidential",
        "registered_items?confidential=true",
        "registered_items?confidential=false",
        "registered_items?purpose=accusation",
        "registered_items?purpose=appeal,accusation",
        "registered_items?route=discipline&by=organ",
        "registered_items?confidential=true&by=organ&from=2026-01-01&to=2026-02-28",
        "registered_items?confidential=true&by=month,organ&from=2026-01-01&to=2026-02-28",
        "registered_items?confidential=true&organ=HB-RSJ&from=2026-01-01&to=2026-02-28",
        "registered_items?confidential=true&by=day&from=2026-01-01&to=2026-02-28",
        "registered_items?confidential=true&from=2026-01-01&to=2026-02-27",
        "registered_items?confidential=true&from=2026-01-02&to=2026-02-28",
        "registered_items?confidential=true&from=2099-01-01&to=2099-03-31",  # not over
        "registered_people?confidential=true&from=2026-01-01&to=2026-02-28",
        "items_ended?confidential=true&from=2026-01-01&to=2026-02-28",
    ],
)
async def test_accusations_are_not_cut(api: httpx.AsyncClient, outsider: dict[str, str], query: str) -> None:
    for suffix in ("", ".csv"):
        name, _, asked = query.partition("?")
        answered = await api.get(f"/v1/statistics/{name}{suffix}?{asked}", headers=outsider)

        assert (answered.status_code, answered.json()["code"]) == (403, "accusations_withheld")
    refused = await api.get(f"/v1/statistics/{name}/cases/commitment?{asked}", headers=outsider)
    assert refused.status_code in (400, 403)


LINE = """
INSERT INTO posting (petition_id, recorded_at, business_on, measure, quantity, bureau, channel, confidential)
VALUES ($1, $2, $3, 'items', 1, '411202', 'online', true)
"""


async def test_a_month_is_told_as_it_was_when_it_was_over_and_a_small_one_never(
    api: httpx.AsyncClient, connection: asyncpg.Connection, outsider: dict[str, str]
) -> None:
    for at in range(1, 11):  # five of March, one of March that came late, four of April
        day = date(2026, 3 if at <= 6 else 4, at)
        recorded_on = day if at != 6 else date(2026, 4, 2)
        await connection.execute(LINE, at, datetime.combine(recorded_on, time(12), UTC), day)
    asked = "confidential=true&from=2026-03-01&to=2026-04-30&by=month"

    answered = (await api.get(f"/v1/statistics/registered_items?{asked}", headers=outsider)).json()
    table = (await api.get(f"/v1/statistics/registered_items.csv?{asked}", headers=outsider)).text.splitlines()

    assert [(cell["codes"]["month"], cell["value"], cell["suppressed"]) for cell in answered["cells"]] == [
        ("2026-03", 5, False),
        ("2026-04", None, True),
    ]
    assert (answered["total"]["value"], answered["total"]["numerator"], answered["total"]["suppressed"]) == (
        *(None, None),
        True,
    )
    assert [line.split(",")[2:6] for line in table[1:]] == [["5", "5", "", "false"], ["", "", "", "true"]]
    for form in (".xlsx", ".json-stat", ".svg", ".csv-metadata.json"):
        shown = await api.get(f"/v1/statistics/registered_items{form}?{asked}", headers=outsider)
        assert shown.status_code == 200, form
        if form == ".json-stat":
            assert (shown.json()["value"], shown.json()["status"]) == ([5, None], {"1": "c"})
        if form == ".xlsx":
            lines = list(openpyxl.load_workbook(io.BytesIO(shown.content)).worksheets[0].values)
            assert [line[2:] for line in lines[1:]] == [(5, 5, None, False), (None, None, None, True)]


async def test_neither_the_watermark_nor_the_tag_tells_that_something_was_registered(
    procedure: Procedure, petition: Petition, outsider: dict[str, str]
) -> None:
    async def ask() -> httpx.Response:
        return await procedure.api.get("/v1/statistics/registered_items?by=organ", headers=outsider)

    await procedure.decided(petition(), "one")
    before = await ask()
    await procedure.decided(petition(**SAYS_SO), "two", **ACCUSES)
    after = await ask()

    assert before.headers["ETag"] == after.headers["ETag"]
    assert before.json()["watermark"] == after.json()["watermark"] == {"posting": None, "recorded_at": None}
    assert {**before.json(), "as_of": 0, "links": 0} == {**after.json(), "as_of": 0, "links": 0}
    await procedure.decided(petition(), "three")
    assert (await ask()).headers["ETag"] != before.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    ["registered_items", "registered_items/cases", "registered_items/cases/commitment", "errata", "reconciliation", ""],
)
async def test_an_organs_key_opens_no_figure(procedure: Procedure, path: str) -> None:
    answered = await procedure.api.get(f"/v1/statistics/{path}".rstrip("/"), headers=procedure.organs["HB-RSJ"])

    assert answered.status_code == 403


@pytest.mark.parametrize("path", ["registered_items/cases", "reconciliation"])
async def test_what_counts_accusations_is_shut_to_outsiders(
    api: httpx.AsyncClient, outsider: dict[str, str], path: str
) -> None:
    assert (await api.get(f"/v1/statistics/{path}", headers=outsider)).status_code == 403


# The months ----------------------------------------------------------------------------------------------------------

YEAR = Question(ITEMS[0], date(2025, 1, 1), date(2025, 12, 31), (), ACCUSING, None, sees_all=False)
OVER = date(2026, 2, 1)
BUREAU = load()


def everything(counts: list[int], threshold: int) -> tuple[list[list[int]], list[int]]:
    """Every figure of accusations of a year that is ever told: which months it adds up, and what it says."""
    rows, figures = [], []
    for first in range(1, 13):
        for last in range(first, 13):
            until = date(2025 + last // 12, last % 12 + 1, 1) - timedelta(days=1)
            for by in ((), ("month",), ("quarter",), ("year",)):
                one = replace(YEAR, first=date(2025, first, 1), last=until, by=by)
                try:
                    assert asks_for_accusations(one, OVER)
                except AccusationsWithheld:
                    continue
                table = told(one, {f"2025-{at:02}": counts[at - 1] for at in range(first, last + 1)}, threshold)
                step = {"month": 1, "quarter": 3, "year": 12}.get(by[0], 0) if by else 0
                parts = [(table.total, first, last)]
                parts += [
                    (cell, first + step * nth, first + step * (nth + 1) - 1) for nth, cell in enumerate(table.cells)
                ]
                for cell, begins, ends in parts:
                    if not cell.suppressed:
                        rows.append([int(begins <= month <= ends) for month in range(1, 13)])
                        figures.append(cell.sums[0])
    return rows, figures


def isolated(counts: list[int], rows: list[list[int]], threshold: int) -> list[int]:
    """The sets of months, as bits, whose accusations can be reckoned from what is told and are too few."""
    if not rows:
        return []
    rank = np.linalg.matrix_rank(np.array(rows, dtype=float))
    space = np.linalg.svd(np.array(rows, dtype=float))[2][:rank]
    sets = ((np.arange(1, 4096)[:, None] >> np.arange(12)) & 1).astype(float)
    outside = sets - sets @ space.T @ space
    derivable = np.abs(outside).max(axis=1) < 1e-9
    few = sets @ np.array(counts) < threshold
    return [int(one) + 1 for one in np.flatnonzero(derivable & few)]


small = st.lists(st.integers(0, 12), min_size=12, max_size=12)


@settings(max_examples=60 if THOROUGH else 12, deadline=None)
@given(small, st.integers(2, 9))
def test_no_reckoning_over_a_year_isolates_fewer_accusations_than_the_threshold(
    counts: list[int], threshold: int
) -> None:
    rows, figures = everything(counts, threshold)

    assert figures == [sum(count for count, bit in zip(counts, row, strict=True) if bit) for row in rows]
    assert isolated(counts, rows, threshold) == []


def test_the_same_reckoning_finds_them_where_nothing_is_suppressed() -> None:
    counts = [6, 7, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9]

    assert isolated(counts, everything(counts, 0)[0], 5) == [0b100]


def test_a_year_is_told_where_its_small_months_together_are_not_small() -> None:
    counts = [1, 2, 3, *[0] * 8, 1]
    table = told(replace(YEAR, by=("quarter",)), {f"2025-{at + 1:02}": one for at, one in enumerate(counts)}, 5)

    assert [(cell.keys[0], cell.suppressed) for cell in table.cells] == [
        ("2025-Q1", False),
        ("2025-Q2", True),
        ("2025-Q3", True),
        ("2025-Q4", True),
    ]
    assert table.total.suppressed  # 1 is left beside the first quarter


@given(st.sampled_from([*Purpose]), st.booleans())
def test_any_question_that_names_accusations_is_the_one_that_may_be_asked_or_refused(
    purpose: Purpose, confidential: bool
) -> None:
    parameters = [("purpose", purpose.value), ("confidential", str(confidential).lower())]
    question = read(ITEMS, parameters, today=OVER, bureau=BUREAU, sees_all=False)

    with pytest.raises(AccusationsWithheld):
        asks_for_accusations(question, OVER)
