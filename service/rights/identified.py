"""Who claims a right: somebody whose identity an officer has checked, of a petition that is for that officer."""

from dataclasses import dataclass
from datetime import datetime

from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.opening import known
from service.register import petitioners, recusals
from service.register.petitions import Petition
from service.rulebook.errors import NobodyToIdentify, OfficerRecused, UnknownPerson, UnknownPetition
from service.rulebook.vocabulary import IdentityCheck
from service.storage.transaction import ReadTx


@dataclass(frozen=True, slots=True)
class Claim:
    """What an officer says of who claims: which one of the petition, 1 who wrote it, and how that was made sure."""

    person: int
    check: IdentityCheck
    because: str
    hand: Hand
    at: datetime


async def identified(tx: ReadTx, number: str, claim: Claim, desk: Desk) -> Petition:
    """The petition that the person claims by.

    It is the bureau that answers for what is held, so to an organ nothing is there. Raises `UnknownPetition`,
    `OfficerRecused`, `NobodyToIdentify`, `UnknownPerson`.
    """
    if claim.hand.organ is not None:
        raise UnknownPetition
    petition = await known(tx, number, desk)
    if await recusals.is_recused(tx, petition.id, claim.hand.officer):
        raise OfficerRecused
    await is_on_record(tx, petition, claim.person)
    return petition


async def is_on_record(tx: ReadTx, petition: Petition, person: int) -> None:
    """Make sure that there is such a person. Raises `NobodyToIdentify`, `UnknownPerson`."""
    if petition.anonymous:
        raise NobodyToIdentify
    if person > await petitioners.count(tx, petition.id):
        raise UnknownPerson
