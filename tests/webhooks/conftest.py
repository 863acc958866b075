"""Systems that are told, messages to tell them, and a sender that may call the loopback."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from service.auth import clients
from service.auth.scopes import ORGAN, PORTAL
from service.delivery import messages
from service.delivery.messages import Message
from service.desk.kit import Desk
from service.rulebook.vocabulary import DeliveryState, MessageKind
from service.storage.engine import Database
from service.storage.statement import Write
from service.webhooks import deliveries, sent
from service.webhooks.addresses import Addresses
from service.webhooks.call import Courier
from service.webhooks.deliver import deliver
from service.webhooks.deliveries import Sending
from service.webhooks.outcome import Outcome
from service.webhooks.sent import Delivery
from service.webhooks.subscribe import Wish, subscribe
from tests.conftest import FRIDAY
from tests.webhooks.receiver import Receiver

LOOPBACK = Addresses([ip_network("127.0.0.0/8")])
LEASE = timedelta(minutes=1)
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class System:
    """A client with its key, and the organ whose system it is."""

    id: int
    headers: dict[str, str]
    organ: str | None = None


async def admitted(desk: Desk, name: str, organ: str | None = None) -> System:
    """Admit the system of an organ, or a portal."""
    key = await clients.add(name, ORGAN if organ else PORTAL, begin=desk.begin, organ=organ)
    async with desk.read() as tx:
        client_id = await tx.value("SELECT id FROM client WHERE name = $1", name)
    return System(client_id, {"Authorization": f"Bearer {key}"}, organ)


def to_organ(organ: str = "HB-ZJJ", kind: MessageKind = MessageKind.REFERRAL_SENT, **data: Any) -> Message:
    """Something that an organ must know."""
    return Message(kind, 1, "HB8706518564", 7, organ, None, FRIDAY, data)


def to_client(client_id: int, kind: MessageKind = MessageKind.PETITION_DISPOSED) -> Message:
    """Something that a portal must know."""
    return Message(kind, 1, "HB8706518564", None, None, client_id, FRIDAY)


async def tell(desk: Desk, *told: Message) -> None:
    """Commit messages and owe them to whoever wants them."""
    async with desk.begin() as tx:
        tx.write(messages.post_all(told))
    while await deliveries.dispatch(desk.begin):
        pass


async def claimed(desk: Desk) -> Sending | None:
    """The next delivery that is due."""
    return await deliveries.claim(desk.begin, LEASE)


async def delivered(desk: Desk, courier: Courier) -> Outcome | None:
    """Deliver the next that is due; None where none is."""
    sending = await claimed(desk)
    if sending is None:
        return None
    return await deliver(sending, courier=courier, desk=desk, max_attempts=MAX_ATTEMPTS)


async def listed(desk: Desk, client_id: int, state: DeliveryState) -> list[Delivery]:
    """A client's deliveries in a state."""
    async with desk.read() as tx:
        return await sent.of_client(tx, client_id, state, after=0, limit=100)


async def time_passes(desk: Desk) -> None:
    """Whatever waits has waited long enough."""
    async with desk.begin() as tx:
        tx.write(Write("UPDATE delivery SET run_after = now()", ()), Write("UPDATE webhook SET next_at = now()", ()))


async def subscribed(desk: Desk, system: System, receiver: Receiver, *kinds: MessageKind) -> str:
    """Register a receiver; its secret."""
    made = await subscribe(system.id, Wish(receiver.url, kinds or None), desk=desk, addresses=LOOPBACK)
    assert made.secret is not None
    return made.secret


@pytest.fixture
async def office(own_desk: Desk, own_database: Database) -> Desk:
    """A desk that really commits, whose messages need no petition."""
    async with own_database.begin() as tx:
        tx.write(Write("ALTER TABLE message DROP CONSTRAINT message_petition_id_fkey", ()))
    return own_desk


@pytest.fixture
async def organ(office: Desk) -> System:
    """The system of the housing bureau."""
    return await admitted(office, "housing", "HB-ZJJ")


@pytest.fixture
async def courier() -> AsyncIterator[Courier]:
    """Calls receivers on the loopback."""
    made = Courier(LOOPBACK, timedelta(seconds=0.5))
    yield made
    await made.close()
