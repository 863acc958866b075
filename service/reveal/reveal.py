"""Reveal who petitions: what is asked for and no more, on record in the transaction that opens it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.opening import canonical, known
from service.desk.sight import organ_sight
from service.desk.witness import noted
from service.desk.words import words_of
from service.reading.masking import masked
from service.register import accesses, classifications, history, petitioners, petitions, recusals, referrals
from service.register.petitioners import Petitioner
from service.register.petitions import Petition
from service.rulebook.errors import IdentityProtected, OfficerRecused, UnknownPetition
from service.rulebook.vocabulary import AccessKind, RevealField, RevealPurpose, TextField
from service.storage.sight import PLAIN
from service.storage.transaction import ReadTx, Tx


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to know of who petitions, and what for."""

    purpose: RevealPurpose
    because: str
    fields: frozenset[RevealField]


@dataclass(frozen=True, slots=True)
class Restraint:
    """How many reveals of one officer within a window are usual; one more is told to the bureau."""

    usual: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Words:
    """What was written, as it was written: of several claims only those of the organ's own."""

    fields: dict[TextField, str]
    problem_place: str | None
    supplements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revealed:
    """Who petitions, the one who wrote first; `words` where they were asked for."""

    petition: Petition
    people: tuple[Petitioner, ...]
    words: Words | None


async def reveal(
    number: str, wanted: Wanted, *, hand: Hand, at: datetime, restraint: Restraint, desk: Desk
) -> Revealed:
    """Reveal it to this hand.

    An organ is told of a matter that it has, and never who accuses (30(3)). Raises `UnknownPetition` for what is not
    there for this hand, `IdentityProtected`, `OfficerRecused`.
    """
    async with desk.begin() as tx:
        petition, words = await (_to_bureau if hand.organ is None else _to_organ)(tx, number, hand, desk)
        if await recusals.is_recused(tx, petition.id, hand.officer):
            raise OfficerRecused
        people = await petitioners.of(tx, petition.id, petition.number, desk.vault)
        said = {"purpose": wanted.purpose, "because": masked(wanted.because), "fields": sorted(wanted.fields)}
        await _noticed(tx, hand, at, restraint, desk)
        tx.write(noted(AccessKind.IDENTITY_REVEALED, hand, at, desk, petition, said))
    only_words = wanted.fields <= {RevealField.WORDS}
    return Revealed(
        petition, () if only_words else tuple(people), words if RevealField.WORDS in wanted.fields else None
    )


async def _to_bureau(tx: ReadTx, number: str, _: Hand, desk: Desk) -> tuple[Petition, Words]:
    petition = await known(tx, number, desk)
    words = {field: petition.submission.text(field) for field in TextField}
    return petition, Words(words, petition.problem_place, await _supplements(tx, petition, accusing=True))


async def _to_organ(tx: ReadTx, number: str, hand: Hand, desk: Desk) -> tuple[Petition, Words]:
    sight = organ_sight(hand.organ or "", desk.bureau)
    matters = await referrals.held_by(tx, canonical(number, desk), hand.organ or "", sight)
    if not matters:
        raise UnknownPetition
    if await petitions.seen(tx, canonical(number, desk), PLAIN) is None:
        raise IdentityProtected
    petition = (await petitions.among(tx, [matters[0].petition_id]))[matters[0].petition_id]
    decisions = {one.version: one for one in await classifications.of(tx, petition.id)}
    own: dict[TextField, list[str]] = {}
    for matter in matters:
        for field, text in words_of(matter, decisions[matter.decision], petition.submission).items():
            own.setdefault(field, []).append(text)
    whole = any(one.claim is None for one in matters)
    later = await _supplements(tx, petition, accusing=False) if whole else ()
    return petition, Words(
        {field: "……".join(_once(texts)) for field, texts in own.items()}, petition.problem_place, later
    )


async def _supplements(tx: ReadTx, petition: Petition, *, accusing: bool) -> tuple[str, ...]:
    added = (await history.supplements(tx, [petition.id])).get(petition.id, [])
    return tuple(str(one.detail["text"]) for one in added if accusing or not one.detail.get("withheld"))


async def _noticed(tx: Tx, hand: Hand, at: datetime, restraint: Restraint, desk: Desk) -> None:
    """Tell the bureau, once in a window, where one more is more than usual."""
    before, told = await accesses.reveals_since(tx, hand.actor, at - restraint.window)
    if before + 1 > restraint.usual and not told:
        minutes = int(restraint.window.total_seconds() // 60)
        tx.write(noted(AccessKind.REVEALS_FREQUENT, hand, at, desk, None, {"reveals": before + 1, "minutes": minutes}))


def _once(texts: Collection[str]) -> list[str]:
    return list(dict.fromkeys(texts))
