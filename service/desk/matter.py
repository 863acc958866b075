"""A petition or a matter at an organ, held for one step: opened, checked, and nobody overtakes until the commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from service.bureau.load import Bureau
from service.desk.acting import Act
from service.desk.clocks import running_clocks
from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.opening import canonical, known_and_held
from service.register import classifications, petitions, recusals, referrals
from service.register.classifications import Classification
from service.register.petitions import Petition
from service.register.referrals import Referral
from service.rulebook.consequences import Clocks
from service.rulebook.errors import OfficerRecused, UnknownReferral, VersionStale
from service.rulebook.guard import barred
from service.rulebook.handling_vocabulary import ReferralStage
from service.storage.transaction import ReadTx, Tx


@dataclass(frozen=True, slots=True)
class Reference:
    """The public name of a matter at an organ: the petition's number and the matter's ordinal, `HB8706518564-1`."""

    number: str
    ordinal: int

    @classmethod
    def read(cls, text: str) -> "Reference":
        """What the text names; what cannot be one names nothing, and is looked for all the same."""
        number, _, ordinal = text.strip().rpartition("-")
        return cls(number, int(ordinal) if ordinal.isascii() and ordinal.isdigit() and len(ordinal) < 5 else 0)


def reference(number: str, ordinal: int) -> str:
    """A matter as it is written."""
    return f"{number}-{ordinal}"


@dataclass(frozen=True, slots=True)
class HeldPetition:
    """A petition with all that a step may depend on."""

    petition: Petition
    referrals: tuple[Referral, ...]
    decided: Classification
    clocks: Clocks


@dataclass(frozen=True, slots=True)
class Matter(HeldPetition):
    """One of its matters."""

    referral: Referral

    @property
    def others(self) -> tuple[Referral, ...]:
        """The other matters of the petition."""
        return tuple(one for one in self.referrals if one.ordinal != self.referral.ordinal)


async def held_petition(tx: Tx, number: str, act: Act) -> HeldPetition:
    """The petition of this number at the version that was read.

    Raises `UnknownPetition`, `VersionStale`, `OfficerRecused`.
    """
    petition = await known_and_held(tx, number, act.desk)
    if petition.version != act.seen_version:
        raise VersionStale(petition.version)
    await _not_recused(tx, petition, act.hand)
    return await _held(tx, petition, act.at, act.desk)


async def held_matter(tx: Tx, named: Reference, act: Act) -> Matter:
    """The matter of this reference at the version that was read.

    An organ that has not this matter, or that the petition accuses, hears the same as where there is none (30(3)), and
    as soon: it holds nothing before. Raises `UnknownReferral`, `VersionStale`, `OfficerRecused`.
    """
    number = canonical(named.number, act.desk)
    if await referrals.open_to(tx, number, named.ordinal, act.hand.organ, act.desk.sight) is None:
        raise UnknownReferral
    petition = await petitions.lock(tx, number)
    if petition is None:
        raise UnknownReferral
    held = await _held(tx, petition, act.at, act.desk)
    referral = next((one for one in held.referrals if one.ordinal == named.ordinal), None)
    if referral is None or not may_see(act.hand.organ, referral, held.decided.accused, act.desk.bureau):
        raise UnknownReferral
    if referral.version != act.seen_version:
        raise VersionStale(referral.version)
    await _not_recused(tx, petition, act.hand)
    return Matter(held.petition, held.referrals, held.decided, held.clocks, referral)


def may_see(organ: str | None, referral: Referral, accused: Collection[str], bureau: Bureau) -> bool:
    """Whether a matter is for the eyes of this organ; None is the bureau, which sees all.

    What the bureau took back is gone for whoever had it, so that one that had to be (30(3)) looks like any other.
    """
    if organ is None:
        return True
    held = referral.organ == organ and referral.stage is not ReferralStage.RECALLED
    return held and organ not in barred(accused, bureau.organs.ties)


def kept_out(decided: Classification, bureau: Bureau) -> frozenset[str]:
    """The organs that a petition accuses, and what is below them: they never receive, read or count it (30(3))."""
    return barred(decided.accused, bureau.organs.ties)


async def _not_recused(tx: ReadTx, petition: Petition, hand: Hand) -> None:
    if await recusals.is_recused(tx, petition.id, hand.officer):
        raise OfficerRecused


async def _held(tx: ReadTx, petition: Petition, at: datetime, desk: Desk) -> HeldPetition:
    return HeldPetition(
        petition,
        tuple(await referrals.of(tx, petition.id)),
        await classifications.latest(tx, petition.id),
        await running_clocks(tx, petition.id, at, desk),
    )
