"""Random walks: no petition is stuck, every clock ends once, history replays, a refused step changes nothing."""

import pytest

from service.desk.kit import Desk, local_date
from service.statistics.recount.compare import recount
from tests.conftest import SteppedClock
from tests.procedure.walks import BEGIN, Walks

BATCHES, WALKS = 4, 40


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_whatever_everybody_does_the_procedure_holds(desk: Desk, clock: SteppedClock, batch: int) -> None:
    walks = await Walks(desk, lambda at: setattr(clock, "at", at)).open()
    for seed in range(batch * WALKS, (batch + 1) * WALKS):
        await walks.walk(seed)

    assert walks.counts.legal.total() > 4 * WALKS
    assert walks.counts.refused.total() > 2 * WALKS
    compared = await recount(BEGIN.date(), local_date(clock.at).replace(year=2028), desk=desk)
    assert [one for one in compared if one.difference] == []
