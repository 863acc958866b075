"""A lost query code is issued again, once somebody has made sure who asks."""

from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import pytest

from service.auth.scopes import Scope
from service.desk.kit import Desk
from service.register import history, petitions
from tests.conftest import admit, key

Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]
CHECKED = {"identity_check": "document", "because": "本人持身份证到场，照片、姓名、住址相符。"}


@pytest.fixture
async def registered(api: httpx.AsyncClient, portal: Headers, petition: Petition) -> dict[str, Any]:
    answer = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("lost")})
    told: dict[str, Any] = answer.json()
    return told


def officer(clerk: Headers, version: int = 1) -> Headers:
    return {**clerk, "X-Officer": "017", "If-Match": f'"{version}"'}


async def opens(api: httpx.AsyncClient, portal: Headers, number: str, code: str) -> int:
    return (await api.get(f"/v1/petitions/{number}", headers={**portal, "X-Query-Code": code})).status_code


async def test_the_new_code_opens_and_the_old_one_is_dead_at_once(
    api: httpx.AsyncClient,
    desk: Desk,
    portal: Headers,
    clerk: Headers,
    registered: dict[str, Any],
    connection: asyncpg.Connection,
) -> None:
    number = registered["number"]
    answer = await api.post(f"/v1/petitions/{number}/query-code", json=CHECKED, headers=officer(clerk))

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert await opens(api, portal, number, answer.json()["query_code"]) == 200
    assert await opens(api, portal, number, registered["query_code"]) == 404
    async with desk.read() as tx:
        found = await petitions.find(tx, number)
        assert found is not None
        event = (await history.of(tx, found.id))[-1]
    assert event.detail == CHECKED
    assert event.actor.endswith(":017")
    assert answer.json()["query_code"] not in str(await connection.fetch("SELECT * FROM event"))


async def test_a_retry_hears_the_same_bytes_and_that_their_code_is_dead(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    asked = {**portal, **key("lost")}
    first = await api.post("/v1/petitions", json=petition(), headers=asked)
    again = await api.post("/v1/petitions", json=petition(), headers=asked)
    code = await api.post(f"/v1/petitions/{first.json()['number']}/query-code", json=CHECKED, headers=officer(clerk))
    later = await api.post("/v1/petitions", json=petition(), headers=asked)

    assert first.content == again.content == later.content, "byte for byte, as promised"
    assert "query-code-replaced" not in first.headers
    assert "query-code-replaced" not in again.headers
    assert later.headers["query-code-replaced"] == "true"
    assert code.json()["query_code"] not in str(later.headers), "the new code is for who was identified"


async def test_the_petitioner_sees_that_it_happened(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, registered: dict[str, Any]
) -> None:
    number = registered["number"]
    code = (await api.post(f"/v1/petitions/{number}/query-code", json=CHECKED, headers=officer(clerk))).json()
    progress = await api.get(f"/v1/petitions/{number}", headers={**portal, "X-Query-Code": code["query_code"]})

    assert progress.json()["steps"][-1]["event"] == "query_code_reissued"


async def test_of_two_who_read_the_same_version_one_is_told(
    api: httpx.AsyncClient, clerk: Headers, registered: dict[str, Any]
) -> None:
    address = f"/v1/petitions/{registered['number']}/query-code"
    answers = [await api.post(address, json=CHECKED, headers=officer(clerk)) for _ in range(2)]

    assert [one.status_code for one in answers] == [201, 412]


async def test_it_needs_its_own_scope(
    api: httpx.AsyncClient, portal: Headers, registered: dict[str, Any], desk: Desk
) -> None:
    address = f"/v1/petitions/{registered['number']}/query-code"
    reader = await admit(desk, "reader", (Scope.PETITIONS_READ, Scope.PETITIONS_DISPOSE))

    for headers in (portal, reader):
        assert (await api.post(address, json=CHECKED, headers=officer(headers))).status_code == 403


async def test_who_left_no_name_cannot_be_identified(
    api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition
) -> None:
    body = petition(anonymous=True, petitioner=None)
    told = (await api.post("/v1/petitions", json=body, headers={**portal, **key("anonymous")})).json()
    answer = await api.post(f"/v1/petitions/{told['number']}/query-code", json=CHECKED, headers=officer(clerk))

    assert (answer.status_code, answer.json()["code"]) == (409, "nobody_to_identify")


@pytest.mark.parametrize(
    "body", [{"because": "x"}, {"identity_check": "guess", "because": "x"}, {**CHECKED, "because": " "}]
)
async def test_no_code_without_a_check_and_a_reason(
    api: httpx.AsyncClient, clerk: Headers, registered: dict[str, Any], body: dict[str, str]
) -> None:
    answer = await api.post(f"/v1/petitions/{registered['number']}/query-code", json=body, headers=officer(clerk))

    assert answer.status_code == 422
