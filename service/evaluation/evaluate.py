"""A petitioner rates the bureau, or the organ that answered, once and in the window for it (条例 21, domain §12)."""

from dataclasses import dataclass
from datetime import datetime

from service.desk.citizen import PETITIONER, own_matter, own_petition, reproach_of
from service.desk.figures import settle
from service.desk.kit import Desk
from service.desk.matter import HeldPetition
from service.register import deadlines, evaluations, history
from service.register.evaluations import Evaluation
from service.register.history import Event
from service.rulebook.consequences import rated
from service.rulebook.duties import ITSELF
from service.rulebook.errors import AlreadyRated, ContentConflict, Fault
from service.rulebook.handling_vocabulary import Satisfaction
from service.rulebook.ratings import REFUSED_FOR_GOOD, clock_of
from service.rulebook.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class Rating:
    """What is said of whom: the bureau (referral 0), or the organ of a matter."""

    referral: int
    satisfaction: Satisfaction
    reason: str | None


async def evaluate(number: str, query_code: str, rating: Rating, *, at: datetime, desk: Desk) -> Evaluation:
    """Rate once. Raises `UnknownPetition` for a wrong number or code, `AlreadyRated`, `TermExpired` where the window is
    not open, and `ContentConflict` for a matter that is not there or not rated, and for dissatisfaction without why.
    """
    async with desk.begin() as tx:
        held = await own_petition(tx, number, query_code, at, desk)
        if any(one.referral == rating.referral for one in await evaluations.of(tx, held.petition.id)):
            raise AlreadyRated
        _may_be_rated(held, rating)
        changes = tuple(held.clocks.of_rating(clock_of(rating.referral), rating.referral))
        made = Evaluation(rating.referral, rating.satisfaction, rating.reason, held.clocks.on)
        detail = {
            "referral": rating.referral,
            "satisfaction": rating.satisfaction,
            "reason": rating.reason,
            "withheld": rating.reason is not None and reproach_of(rating.reason, at, desk).accuses,
        }
        tx.write(
            evaluations.enter(held.petition.id, made),
            history.append(held.petition.id, Event(EventKind.EVALUATED, at, PETITIONER, detail)),
            *deadlines.change(held.petition.id, changes, at),
        )
        await settle(tx, [held.petition.id])
    return made


def _may_be_rated(held: HeldPetition, rating: Rating) -> None:
    """What was open for rating is so no more once a clerk has found that it accuses, or that it is a court's."""
    decided, petition = held.decided, held.petition
    route: str | None = decided.route
    if rating.referral != ITSELF:
        route = own_matter(held, rating.referral).route
    faults = []
    if not rated(decided.purpose, route, anonymous=petition.anonymous) or petition.disposition in REFUSED_FOR_GOOD:
        faults.append(Fault("", "not_for_rating"))
    if rating.satisfaction is Satisfaction.DISSATISFIED and rating.reason is None:
        faults.append(Fault("/reason", "reason_needed"))
    if faults:
        raise ContentConflict(tuple(faults))
