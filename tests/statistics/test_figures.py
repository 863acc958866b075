"""Figures: defined once, cut any declared way, refused rather than wrong."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from service.bureau.load import Bureau
from service.statistics.dimensions import DIMENSIONS
from tests.classification.test_clerks_decision import DECISION
from tests.conftest import SteppedClock, key

Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]


async def register(api: httpx.AsyncClient, portal: Headers, body: dict[str, Any], name: str) -> dict[str, Any]:
    told: dict[str, Any] = (await api.post("/v1/petitions", json=body, headers={**portal, **key(name)})).json()
    return told


async def ask(api: httpx.AsyncClient, consumer: Headers, path: str, **headers: str) -> httpx.Response:
    return await api.get(f"/v1/statistics/{path}", headers={**consumer, **headers})


@pytest.fixture
async def year(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition, clock: SteppedClock
) -> list[dict[str, Any]]:
    """Four petitions of March and one of April: two decided by a clerk, one withdrawn, one joint."""
    sent = []
    variations: tuple[dict[str, Any], ...] = ({}, {}, {"people_count": 12}, {"channel": "phone"}, {})
    for position, changes in enumerate(variations):
        if position == 4:
            clock.move(timedelta(days=30))
        sent.append(await register(api, portal, petition(**changes), f"year-{position}"))
    for told in sent[:2]:
        await api.put(
            f"/v1/petitions/{told['number']}/classification", json=DECISION, headers={**clerk, "If-Match": '"1"'}
        )
    await api.post(
        f"/v1/petitions/{sent[0]['number']}/withdrawal", headers={**portal, "X-Query-Code": sent[0]["query_code"]}
    )
    return sent


@pytest.mark.usefixtures("year")
async def test_registered_items_and_people_are_never_mixed(api: httpx.AsyncClient, consumer: Headers) -> None:
    items = (await ask(api, consumer, "registered_items")).json()
    people = (await ask(api, consumer, "registered_people")).json()

    assert (items["total"]["value"], items["unit"]) == (5, "件次")
    assert (people["total"]["value"], people["unit"]) == (16, "人次")


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(
    ("query", "cells"),
    [
        ("by=month", {("2026-03",): 4, ("2026-04",): 1}),
        ("by=channel", {("online",): 4, ("phone",): 1}),
        ("by=month,channel", {("2026-03", "online"): 3, ("2026-03", "phone"): 1, ("2026-04", "online"): 1}),
        ("by=joint", {("false",): 4, ("true",): 1}),
        ("by=channel&channel=phone", {("phone",): 1}),
        ("by=township&class=040000", {("411202003",): 2}),
        ("by=district", {("411202",): 5}),
        ("from=2026-04-01&by=day", {("2026-04-05",): 1}),
        ("to=2026-03-05&by=month", {}),
    ],
)
async def test_a_cut_gives_its_cells(
    api: httpx.AsyncClient, consumer: Headers, query: str, cells: dict[tuple[str, ...], int]
) -> None:
    answer = (await ask(api, consumer, f"registered_items?{query}")).json()

    assert {tuple(cell["codes"].values()): cell["value"] for cell in answer["cells"]} == cells


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(
    "by", ["class", "class2", "class3", "township", "village", "organ", "purpose", "route", "month"]
)
async def test_the_parts_make_the_total(api: httpx.AsyncClient, consumer: Headers, by: str) -> None:
    answer = (await ask(api, consumer, f"registered_items?by={by}")).json()

    assert sum(cell["value"] for cell in answer["cells"]) == answer["total"]["value"] == 5


@pytest.mark.usefixtures("year")
async def test_a_stock_stands_at_the_end_of_a_day(api: httpx.AsyncClient, consumer: Headers) -> None:
    then = (await ask(api, consumer, "work_in_hand?to=2026-03-31")).json()
    now = (await ask(api, consumer, "work_in_hand")).json()

    assert then["total"]["value"] == 4
    assert now["total"]["value"] == 4  # five registered, one withdrawn in April
    assert now["from"] is None


async def test_a_share_of_nothing_is_null(api: httpx.AsyncClient, consumer: Headers) -> None:
    answer = (await ask(api, consumer, "classified_without_clerk")).json()

    nothing = {"value": None, "numerator": 0, "denominator": 0, "suppressed": False}
    assert answer["total"] == {"codes": {}, "labels": {}, **nothing}


@pytest.mark.usefixtures("year")
async def test_a_share_stands_beside_its_counts(api: httpx.AsyncClient, consumer: Headers) -> None:
    total = (await ask(api, consumer, "classified_without_clerk")).json()["total"]

    assert total["denominator"] == 5
    assert 0 <= total["numerator"] <= 3
    assert total["value"] == round(total["numerator"] / 5, 4)


@pytest.mark.usefixtures("year")
async def test_csv_is_one_tidy_table(api: httpx.AsyncClient, consumer: Headers) -> None:
    by_suffix = await ask(api, consumer, "registered_items.csv?by=channel,month")
    by_accept = await ask(api, consumer, "registered_items?by=channel,month", Accept="text/csv")

    assert by_suffix.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(by_suffix.text)))
    assert [(row["channel"], row["channel_label"], row["month"], row["value"]) for row in rows] == [
        ("online", "网上信访", "2026-03", "3"),
        ("online", "网上信访", "2026-04", "1"),
        ("phone", "来电", "2026-03", "1"),
    ]
    assert [row["value"] for row in csv.DictReader(io.StringIO(by_accept.text))] == [row["value"] for row in rows]


async def test_a_form_that_is_not_offered_is_refused(api: httpx.AsyncClient, consumer: Headers) -> None:
    answer = await ask(api, consumer, "registered_items", Accept="application/pdf")

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("registered_item", "registered_items"),
        ("registered_items?chanel=online", "channel"),
        ("registered_items?channel=onlin", "online"),
        ("registered_items?by=mounth", "month"),
        ("registered_items?by=month,month", ""),
        ("registered_items?by=", ""),
        ("registered_items?class=03", ""),
        ("registered_items?township=411202099", ""),
        ("registered_items?from=2026-02-30", ""),
        ("registered_items?from=yesterday", ""),
        ("registered_items?from=2026-05-01&to=2026-04-01", ""),
        ("registered_items?from=2026-01-01&from=2026-02-01", ""),
        ("registered_items?as_of=2026-03-01", ""),
        ("registered_items?as_of=2026-03-01T00:00:00", ""),
        ("registered_items?as_of=0001-01-01T00:00:00%2B08:00", ""),
        ("work_in_hand?from=2026-01-01", ""),
        ("work_in_hand?by=month", ""),
    ],
)
async def test_what_does_not_exist_is_refused_with_a_hint(
    api: httpx.AsyncClient, consumer: Headers, path: str, hint: str
) -> None:
    answer = await ask(api, consumer, path)

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
    assert hint in answer.json()["detail"]


async def test_the_future_is_not_counted(api: httpx.AsyncClient, consumer: Headers) -> None:
    answer = await ask(api, consumer, "registered_items?as_of=2999-01-01T00:00:00%2B08:00")

    assert (answer.status_code, answer.json()["code"]) == (409, "as_of_not_settled")


async def test_a_recount_of_a_period_that_ends_before_it_begins_is_refused(
    api: httpx.AsyncClient, consumer: Headers
) -> None:
    answer = await ask(api, consumer, "reconciliation?from=2026-05-01&to=2026-04-01")

    assert (answer.status_code, answer.json()["code"]) == (409, "content_conflict")


@pytest.mark.usefixtures("year")
async def test_nothing_new_is_304_and_something_new_never_is(
    api: httpx.AsyncClient, consumer: Headers, portal: Headers, petition: Petition
) -> None:
    tag = (await ask(api, consumer, "registered_items?by=month")).headers["etag"]

    assert (await ask(api, consumer, "registered_items?by=month", **{"If-None-Match": tag})).status_code == 304
    assert (await ask(api, consumer, "registered_items?by=channel", **{"If-None-Match": tag})).status_code == 200
    await register(api, portal, petition(), "new")
    assert (await ask(api, consumer, "registered_items?by=month", **{"If-None-Match": tag})).status_code == 200


@pytest.mark.usefixtures("year")
async def test_the_recount_agrees_cell_by_cell(api: httpx.AsyncClient, consumer: Headers) -> None:
    answer = (await ask(api, consumer, "reconciliation")).json()

    assert answer["difference"] == 0
    assert answer["cells"] > 20
    totals = {one["measure"]: one["ledger"] for one in answer["comparisons"]}
    assert totals["items"] == 5
    assert totals["people"] == 16
    assert totals["in_hand"] == 4


@pytest.mark.usefixtures("year")
async def test_the_recount_finds_a_line_that_was_smuggled_in(
    api: httpx.AsyncClient, consumer: Headers, connection: Any
) -> None:
    await connection.execute(
        "INSERT INTO posting (petition_id, recorded_at, business_on, measure, quantity, channel, joint) "
        "VALUES (1, clock_timestamp(), '2026-03-06', 'items', 1, 'visit', false)"
    )

    answer = (await ask(api, consumer, "reconciliation")).json()

    items = next(one for one in answer["comparisons"] if one["measure"] == "items")
    under = {"month": "2026-03", "channel": "visit", "joint": False, "confidential": False}
    assert items["differing"] == [{"under": under, "ledger": 1, "recounted": 0}]
    assert answer["difference"] == 1


async def test_every_indicator_is_defined(api: httpx.AsyncClient, consumer: Headers) -> None:
    catalogue = (await api.get("/v1/statistics", headers=consumer)).json()

    for indicator in catalogue["indicators"]:
        assert indicator["definition_zh"]
        assert indicator["definition_version"] >= 1
        assert (await ask(api, consumer, indicator["code"])).status_code == 200


async def test_a_class_is_labelled_as_it_was_called_on_the_last_day_counted(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, consumer: Headers, petition: Petition
) -> None:
    told = await register(api, portal, petition(), "land")
    decided = await api.put(
        f"/v1/petitions/{told['number']}/classification",
        json={**DECISION, "content_class": "020301"},
        headers={**clerk, "If-Match": '"1"'},
    )
    assert decided.json()["content_class"]["label"] == "自然资源/土地征收/安置补偿"

    (cell,) = (await ask(api, consumer, "registered_items?by=class")).json()["cells"]
    assert (cell["codes"], cell["labels"]) == ({"class": "020000"}, {"class": "自然资源"})


def test_the_label_of_a_class_follows_the_day(bureau: Bureau) -> None:
    label = DIMENSIONS["class2"].label
    assert label(bureau, "110200", date(2018, 3, 16)) == "环境保护/环境污染"
    assert label(bureau, "110200", date(2018, 3, 17)) == "生态环境/环境污染"
