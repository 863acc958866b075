"""The sender: gives messages their places and calls receivers, several at once, each by one call at a time.

It runs beside the worker and takes none of its turns, so that no receiver, however slow, holds up a receipt.
"""

import asyncio
import logging
from datetime import timedelta

from service.delivery.claims import LeaseLost
from service.desk.kit import Desk
from service.rulebook.errors import DatabaseUnavailable
from service.rulebook.vocabulary import DeliveryState
from service.webhooks import deliveries
from service.webhooks.call import Courier
from service.webhooks.deliver import deliver
from service.webhooks.deliveries import Sending

log = logging.getLogger(__name__)

# What is left of a lease when a call has taken all of its time: for finding a connection and recording.
TO_RECORD = timedelta(seconds=10)
GRACE_SECONDS = 3.0  # how long a stop waits for calls under way; an organ's system may be slow to answer


class Sender:
    """Delivers what is due. Any number may run, in any number of processes."""

    def __init__(
        self, desk: Desk, courier: Courier, *, lease: timedelta, at_once: int, max_attempts: int, poll: timedelta
    ) -> None:
        if lease <= courier.timeout:
            raise ValueError("a lease must outlive the call it is for, or two senders call at once")
        self._desk = desk
        self._courier = courier
        self._lease = lease
        self._at_once = at_once
        self._max_attempts = max_attempts
        self._poll = poll
        self._stop = asyncio.Event()
        self._calls: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Begin no more calls, then end."""
        self._stop.set()

    async def run(self) -> None:
        """Deliver until stopped. Outlives a database that goes away and comes back."""
        while not self._stop.is_set():
            try:
                await self.begin_what_is_due()
            except DatabaseUnavailable:
                log.warning("Sender waits for the database")
            except Exception:
                log.exception("Sender failed outside a call")
            await self._wait()
        await self._end()

    async def begin_what_is_due(self) -> None:
        """Give the new messages their places, and begin as many calls as may run at once."""
        while await deliveries.dispatch(self._desk.begin):
            pass
        while len(self._calls) < self._at_once and not self._stop.is_set():
            sending = await deliveries.claim(self._desk.begin, self._lease)
            if sending is None:
                return
            call = asyncio.create_task(self._see_through(sending))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def _see_through(self, sending: Sending) -> None:
        fields = {"delivery.kind": sending.kind, "delivery.attempts": sending.attempts}
        try:
            outcome = await deliver(sending, courier=self._courier, desk=self._desk, max_attempts=self._max_attempts)
        except LeaseLost:
            log.warning("Delivery %s was taken over by another sender", sending.id, extra=fields)
        except DatabaseUnavailable:
            log.warning("Delivery %s could not be recorded", sending.id, extra=fields)  # the lease runs out by itself
        except Exception:
            log.exception("Delivery %s failed outside its call", sending.id, extra=fields)
        else:
            if outcome.state is not DeliveryState.DELIVERED:
                fields |= {"delivery.status": outcome.answer.status, "delivery.error": outcome.answer.error}
                log.warning("Delivery %s is %s", sending.id, outcome.state, extra=fields)

    async def _wait(self) -> None:
        # For a call to end, where one is under way: the next may then be due. Else for the next look, or the stop.
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait(
                {stopped, *self._calls}, timeout=self._poll.total_seconds(), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            stopped.cancel()

    async def _end(self) -> None:
        if self._calls:
            await asyncio.wait(self._calls, timeout=GRACE_SECONDS)
        for call in self._calls:
            call.cancel()  # its lease runs out; another sender calls again
        await asyncio.gather(*self._calls, return_exceptions=True)
        await self._courier.close()
