"""Deliver one message to one receiver: claim, call, record; no transaction is open during the call."""

import random

import orjson

from service.desk.kit import ZONE, Desk
from service.desk.sight import organ_sight
from service.rulebook.vocabulary import DeliveryState
from service.webhooks import deliveries
from service.webhooks.call import Answer, Courier
from service.webhooks.deliveries import Sending
from service.webhooks.outcome import AT_ONCE, WITHHELD, WORKER_DIED, Outcome, judged
from service.webhooks.receivers import sealing_owner
from service.webhooks.sign import signed


async def deliver(sending: Sending, *, courier: Courier, desk: Desk, max_attempts: int) -> Outcome:
    """Call the receiver and record what came of it. Raises `LeaseLost`.

    What an organ was to be told of a petition that accuses it by now is given up and never sent (30(3)).
    """
    if not await _may_be_told(sending, desk):
        withheld = Outcome(DeliveryState.DEAD, Answer(None, WITHHELD), AT_ONCE, sending.failures, AT_ONCE)
        await deliveries.record(sending, withheld, desk.begin)
        return withheld
    answer = await _called(sending, courier, desk, max_attempts)
    chance = random.random()  # noqa: S311 - spreads retries, protects nothing
    outcome = judged(answer, sending.tries, sending.failures, max_attempts, chance)
    await deliveries.record(sending, outcome, desk.begin)
    return outcome


def body_of(sending: Sending) -> bytes:
    """The message as it is sent, byte for byte the same at every attempt."""
    data = {**sending.data, "number": sending.number, "referral": sending.referral}
    return orjson.dumps(
        {"type": sending.kind, "timestamp": sending.at.astimezone(ZONE), "data": data}, option=orjson.OPT_SORT_KEYS
    )


async def _may_be_told(sending: Sending, desk: Desk) -> bool:
    if sending.organ is None:
        return True
    async with desk.read() as tx:
        return await deliveries.is_still_told(tx, sending, organ_sight(sending.organ, desk.bureau))


async def _called(sending: Sending, courier: Courier, desk: Desk, max_attempts: int) -> Answer:
    if sending.tries > max_attempts:
        # No attempt came back to say that it failed: each took its worker with it.
        return Answer(None, WORKER_DIED)
    body = body_of(sending)
    secret = desk.vault.open(sealing_owner(sending.client_id), sending.secret)
    return await courier.call(sending.url, body, signed(secret, sending.uid, desk.now(), body))
