"""The clocks of a petition as they run at a moment, ready to be asked what a step does to them."""

from datetime import datetime

from service.desk.kit import Desk, local_date
from service.register import deadlines
from service.rulebook.consequences import Clocks
from service.rulebook.duties import Reckoning
from service.storage.transaction import ReadTx


async def running_clocks(tx: ReadTx, petition_id: int, at: datetime, desk: Desk) -> Clocks:
    """The clocks of a petition on the day of this moment at the bureau."""
    running = await deadlines.running(tx, petition_id)
    return Clocks(running, local_date(at), Reckoning(desk.bureau.terms, desk.bureau.calendar))
