"""A citizen follows a petition by number and query code, and nobody does without both."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from service.desk.kit import Desk
from service.worker import Worker
from tests.conftest import SteppedClock, key, reader

Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]


@pytest.fixture
async def registered(api: httpx.AsyncClient, portal: Headers, petition: Petition) -> dict[str, Any]:
    """A petition on the register."""
    answer = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("follow")})
    told: dict[str, Any] = answer.json()
    return told


async def follow(api: httpx.AsyncClient, portal: Headers, number: str, code: str) -> httpx.Response:
    return await api.get(f"/v1/petitions/{number}", headers={**portal, "X-Query-Code": code})


async def test_progress_says_where_it_stands_in_plain_words(
    api: httpx.AsyncClient, portal: Headers, registered: dict[str, Any]
) -> None:
    answer = await follow(api, portal, registered["number"], registered["query_code"])

    assert answer.status_code == 200
    progress = answer.json()
    assert "已收到并登记" in progress["says"]
    assert progress["petitioner"] == "王**"
    assert progress["next"][0]["by"] == "2026-03-21"
    assert [step["event"] for step in progress["steps"]] == ["registered", "classified"]
    assert "建国" not in answer.text
    assert "1380000" not in answer.text


@pytest.mark.parametrize("dictate", [str.lower, lambda text: " ".join(text), lambda text: text.replace("H", "Ｈ")])
async def test_a_number_may_be_written_as_people_write(
    api: httpx.AsyncClient, portal: Headers, registered: dict[str, Any], dictate: Callable[[str], str]
) -> None:
    answer = await follow(
        api, portal, dictate(registered["number"]), registered["query_code"].replace("-", " ").lower()
    )

    assert answer.status_code == 200


async def test_a_wrong_number_and_a_wrong_code_look_the_same(
    api: httpx.AsyncClient, portal: Headers, registered: dict[str, Any]
) -> None:
    number, code = registered["number"], registered["query_code"]
    answers = [
        await follow(api, portal, number, "AAAAA-AAAAA"),
        await follow(api, portal, "HB0000000001", code),
        await follow(api, portal, number[:-1] + str((int(number[-1]) + 1) % 10), code),
        await follow(api, portal, "nonsense", "x"),
    ]

    shapes = []
    for answer in answers:
        problem = answer.json()
        problem.pop("request_id")
        names = sorted(name for name in answer.headers if name != "x-request-id")
        shapes.append((answer.status_code, problem, names))
    assert all(shape == shapes[0] for shape in shapes)
    assert shapes[0][0] == 404


async def test_the_code_of_one_petition_does_not_open_another(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, registered: dict[str, Any]
) -> None:
    other = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("other")})

    answer = await follow(api, portal, other.json()["number"], registered["query_code"])

    assert answer.status_code == 404


async def test_polling_costs_nothing_until_something_happens(
    api: httpx.AsyncClient, portal: Headers, registered: dict[str, Any], desk: Desk
) -> None:
    headers = {**portal, "X-Query-Code": registered["query_code"]}
    url = f"/v1/petitions/{registered['number']}"
    tag = (await api.get(url, headers=headers)).headers["etag"]

    assert (await api.get(url, headers={**headers, "If-None-Match": tag})).status_code == 304
    await Worker(desk, reader(), lease=timedelta(minutes=1), max_attempts=3, poll=timedelta(seconds=1)).run_one()
    after = await api.get(url, headers={**headers, "If-None-Match": tag})
    assert after.status_code == 200
    assert after.json()["steps"][-1]["event"] == "notice_issued"


async def test_the_receipt_is_issued_once_as_a_numbered_notice(
    api: httpx.AsyncClient, portal: Headers, registered: dict[str, Any], desk: Desk
) -> None:
    worker = Worker(desk, reader(), lease=timedelta(minutes=1), max_attempts=3, poll=timedelta(seconds=1))

    while await worker.run_one():
        pass

    answer = await api.get(
        f"/v1/petitions/{registered['number']}/notices", headers={**portal, "X-Query-Code": registered["query_code"]}
    )
    (notice,) = answer.json()["notices"]
    assert notice["serial"].startswith("HB-receipt-2026-000001-")
    assert registered["number"] in notice["content"]
    assert "已收到并登记" in notice["content"]
    assert registered["query_code"] not in notice["content"]


async def test_notices_are_opened_by_the_code_only(
    api: httpx.AsyncClient, portal: Headers, registered: dict[str, Any]
) -> None:
    answer = await api.get(
        f"/v1/petitions/{registered['number']}/notices", headers={**portal, "X-Query-Code": "AAAAA-AAAAA"}
    )

    assert answer.status_code == 404


async def withdraw(api: httpx.AsyncClient, portal: Headers, told: dict[str, Any]) -> httpx.Response:
    return await api.post(
        f"/v1/petitions/{told['number']}/withdrawal", headers={**portal, "X-Query-Code": told["query_code"]}
    )


async def test_a_withdrawn_petition_stays_on_record_with_nothing_owed(
    api: httpx.AsyncClient,
    portal: Headers,
    registered: dict[str, Any],
    clock: SteppedClock,
    connection: asyncpg.Connection,
) -> None:
    clock.move(timedelta(days=2))

    answer = await withdraw(api, portal, registered)

    assert answer.status_code == 200
    progress = (await follow(api, portal, registered["number"], registered["query_code"])).json()
    assert progress["stage"] == "withdrawn"
    assert progress["next"] == []
    assert "2026年3月8日" in progress["says"]
    in_hand = await connection.fetchval("SELECT sum(quantity) FROM posting WHERE measure = 'in_hand'")
    items = await connection.fetchval("SELECT sum(quantity) FROM posting WHERE measure = 'items'")
    assert (in_hand, items) == (0, 1)


async def test_a_second_withdrawal_is_refused_and_says_what_is_allowed(
    api: httpx.AsyncClient, portal: Headers, registered: dict[str, Any]
) -> None:
    await withdraw(api, portal, registered)
    again = await withdraw(api, portal, registered)

    assert (again.status_code, again.json()["code"]) == (409, "step_refused")


async def test_only_its_code_withdraws_a_petition(
    api: httpx.AsyncClient, portal: Headers, registered: dict[str, Any]
) -> None:
    answer = await withdraw(api, portal, {**registered, "query_code": "AAAAA-AAAAA"})

    assert answer.status_code == 404


@pytest.mark.parametrize("table", ["event", "classification", "deadline", "posting"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET petition_id = 0", "TRUNCATE {}"])
@pytest.mark.usefixtures("registered")
async def test_the_database_refuses_to_forget(connection: asyncpg.Connection, table: str, verb: str) -> None:
    with pytest.raises(asyncpg.RestrictViolationError):
        async with connection.transaction():
            await connection.execute(verb.format(table))


@pytest.mark.usefixtures("registered")
async def test_no_petition_can_be_deleted(connection: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.RestrictViolationError):
        async with connection.transaction():
            await connection.execute("DELETE FROM petition")
