"""The machine suggests, a clerk decides: a new version, the old one on record, the figures moved along."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from service.auth.scopes import CONFIDENTIAL_CLERK, PORTAL
from service.bureau.load import HUBIN, load
from service.desk.kit import Desk
from tests.conftest import admit, calling, key, serving

Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]

DECISION = {
    "purpose": "appeal",
    "content_class": "040000",
    "division": "411202003",
    "route": "statutory_duty",
    "organ": "HB-RSJ",
    "because": "反映的是拖欠工资，不是物业收费。",
}
# Says so little that no classifier should be sure of it.
VAGUE = {"subject": "反映情况", "request": "请处理", "facts": "有关情况请领导了解。", "problem_place": None}


async def register(
    api: httpx.AsyncClient, portal: Headers, body: dict[str, Any], name: str = "clerk"
) -> dict[str, Any]:
    told: dict[str, Any] = (await api.post("/v1/petitions", json=body, headers={**portal, **key(name)})).json()
    return told


async def decide(
    api: httpx.AsyncClient, clerk: Headers, number: str, version: int | None = 1, **changes: Any
) -> httpx.Response:
    headers = clerk if version is None else {**clerk, "If-Match": f'"{version}"'}
    return await api.put(f"/v1/petitions/{number}/classification", json={**DECISION, **changes}, headers=headers)


async def test_what_the_machine_is_unsure_of_waits_for_a_clerk(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    told = await register(api, portal, petition(**VAGUE))

    assert told["classification"]["needs_clerk"]
    (entry,) = (await api.get("/v1/worklists/unsure", headers=clerk)).json()["entries"]
    assert entry["number"] == told["number"]
    assert entry["due_on"] == "2026-03-21"
    assert entry["classification"]["open_questions"] == told["classification"]["open_questions"]
    assert "王建国" not in str(entry)


async def test_a_decision_takes_it_off_the_list_and_keeps_both_versions(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    number = (await register(api, portal, petition(**VAGUE)))["number"]

    answer = await decide(api, clerk, number)

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"2"'
    assert answer.json()["made_by"] == "clerk"
    assert (await api.get("/v1/worklists/unsure", headers=clerk)).json()["entries"] == []
    record = (await api.get(f"/v1/petitions/{number}/record", headers=clerk)).json()
    assert [made["made_by"] for made in record["classifications"]] == ["machine", "clerk"]
    assert record["classifications"][1]["organ"]["answer"] == "HB-RSJ"
    assert record["classifications"][1]["organ"]["reasons"][0]["because"] == DECISION["because"]
    assert [event["event"] for event in record["events"]] == ["registered", "classified", "corrected"]


async def test_the_ledger_is_reversed_and_posted_anew(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition, connection: asyncpg.Connection
) -> None:
    number = (await register(api, portal, petition(people_count=7)))["number"]
    before = await connection.fetchval("SELECT count(*) FROM posting")

    await decide(api, clerk, number)

    standing = await connection.fetch(
        "SELECT measure, content_class, organ, sum(quantity) AS n FROM posting "
        "WHERE measure IN ('items', 'people', 'in_hand') GROUP BY 1, 2, 3 HAVING sum(quantity) <> 0"
    )
    assert {(row["measure"], row["content_class"], row["organ"], row["n"]) for row in standing} == {
        ("items", "040000", "HB-RSJ", 1),
        ("people", "040000", "HB-RSJ", 7),
        ("in_hand", "040000", "HB-RSJ", 1),
    }
    assert await connection.fetchval("SELECT count(*) FROM posting") > before


async def test_a_decision_on_an_old_version_is_refused(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    number = (await register(api, portal, petition()))["number"]
    await decide(api, clerk, number)

    stale = await decide(api, clerk, number, version=1)

    assert (stale.status_code, stale.json()["code"]) == (412, "version_stale")


async def test_a_decision_that_names_no_version_is_refused(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    number = (await register(api, portal, petition()))["number"]

    answer = await decide(api, clerk, number, version=None)

    assert (answer.status_code, answer.json()["code"]) == (428, "version_missing")


@pytest.mark.parametrize(
    ("changes", "pointer", "hint"),
    [
        ({"organ": "HB-RSX"}, "/organ", "HB-RSJ"),
        ({"content_class": "040001"}, "/content_class", "0400"),
        ({"division": "999999"}, "/division", ""),
    ],
)
async def test_an_unknown_code_is_refused_with_a_hint(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition, changes: Any, pointer: str, hint: str
) -> None:
    number = (await register(api, portal, petition()))["number"]

    answer = await decide(api, clerk, number, **changes)

    assert (answer.status_code, answer.json()["code"]) == (409, "content_conflict")
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert hint in fault["detail"]


async def test_a_withdrawn_petition_is_not_decided_on(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    told = await register(api, portal, petition())
    await api.post(f"/v1/petitions/{told['number']}/withdrawal", headers={**portal, "X-Query-Code": told["query_code"]})

    answer = await decide(api, clerk, told["number"], version=2)

    assert (answer.status_code, answer.json()["code"]) == (409, "step_refused")


async def test_of_two_clerks_at_once_one_decides_and_one_is_told(own_desk: Desk, petition: Petition) -> None:
    portal, clerk = await admit(own_desk, "portal", PORTAL), await admit(own_desk, "clerk", CONFIDENTIAL_CLERK)
    async with serving(own_desk) as app, calling(app) as api:
        for race in range(6):
            number = (await register(api, portal, petition(), f"race-{race}"))["number"]
            answers = await asyncio.gather(*(decide(api, clerk, number, organ=one) for one in ("HB-RSJ", "HB-ZJJ")))

            assert sorted(answer.status_code for answer in answers) == [200, 412]
    async with own_desk.read() as tx:
        assert await tx.value("SELECT sum(quantity) FROM posting WHERE measure = 'items'") == 6


async def test_the_work_list_is_paged_by_due_day_without_gaps_or_doubles(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    sent: list[str] = []
    for day in (5, 3, 4, 3, 2):
        body = petition(**VAGUE, received_at=f"2026-03-0{day}T09:00:00+08:00")
        sent.append((await register(api, portal, body, f"page-{len(sent)}"))["number"])

    seen, url = [], "/v1/worklists/unsure?limit=2"
    while url:
        page = await api.get(url, headers=clerk)
        seen += [(entry["due_on"], entry["number"]) for entry in page.json()["entries"]]
        url = page.headers["link"].partition("<")[2].partition(">")[0] if "link" in page.headers else ""

    assert {number for _, number in seen} == set(sent)
    assert len(seen) == len(sent)
    assert [due for due, _ in seen] == sorted(due for due, _ in seen)


@pytest.mark.parametrize("query", ["after=nonsense", "after=2026-13-40_1", "limit=0", "limit=9999"])
async def test_a_broken_page_is_refused(api: httpx.AsyncClient, clerk: Headers, query: str) -> None:
    answer = await api.get(f"/v1/worklists/unsure?{query}", headers=clerk)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_content")


async def test_the_work_list_uses_its_index(connection: asyncpg.Connection) -> None:
    await connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")

    plan = await connection.fetch(
        "EXPLAIN SELECT * FROM petition WHERE stage = 'awaiting_clerk' AND (due_on, id) > ('2026-03-01', 0) "
        "ORDER BY due_on, id LIMIT 50"
    )

    assert "petition_by_stage" in "\n".join(row[0] for row in plan)


async def test_a_dry_run_gives_the_same_answer_and_keeps_nothing(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, connection: asyncpg.Connection
) -> None:
    body = petition(problem_place=None)
    dry = await api.post(
        "/v1/classifications",
        json={name: body[name] for name in ("subject", "request", "facts")},
        headers=portal,
    )
    assert await connection.fetchval("SELECT count(*) FROM petition") == 0
    told = await register(api, portal, body)

    for question in ("purpose", "content_class", "place", "route", "organ"):
        assert dry.json()[question] == told["classification"][question]


async def test_a_portal_cannot_see_the_work_list(api: httpx.AsyncClient, portal: Headers) -> None:
    assert (await api.get("/v1/worklists/unsure", headers=portal)).status_code == 403


async def test_an_organ_that_is_no_more_is_refused_with_who_acts_in_its_place(
    desk: Desk, petition: Petition, tmp_path: Path
) -> None:
    directory = Path(shutil.copytree(HUBIN, tmp_path / "bureau"))
    organs = directory / "organs.csv"
    old = next(line for line in organs.read_text(encoding="utf-8").splitlines() if line.startswith("HB-LYJ,"))
    new = "HB-LYJ,区林业局,district,government,,林地,,2026-03-05,HB-ZRJ,,"
    organs.write_text(organs.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    reformed = replace(desk, bureau=load(directory))
    portal, clerk = await admit(desk, "portal", PORTAL), await admit(desk, "clerk", CONFIDENTIAL_CLERK)
    async with serving(reformed) as app, calling(app) as api:
        number = (await register(api, portal, petition()))["number"]
        refused = await decide(api, clerk, number, organ="HB-LYJ")
        taken = await decide(api, clerk, number, organ="HB-ZRJ")

    assert (refused.status_code, refused.json()["code"]) == (409, "content_conflict")
    (fault,) = refused.json()["errors"]
    assert fault["pointer"] == "/organ"
    assert "HB-ZRJ" in str(fault)
    assert taken.status_code == 200
