"""Petitions that belong together find each other; a clerk decides; nothing is merged."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import httpx
import pytest

from tests.matters.conftest import ELSEWHERE, HEATING, PARKING, Headers, Send

Work = Callable[[], Awaitable[None]]
BECAUSE = "两件所述为同一小区同一换热站。"


async def relations(api: httpx.AsyncClient, clerk: Headers, number: str) -> dict[str, Any]:
    answer = await api.get(f"/v1/petitions/{number}/relations", headers=clerk)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def issues(api: httpx.AsyncClient, clerk: Headers, **query: Any) -> list[dict[str, Any]]:
    answer = await api.get("/v1/mass-issues", params=query, headers=clerk)
    assert answer.status_code == 200, answer.text
    entries: list[dict[str, Any]] = answer.json()["entries"]
    return entries


async def decide(
    api: httpx.AsyncClient, clerk: Headers, path: str, version: int | None = None, **body: Any
) -> httpx.Response:
    headers = clerk if version is None else {**clerk, "If-Match": f'"{version}"'}
    return await api.put(path, json={"because": BECAUSE, **body}, headers=headers)


async def test_the_same_person_with_the_same_matter_is_a_suspected_repeat_of_the_first(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    first = await send(HEATING[0], "郑大山")
    second = await send(HEATING[1], "郑大山")
    await work()

    (found,) = (await relations(api, clerk, second))["relations"]
    assert (found["relation"], found["suspicion"]) == ("repeat", "suspected")
    assert (found["later"]["number"], found["earlier"]["number"]) == (second, first)
    assert found["because"].startswith("证件号码、电话或者姓名加住址相同")
    assert any("枫林雅苑" in words for words in found["shared"])
    assert (await relations(api, clerk, first))["relations"] == [found], "it is shown from both sides"
    assert (await api.get("/v1/worklists/repeats", headers=clerk)).json()["entries"] == [found]
    assert await issues(api, clerk) == [], "one person who writes twice is not many"


async def test_another_matter_of_the_same_person_is_no_repeat(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    await send(HEATING[0], "郑大山")
    other = await send(
        ("要求落实独生子女父母奖励", "本人退休多年，独生子女父母奖励费至今没有发放，社区让等通知。"), "郑大山"
    )
    await work()

    assert (await relations(api, clerk, other))["relations"] == []


async def test_many_people_with_one_trouble_are_a_suspected_mass_issue_with_its_counts(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    numbers = [
        await send(matter, people_count=people) for matter, people in zip(HEATING, (1, 1, 30, 1, 1), strict=True)
    ]
    other_trouble, other_estate = await send(PARKING), await send(ELSEWHERE)
    await work()

    (issue,) = await issues(api, clerk)
    assert (issue["suspicion"], issue["petitions"], issue["people"]) == ("suspected", 5, 34)
    whole = (await api.get(f"/v1/mass-issues/{issue['id']}", headers=clerk)).json()
    assert sorted(placed["petition"]["number"] for placed in whole["petitions"]) == sorted(numbers)
    assert (await relations(api, clerk, numbers[0]))["mass_issue"] == issue
    for apart in (other_trouble, other_estate):
        assert await relations(api, clerk, apart) == {"number": apart, "relations": [], "mass_issue": None}


async def test_who_writes_again_is_in_the_issue_but_not_counted_twice(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    for matter, who in zip(HEATING[:3], ("郑大山", "何秀英", "郑大山"), strict=True):
        await send(matter, who)
        await work()

    (issue,) = await issues(api, clerk)
    assert (issue["petitions"], issue["people"]) == (3, 2)


async def test_the_order_in_which_the_worker_looks_does_not_matter(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work, connection: asyncpg.Connection
) -> None:
    numbers = [await send(matter) for matter in HEATING]
    await connection.execute("UPDATE job SET run_after = now() - petition_id * interval '1 second'")
    await work()

    (issue,) = await issues(api, clerk)
    assert issue["petitions"] == len(numbers)


async def test_a_clerk_confirms_and_both_histories_say_so(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    first, second = await send(HEATING[0], "郑大山"), await send(HEATING[1], "郑大山")
    await work()

    path = f"/v1/petitions/{first}/relations/{second}"
    answer = await decide(api, clerk, path, 1, relation="repeat", decision="confirmed")

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert (answer.json()["suspicion"], answer.json()["decided_because"]) == ("confirmed", BECAUSE)
    assert (await api.get("/v1/worklists/repeats", headers=clerk)).json()["entries"] == []
    for number, other in ((first, second), (second, first)):
        record = (await api.get(f"/v1/petitions/{number}/record", headers=clerk)).json()
        told = record["events"][-1]
        assert (told["event"], told["detail"]["number"], told["detail"]["decision"]) == (
            "relation_decided",
            other,
            "confirmed",
        )


async def test_what_a_clerk_rejected_the_machine_does_not_suspect_again(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    first, second = await send(HEATING[0]), await send(HEATING[1])
    await work()
    (issue,) = await issues(api, clerk)
    await decide(api, clerk, f"/v1/petitions/{first}/relations/{second}", 1, relation="same_issue", decision="rejected")
    await decide(api, clerk, f"/v1/mass-issues/{issue['id']}", 1, decision="rejected")

    await _correct(api, clerk, second)
    await work()

    (found,) = (await relations(api, clerk, second))["relations"]
    assert found["suspicion"] == "rejected"
    assert await issues(api, clerk) == []


async def test_two_clerks_at_once_the_second_hears_that_it_was_decided(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    first, second = await send(HEATING[0], "郑大山"), await send(HEATING[1], "郑大山")
    await work()
    path = f"/v1/petitions/{second}/relations/{first}"
    await decide(api, clerk, path, 1, relation="repeat", decision="confirmed")

    late = await decide(api, clerk, path, 1, relation="repeat", decision="rejected")
    missing = await decide(api, clerk, path, relation="repeat", decision="rejected")

    assert (late.status_code, late.json()["code"]) == (412, "version_stale")
    assert (missing.status_code, missing.json()["code"]) == (428, "version_missing")


async def test_a_clerk_may_see_what_the_machine_did_not(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    first, second = await send(HEATING[0]), await send(PARKING)
    await work()

    answer = await decide(
        api, clerk, f"/v1/petitions/{first}/relations/{second}", 0, relation="same_issue", decision="confirmed"
    )

    assert answer.status_code == 200, answer.text
    (found,) = (await relations(api, clerk, first))["relations"]
    assert (found["suspicion"], found["version"]) == ("confirmed", 2)


async def test_a_petition_is_not_related_to_itself_nor_to_what_does_not_exist(
    api: httpx.AsyncClient, clerk: Headers, send: Send
) -> None:
    number = await send(HEATING[0])
    wanted = {"relation": "repeat", "decision": "confirmed"}

    itself = await decide(api, clerk, f"/v1/petitions/{number}/relations/{number}", 0, **wanted)
    nothing = await decide(api, clerk, f"/v1/petitions/{number}/relations/HB0000000000", 0, **wanted)

    assert (itself.status_code, itself.json()["errors"][0]["code"]) == (409, "same_petition")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "unknown_petition")


async def test_who_is_taken_out_of_an_issue_is_no_longer_counted_and_stays_out(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    numbers = [await send(matter) for matter in HEATING[:3]]
    await work()
    (issue,) = await issues(api, clerk)

    answer = await decide(api, clerk, f"/v1/mass-issues/{issue['id']}/petitions/{numbers[2]}", decision="rejected")
    await _correct(api, clerk, numbers[2])
    await work()

    assert (answer.json()["petitions"], answer.json()["people"]) == (2, 2)
    assert [(one["petitions"], one["people"]) for one in await issues(api, clerk)] == [(2, 2)]


async def test_a_confirmed_issue_goes_on_growing(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    for matter in HEATING[:2]:
        await send(matter)
    await work()
    (issue,) = await issues(api, clerk)
    confirmed = await decide(api, clerk, f"/v1/mass-issues/{issue['id']}", 1, decision="confirmed")

    await send(HEATING[2])
    await work()

    assert (confirmed.status_code, confirmed.json()["version"]) == (200, 2)
    (grown,) = await issues(api, clerk, suspicion="confirmed")
    assert (grown["id"], grown["petitions"]) == (issue["id"], 3)
    assert await issues(api, clerk) == []


async def test_an_accusation_stays_out_of_lists_that_many_read(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work
) -> None:
    number = await send(HEATING[0])
    await send(HEATING[1])
    await work()
    assert len(await issues(api, clerk)) == 1

    await _correct(api, clerk, number, purpose="accusation", route="discipline", organ="HB-JW", content_class="090000")
    await work()

    assert (await relations(api, clerk, number))["relations"] == []
    assert await issues(api, clerk) == []


async def test_the_citizen_is_told_nothing_of_others(
    api: httpx.AsyncClient, portal: Headers, send: Send, work: Work
) -> None:
    first = await send(HEATING[0], "郑大山")
    second = await send(HEATING[1], "郑大山")
    await work()

    answer = await api.get(f"/v1/petitions/{second}/relations", headers=portal)

    assert answer.status_code == 403
    assert first not in answer.text


async def test_comparing_all_anew_changes_nothing(
    api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work, connection: asyncpg.Connection
) -> None:
    numbers = [await send(matter) for matter in HEATING]
    await work()
    before = [await relations(api, clerk, number) for number in numbers]
    events = await connection.fetchval("SELECT count(*) FROM event")
    await connection.execute(
        "INSERT INTO job (kind, petition_id, dedupe_key) SELECT 'relate', id, 'again:' || id FROM petition"
    )
    await work()

    assert [await relations(api, clerk, number) for number in numbers] == before
    assert await connection.fetchval("SELECT count(*) FROM event") == events


@pytest.mark.parametrize("path", ["/v1/mass-issues/404", "/v1/mass-issues/404/petitions/{number}"])
async def test_an_unknown_issue_is_told_plainly(api: httpx.AsyncClient, clerk: Headers, send: Send, path: str) -> None:
    number = await send(HEATING[0])

    answer = await decide(api, clerk, path.format(number=number), 1, decision="confirmed")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_mass_issue")


async def _correct(api: httpx.AsyncClient, clerk: Headers, number: str, **changes: Any) -> None:
    record = await api.get(f"/v1/petitions/{number}/record", headers=clerk)
    body = {
        "purpose": "appeal",
        "content_class": "030000",
        "division": "411202002",
        "route": "petition_procedure",
        "organ": "SMX-ZJJ",
        "because": "按工作人员判断。",
        **changes,
    }
    headers = {**clerk, "If-Match": record.headers["etag"]}
    answer = await api.put(f"/v1/petitions/{number}/classification", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
