"""A petition is kept beyond its time, since somebody may need it as evidence; or that is lifted."""

from datetime import datetime

from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.opening import known_and_held
from service.desk.witness import noted
from service.reading.masking import masked
from service.register import recusals, retention
from service.register.retention import Hold
from service.rulebook.errors import OfficerRecused
from service.rulebook.vocabulary import AccessKind


async def hold(number: str, held: bool, because: str, *, hand: Hand, at: datetime, desk: Desk) -> Hold:
    """Set or lift it, with the reason on record; the last word counts. Raises `UnknownPetition`, `OfficerRecused`."""
    async with desk.begin() as tx:
        petition = await known_and_held(tx, number, desk)
        if await recusals.is_recused(tx, petition.id, hand.officer):
            raise OfficerRecused
        decided = Hold(held, because, hand.actor, at)
        said = {"held": held, "because": masked(because)}
        tx.write(
            retention.decide(petition.id, decided),
            noted(AccessKind.LEGAL_HOLD_DECIDED, hand, at, desk, petition, said),
        )
    return decided
