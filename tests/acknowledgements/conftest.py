"""A petition on its way, and a worker that writes what it owes."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from service.desk.kit import Desk
from service.worker import Worker
from tests.conftest import SteppedClock, reader
from tests.procedure_steps import DECISION, Procedure, organs_at

Noticed = Callable[[dict[str, Any]], Awaitable[list[dict[str, Any]]]]


@pytest.fixture
async def procedure(
    api: httpx.AsyncClient, desk: Desk, clock: SteppedClock, portal: dict[str, str], clerk: dict[str, str]
) -> Procedure:
    """The procedure with the portal and the clerk that the other fixtures know."""
    return Procedure(api, clock, portal, clerk, await organs_at(desk))


async def work(desk: Desk) -> None:
    """Do all that is owed."""
    worker = Worker(desk, reader(), lease=timedelta(hours=1), max_attempts=9, poll=timedelta(hours=1))
    while await worker.run_one():
        pass
    async with desk.read() as tx:
        failed = await tx.rows("SELECT kind, last_error FROM job WHERE last_error IS NOT NULL")
    assert failed == []


@pytest.fixture
def noticed(api: httpx.AsyncClient, desk: Desk, portal: dict[str, str]) -> Noticed:
    """The notices of a registered petition, once the worker has been through."""

    async def found(told: dict[str, Any]) -> list[dict[str, Any]]:
        await work(desk)
        headers = {**portal, "X-Query-Code": told["query_code"]}
        answer = await api.get(f"/v1/petitions/{told['number']}/notices", headers=headers)
        assert answer.status_code == 200, answer.text
        notices: list[dict[str, Any]] = answer.json()["notices"]
        return notices

    return found


async def decided(procedure: Procedure, body: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Registered and decided on by a clerk; what the portal was told."""
    told = await procedure.register(body)
    answer = await procedure.api.put(
        f"/v1/petitions/{told['number']}/classification",
        json={**DECISION, **changes},
        headers={**procedure.clerk, "If-Match": f'"{await procedure.version(told["number"])}"'},
    )
    assert answer.status_code == 200, answer.text
    return told
