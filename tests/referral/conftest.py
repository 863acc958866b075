"""The procedure as calls, over the rolled-back connection."""

import httpx
import pytest

from service.desk.kit import Desk
from tests.conftest import SteppedClock
from tests.procedure_steps import CLOSING, DECISION, REPLY, TARGET, Petition, Procedure, procedure_on

__all__ = ["CLOSING", "DECISION", "REPLY", "TARGET", "Petition", "Procedure", "procedure_on"]


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    """The procedure over the rolled-back connection."""
    return await procedure_on(api, desk, clock)
