"""A small register, to be counted in every form."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.classification.test_clerks_decision import DECISION
from tests.conftest import SteppedClock, key

Headers = dict[str, str]
CHANNELS = ("online", "phone", "online", "online", "phone", "phone")


@pytest.fixture
async def register(
    api: httpx.AsyncClient,
    portal: Headers,
    clerk: Headers,
    petition: Callable[..., dict[str, Any]],
    clock: SteppedClock,
) -> None:
    """Six petitions of three months and two channels, one of them decided by a clerk."""
    for position, channel in enumerate(CHANNELS):
        if position in (3, 5):
            clock.move(timedelta(days=30))
        body = petition(channel=channel, people_count=position + 1)
        told = await api.post("/v1/petitions", json=body, headers={**portal, **key(f"formats-{position}")})
        assert told.status_code == 201
        if position == 1:
            number = told.json()["number"]
            headers = {**clerk, "If-Match": '"1"'}
            await api.put(f"/v1/petitions/{number}/classification", json=DECISION, headers=headers)
