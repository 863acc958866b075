"""A proof of work for who writes through a portal that knows nobody."""

import base64
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from altcha.v1 import solve_challenge

from service.auth import clients
from service.auth.clients import Terms
from service.auth.scopes import PORTAL
from service.desk.kit import Desk
from tests.conftest import SteppedClock, calling, key, serving

Submit = Callable[..., Any]


@pytest.fixture
async def submit(desk: Desk, petition: Callable[..., dict[str, Any]]) -> AsyncIterator[Submit]:
    """Sends a petition through a portal that anybody may use; without a solution it asks for a challenge first."""
    added = await clients.add("open to all", PORTAL, begin=desk.begin, terms=Terms(challenged=True))
    headers = {"Authorization": f"Bearer {added}"}
    async with serving(desk, challenge_cost=200) as app, calling(app) as api:

        async def solved() -> str:
            told = (await api.get("/v1/challenge", headers=headers)).json()
            found = solve_challenge(told["challenge"], told["salt"], told["algorithm"], told["maxnumber"])
            assert found is not None
            kept = {name: told[name] for name in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(orjson.dumps({**kept, "number": found.number})).decode()

        async def send(name: str, solution: str | None = None) -> tuple[httpx.Response, str]:
            solution = await solved() if solution is None else solution
            shown = {**headers, **key(name), **({"X-Altcha": solution} if solution else {})}
            return await api.post("/v1/petitions", json=petition(), headers=shown), solution

        yield send


async def test_a_solved_challenge_registers_a_petition_and_no_second_one(submit: Submit) -> None:
    first, solution = await submit("first")
    again, _ = await submit("second", solution)

    assert first.status_code == 201
    assert (again.status_code, again.json()["code"]) == (403, "challenge_unsolved")


async def test_a_retry_under_the_same_key_needs_no_second_solution(submit: Submit) -> None:
    first, solution = await submit("first")
    again, _ = await submit("first", solution)

    assert (again.status_code, again.content) == (201, first.content)


async def test_a_solution_that_came_too_late_is_refused(submit: Submit, clock: SteppedClock) -> None:
    _, solution = await submit("first")
    clock.move(timedelta(minutes=20))

    assert (await submit("first", solution))[0].status_code == 403  # though it is its own key's


def altered(solution: str, **changes: Any) -> str:
    return base64.b64encode(orjson.dumps({**orjson.loads(base64.b64decode(solution)), **changes})).decode()


@pytest.mark.parametrize("changes", [{"number": -1}, {"signature": "0" * 64}, {"salt": "x?expires=9999999999&"}])
async def test_a_solution_that_is_none_is_refused(submit: Submit, changes: dict[str, Any]) -> None:
    _, solution = await submit("first")

    assert (await submit("second", altered(solution, **changes)))[0].status_code == 403


@pytest.mark.parametrize(
    "solution", ["", "x", "e30=", "bnVsbA==", "W10=", "%%%", "eyJhbGdvcml0aG0iOiAxfQ==", "A" * 4_000]
)
async def test_what_is_no_solution_is_refused_and_breaks_nothing(submit: Submit, solution: str) -> None:
    assert (await submit("none", solution))[0].status_code == 403


async def test_a_portal_that_knows_its_people_and_the_letter_desk_need_none(
    api: httpx.AsyncClient, portal: dict[str, str], petition: Callable[..., dict[str, Any]]
) -> None:
    assert (await api.post("/v1/petitions", json=petition(), headers={**portal, **key("known")})).status_code == 201
