"""An officer with an interest of his own keeps away from a petition (回避, 条例 28(3))."""

from datetime import datetime

from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.opening import known_and_held
from service.register import history, recusals
from service.register.history import Event
from service.rulebook.vocabulary import EventKind


async def recuse(number: str, officer: str, because: str, *, hand: Hand, at: datetime, desk: Desk) -> None:
    """Note that an officer keeps away: no step of this petition is open to him any more. Raises `UnknownPetition`."""
    async with desk.begin() as tx:
        petition = await known_and_held(tx, number, desk)
        tx.write(
            recusals.recuse(petition.id, officer, because),
            history.append(petition.id, Event(EventKind.RECUSED, at, hand.actor, {"officer": officer})),
        )
