"""Many at once, with real commits: one issue, every petition in it, nobody waits for nobody."""

import asyncio
from datetime import timedelta

import pytest

from service.auth.scopes import CONFIDENTIAL_CLERK, PORTAL
from service.desk.kit import Desk
from service.worker import Worker
from tests.conftest import PETITION, admit, calling, key, reader, serving
from tests.matters.conftest import HEATING

MANY, WORKERS = 30, 4
ALONE = """
SELECT count(*) FROM petition
WHERE NOT EXISTS (SELECT FROM relation WHERE petition.id IN (petition_id, other_id))
"""


@pytest.fixture
def workers(own_desk: Desk) -> list[Worker]:
    """Several workers on one database."""
    return [
        Worker(own_desk, reader(), lease=timedelta(hours=1), max_attempts=8, poll=timedelta(milliseconds=20))
        for _ in range(WORKERS)
    ]


async def test_petitions_of_one_issue_that_arrive_together_open_one_issue(
    own_desk: Desk, workers: list[Worker]
) -> None:
    portal, clerk = await admit(own_desk, "portal", PORTAL), await admit(own_desk, "clerk", CONFIDENTIAL_CLERK)
    running = [asyncio.create_task(worker.run()) for worker in workers]
    async with serving(own_desk) as app, calling(app) as api:

        async def send(nth: int) -> None:
            subject, facts = HEATING[nth % len(HEATING)]
            petitioner = {"name": f"住户{nth}", "address": f"枫林雅苑{nth}号", "phone": f"1390000{nth:04d}"}
            body = {**PETITION, "subject": subject, "facts": facts, "petitioner": petitioner}
            answer = await api.post("/v1/petitions", json=body, headers={**portal, **key(f"race-{nth}")})
            assert answer.status_code == 201

        await asyncio.gather(*(send(nth) for nth in range(MANY)))
        await _done(own_desk)
        for worker in workers:
            worker.stop()
        await asyncio.gather(*running)
        entries = (await api.get("/v1/mass-issues", headers=clerk)).json()["entries"]

    assert [(one["petitions"], one["people"]) for one in entries] == [(MANY, MANY)]
    async with own_desk.read() as tx:
        assert await tx.value("SELECT count(*) FROM job WHERE dead OR attempts > 0") == 0
        assert await tx.value(ALONE) == 0


async def _done(desk: Desk) -> None:
    async with asyncio.timeout(60):
        while True:
            async with desk.read() as tx:
                if not await tx.value("SELECT count(*) FROM job WHERE NOT dead"):
                    return
            await asyncio.sleep(0.05)
