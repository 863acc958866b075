"""Looking at matters at organs: the bureau at all of a petition, an organ at its own and at nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.desk.discretion import discretion_of
from service.desk.kit import Desk
from service.desk.matter import Reference
from service.desk.opening import canonical, known
from service.desk.sight import organ_sight
from service.desk.words import words_of
from service.register import classifications, deadlines, history, petitioners, petitions, referrals
from service.register.history import Event
from service.register.petitioners import Petitioner
from service.register.petitions import Petition
from service.register.referrals import Referral
from service.rulebook.duties import Duty
from service.rulebook.errors import UnknownReferral
from service.rulebook.handling_vocabulary import ReferralStage
from service.rulebook.vocabulary import EventKind, TextField


@dataclass(frozen=True, slots=True)
class Standing:
    """A matter with the number of its petition and the clocks that run for it."""

    number: str
    referral: Referral
    running: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Matters in order, and where the next page begins if there may be one."""

    standings: Sequence[Standing]
    last: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class OrganView:
    """What an organ may see of a matter of its own."""

    standing: Standing
    petition: Petition
    petitioner: Petitioner | None
    words: dict[TextField, str]
    events: tuple[Event, ...]


async def of_petition(number: str, *, desk: Desk) -> list[Standing]:
    """All matters of a petition, for the bureau. Raises `UnknownPetition`."""
    async with desk.snapshot() as tx:
        petition = await known(tx, number, desk)
        running = await deadlines.running(tx, petition.id)
        return [_standing(petition, one, running) for one in await referrals.of(tx, petition.id)]


async def standing_of(referral: Referral, *, desk: Desk) -> Standing:
    """A matter with the clocks that run for it now."""
    async with desk.snapshot() as tx:
        petition = (await petitions.among(tx, [referral.petition_id]))[referral.petition_id]
        return _standing(petition, referral, await deadlines.running(tx, petition.id))


async def of_organ(
    organ: str, stages: Sequence[ReferralStage], after: tuple[int, int], limit: int, *, desk: Desk
) -> Page:
    """At most `limit` matters of an organ at these stages, in the order of registration; none that accuses it."""
    async with desk.snapshot() as tx:
        found = await referrals.of_organ(tx, organ, stages, after, limit, organ_sight(organ, desk.bureau))
        ids = sorted({one.petition_id for one in found})
        whole, running = await petitions.among(tx, ids), await deadlines.running_among(tx, ids)
        own = [_standing(whole[one.petition_id], one, running[one.petition_id]) for one in found]
    last = (found[-1].petition_id, found[-1].ordinal) if len(found) == limit else None
    return Page(own, last)


async def one_of_organ(named: Reference, organ: str, *, desk: Desk) -> OrganView:
    """A matter of an organ with its words. Raises `UnknownReferral` for what is not, or no longer, for its eyes."""
    number, sight = canonical(named.number, desk), organ_sight(organ, desk.bureau)
    async with desk.snapshot() as tx:
        petition_id = await referrals.open_to(tx, number, named.ordinal, organ, sight)
        if petition_id is None:
            raise UnknownReferral
        petition = (await petitions.among(tx, [petition_id]))[petition_id]
        referral = next(one for one in await referrals.of(tx, petition_id) if one.ordinal == named.ordinal)
        decisions = await classifications.of(tx, petition_id)
        sent_under = next(one for one in decisions if one.version == referral.decision)
        discretion = await discretion_of(tx, petition, desk)
        told = discretion.petition(petition)
        return OrganView(
            _standing(petition, referral, await deadlines.running(tx, petition_id)),
            told,
            await petitioners.first(tx, petition_id, petition.number, desk.vault),
            words_of(referral, sent_under, told.submission),
            tuple(discretion.events(_of_matter(await history.of(tx, petition_id), referral))),
        )


def _of_matter(events: Sequence[Event], referral: Referral) -> list[Event]:
    """What happened to this matter. What a citizen wrote later and accuses somebody is for no organ's eyes (30(3))."""

    def tells(event: Event) -> bool:
        supplement = event.kind is EventKind.SUPPLEMENTED and referral.claim is None
        return supplement or event.detail.get("referral") == referral.ordinal

    return [event for event in events if tells(event) and not event.detail.get("withheld")]


def _standing(petition: Petition, referral: Referral, running: Sequence[Duty]) -> Standing:
    return Standing(petition.number, referral, tuple(duty for duty in running if duty.referral == referral.ordinal))
