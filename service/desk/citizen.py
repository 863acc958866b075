"""What every step of a petitioner starts with: a petition opened by number and code, held until the commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Header, Path

from service.bureau.load import Bureau
from service.desk.clocks import running_clocks
from service.desk.kit import Desk, local_date
from service.desk.matter import HeldPetition
from service.desk.opening import opened_and_held
from service.register import classifications, referrals
from service.register.classifications import Classification
from service.register.referrals import Referral
from service.rulebook.errors import ContentConflict, Fault
from service.rulebook.guard import barred
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import Purpose, Route
from service.storage.transaction import Tx

PETITIONER = "petitioner"  # how the history names who holds the code
# Where an accusation went is told no closer than this (条例 30(3), domain §12).
TO_COMPETENT_ORGAN = "有权机关"

OwnNumber = Annotated[str, Path(max_length=64, description="as on the receipt; spaces, hyphens and case do not matter")]
QueryCode = Annotated[str, Header(alias="X-Query-Code", max_length=64, description="as on the receipt")]


@dataclass(frozen=True, slots=True)
class Reproach:
    """What a text of the petitioner may hold against somebody, as a machine reads it: enough to keep it back."""

    accuses: bool
    kept_out: frozenset[str]  # the organs it accuses, and what is below them


async def own_petition(tx: Tx, number: str, query_code: str, at: datetime, desk: Desk) -> HeldPetition:
    """The petition that number and code open together, held. Raises `UnknownPetition` for either one wrong."""
    petition = await opened_and_held(tx, number, query_code, desk)
    return HeldPetition(
        petition,
        tuple(await referrals.of(tx, petition.id)),
        await classifications.latest(tx, petition.id),
        await running_clocks(tx, petition.id, at, desk),
    )


def own_matter(held: HeldPetition, ordinal: int) -> Referral:
    """One of its matters at organs. Raises `ContentConflict` where there is none of this number."""
    for one in held.referrals:
        if one.ordinal == ordinal:
            return one
    raise ContentConflict((Fault("/referral", "no_such_matter", {"matters": len(held.referrals)}),))


def reproach_of(text: str, at: datetime, desk: Desk) -> Reproach:
    """What a text that comes later may accuse: not decided, only kept from the eyes of whom it is about (30(3)).

    Unsure counts as accusing: a clerk can still pass the text on, nobody can take it back.
    """
    found = desk.classify(Submission(subject="", request="", facts=text), local_date(at))
    accuses = (
        found.purpose.answer == Purpose.ACCUSATION
        or found.route.answer == Route.DISCIPLINE
        or bool(found.accused)
        or any(claim.accusation for claim in found.claims)
    )
    organs = desk.bureau.organs
    return Reproach(accuses, barred(found.accused, organs.ties))


def organ_told(organ: str, referral: Referral, bureau: Bureau, *decisions: Classification) -> str:
    """How a petitioner is told which organ has a matter: by name, but for an accusation (30(3))."""
    secret = referral.route is Route.DISCIPLINE or any(_accusing(referral, one) for one in decisions)
    return TO_COMPETENT_ORGAN if secret or organ not in bureau.organs else bureau.organs.name(organ)


def _accusing(referral: Referral, decided: Classification) -> bool:
    if decided.purpose == Purpose.ACCUSATION:
        return True
    own = referral.claim is not None and decided.version == referral.decision
    return own and decided.claims[(referral.claim or 1) - 1].accusation
