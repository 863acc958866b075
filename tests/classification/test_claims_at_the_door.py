"""Claims at the door: in the answer, on the work list, on record, and as a clerk decides them."""

from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import pytest

from tests.classification.test_claims import LAMP, TWO, WAGES
from tests.classification.test_clerks_decision import DECISION, decide, register

Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]

BOTH = {"subject": TWO.subject, "request": "请解决。", "facts": TWO.facts}
CLAIMS: list[dict[str, Any]] = [
    {"summary": "拖欠工资", "content_class": "040300", "route": "statutory_duty", "organ": "HB-RSJ"},
    {
        "words": [{"field": "facts", "start": 0.0, "end": 6}],  # to JSON the same as 0
        "content_class": "030204",
        "route": "petition_procedure",
        "organ": "HB-CGJ",
    },
]


async def test_a_petition_on_two_matters_is_answered_with_both_and_waits_for_a_clerk(
    api: httpx.AsyncClient, portal: Headers, petition: Petition
) -> None:
    told = (await register(api, portal, petition(**BOTH)))["classification"]

    assert sorted(claim["organ"]["answer"] for claim in told["claims"]) == ["HB-CGJ", "HB-RSJ"]
    assert told["claims"][0]["organ"]["answer"] == told["organ"]["answer"]
    assert told["needs_clerk"]
    assert "organ" in told["open_questions"]
    for claim in told["claims"]:
        assert claim["organ"]["label"]
        assert claim["route"]["label"]
        assert claim["content_class"]["label"]
        assert claim["summary"] is None
        for said in claim["words"]:
            assert said["text"] == BOTH[said["field"]][said["start"] : said["end"]]
    assert {LAMP in said["text"] for claim in told["claims"] for said in claim["words"]} == {True, False}


async def test_one_matter_has_no_claims(api: httpx.AsyncClient, portal: Headers, petition: Petition) -> None:
    told = await register(api, portal, petition(subject="工地欠薪", facts=WAGES, request="请查处。"))
    assert told["classification"]["claims"] == []


async def test_work_list_record_and_dry_run_show_the_claims_that_the_answer_showed(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    told = await register(api, portal, petition(**BOTH, problem_place=None))

    (entry,) = (await api.get("/v1/worklists/unsure", headers=clerk)).json()["entries"]
    record = (await api.get(f"/v1/petitions/{told['number']}/record", headers=clerk)).json()
    dry = (await api.post("/v1/classifications", json=BOTH, headers=portal)).json()

    assert entry["classification"]["claims"] == told["classification"]["claims"]
    assert record["classifications"][0]["claims"] == told["classification"]["claims"]
    assert dry["claims"] == told["classification"]["claims"]


async def test_until_a_clerk_has_decided_a_split_counts_under_no_organ(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition, connection: asyncpg.Connection
) -> None:
    number = (await register(api, portal, petition(**BOTH)))["number"]
    counted = (
        "SELECT organ, sum(quantity) AS n FROM posting WHERE measure = 'items' GROUP BY 1 HAVING sum(quantity) <> 0"
    )
    before = await connection.fetch(counted)

    await decide(api, clerk, number, claims=CLAIMS)

    assert [(row["organ"], row["n"]) for row in before] == [(None, 1)]
    assert [(row["organ"], row["n"]) for row in await connection.fetch(counted)] == [
        ("HB-RSJ", 1)
    ]  # 件次: one, not two


async def test_a_clerk_states_claims_by_summary_or_words_and_they_stay_on_record(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    number = (await register(api, portal, petition(**BOTH)))["number"]

    answer = await decide(api, clerk, number, claims=CLAIMS)

    assert answer.status_code == 200
    first, second = answer.json()["claims"]
    assert (first["summary"], first["words"], first["organ"]["answer"]) == ("拖欠工资", [], "HB-RSJ")
    assert (second["summary"], second["words"][0]["text"]) == (None, TWO.facts[:6])
    assert first["organ"]["reasons"][0]["because"] == DECISION["because"]
    record = (await api.get(f"/v1/petitions/{number}/record", headers=clerk)).json()
    assert record["classifications"][1]["claims"] == [first, second]


@pytest.mark.parametrize("stated", [{}, {"claims": None}])
async def test_a_decision_without_claims_makes_it_one_matter(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition, stated: dict[str, Any]
) -> None:
    number = (await register(api, portal, petition(**BOTH)))["number"]

    answer = await decide(api, clerk, number, **stated)

    assert answer.json()["claims"] == []
    assert not answer.json()["needs_clerk"]


async def test_a_claim_for_discipline_is_marked_as_an_accusation(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    number = (await register(api, portal, petition(**BOTH)))["number"]
    charge = {"summary": "检举", "content_class": "090500", "route": "discipline", "organ": "HB-JW"}

    answer = await decide(api, clerk, number, claims=[CLAIMS[0], charge])

    assert [claim["accusation"] for claim in answer.json()["claims"]] == [False, True]


def words(start: int, end: int, field: str = "facts") -> dict[str, Any]:
    return {"field": field, "start": start, "end": end}


@pytest.mark.parametrize(
    ("first", "second", "pointer", "kind"),
    [
        ({}, {"organ": "HB-CGX"}, "/claims/1/organ", "unknown_code"),
        ({}, {"content_class": "030299x"}, "/claims/1/content_class", "unknown_code"),
        ({"organ": "HB-ZJJ"}, {}, "/claims/0/organ", "main_claim_elsewhere"),
        ({"summary": None}, {}, "/claims/0", "claim_unnamed"),
        ({}, {"words": [words(0, 20_000)]}, "/claims/1/words/0", "outside_text"),
        ({}, {"words": [words(5, 5)]}, "/claims/1/words/0", "outside_text"),
        ({"words": [words(3, 8)]}, {}, "/claims/0/words/0", "words_shared"),
        ({}, {"words": [words(0, 6), words(20, 30), words(25, 40)]}, "/claims/1/words/2", "words_shared"),
    ],
)
async def test_a_claim_that_cannot_be_is_refused_with_its_place(
    api: httpx.AsyncClient,
    portal: Headers,
    clerk: Headers,
    petition: Petition,
    first: dict[str, Any],
    second: dict[str, Any],
    pointer: str,
    kind: str,
) -> None:
    number = (await register(api, portal, petition(**BOTH)))["number"]

    answer = await decide(api, clerk, number, claims=[{**CLAIMS[0], **first}, {**CLAIMS[1], **second}])

    assert (answer.status_code, answer.json()["code"]) == (409, "content_conflict")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert [fault["code"] for fault in answer.json()["errors"]] == [kind]
    record = (await api.get(f"/v1/petitions/{number}/record", headers=clerk)).json()
    assert len(record["classifications"]) == 1


@pytest.mark.parametrize(
    "claims", [[], CLAIMS[:1], CLAIMS * 6, [*CLAIMS, {}], "two", [{**CLAIMS[0], "extra": 1}, CLAIMS[1]]]
)
async def test_a_malformed_list_of_claims_is_refused(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition, claims: Any
) -> None:
    number = (await register(api, portal, petition(**BOTH)))["number"]

    answer = await decide(api, clerk, number, claims=claims)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_content")
    assert all(fault["pointer"].startswith("/claims") for fault in answer.json()["errors"])
