"""A client says where it wants to be told, changes it, or wants it no longer."""

from dataclasses import dataclass

from service.desk.kit import Desk
from service.rulebook.vocabulary import MessageKind
from service.webhooks import deliveries, receivers
from service.webhooks.addresses import Addresses
from service.webhooks.receivers import Receiver, Sealed, sealing_owner
from service.webhooks.sign import new_secret

REMOVED = "receiver_removed"


@dataclass(frozen=True, slots=True)
class Wish:
    """Where to tell of what. `kinds` None: of everything. `new_secret`: the one before may be known to others."""

    url: str
    kinds: tuple[MessageKind, ...] | None
    new_secret: bool = False


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What is registered; `secret` where it is a new one, which nobody can show again."""

    receiver: Receiver
    secret: str | None


async def subscribe(client_id: int, wish: Wish, *, desk: Desk, addresses: Addresses) -> Subscribed:
    """Tell a client there from now on; a receiver that was disabled is called again.

    Raises `AddressRefused` for an address that the service may not call.
    """
    await addresses.check(wish.url)
    secret = new_secret()
    sealed = Sealed(desk.vault.key_id, desk.vault.seal(sealing_owner(client_id), secret))
    async with desk.begin() as tx:
        receiver = await receivers.keep(tx, client_id, wish.url, wish.kinds, sealed, renew=wish.new_secret)
    return Subscribed(receiver, secret if receiver.secret == sealed.secret else None)


async def unsubscribe(client_id: int, *, desk: Desk) -> None:
    """Tell a client no more. What was on its way is given up; the feed still has it."""
    async with desk.begin() as tx:
        tx.write(receivers.remove(client_id), deliveries.abandon(client_id, REMOVED))
