"""A service whose clock is wrong registers, counts and works all the same: order and leases are by the database's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from service.auth.scopes import AUDITOR, PORTAL
from service.delivery import claims
from service.desk.kit import Desk
from tests.conftest import SteppedClock, admit, calling, key, serving

QUESTION = "/v1/statistics/registered_items"


@pytest.mark.parametrize("moved", [timedelta(hours=1), timedelta(hours=-1)])
async def test_a_clock_that_is_moved_loses_and_doubles_nothing(
    own_desk: Desk, clock: SteppedClock, petition: Callable[..., dict[str, Any]], moved: timedelta
) -> None:
    portal, auditor = await admit(own_desk, "p", PORTAL), await admit(own_desk, "s", AUDITOR)
    async with serving(own_desk) as app, calling(app) as api:

        async def register(name: str) -> str:
            told = await api.post("/v1/petitions", json=petition(), headers={**portal, **key(name)})
            assert told.status_code == 201
            return str(told.json()["number"])

        async def figure() -> tuple[int, datetime]:
            told = (await api.get(QUESTION, headers=auditor)).json()
            return told["total"]["value"], datetime.fromisoformat(told["as_of"])

        first = await register("before")
        before, as_of = await figure()
        assert await claims.claim(own_desk.begin, timedelta(minutes=30)) is not None
        clock.move(moved)
        second, again = await register("after"), await register("before")
        after, later = await figure()
        jobs = [await claims.claim(own_desk.begin, timedelta(minutes=30)) for _ in range(8)]

    assert again == first != second
    assert (before, after) == (1, 2)
    assert as_of < later
    taken = [one.id for one in jobs if one is not None]
    assert len(taken) == len(set(taken)) > 0
