"""What a petition may belong to, and what waits for a clerk: the reading side of `matters`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from service.desk.discretion import Discretion, discretion_among, masked_among
from service.desk.kit import Desk
from service.desk.opening import known
from service.register import mass_issues, petitions, relations
from service.register.mass_issues import MassIssue, Member
from service.register.petitions import Petition
from service.register.relations import Related
from service.rulebook.errors import UnknownMassIssue
from service.rulebook.vocabulary import Suspicion
from service.storage.transaction import ReadTx


@dataclass(frozen=True, slots=True)
class Pair:
    """Two related petitions, the later first."""

    related: Related
    later: Petition
    earlier: Petition


@dataclass(frozen=True, slots=True)
class Belonging:
    """All that a petition is, or was, suspected to belong to."""

    petition: Petition
    pairs: Sequence[Pair]
    issue: MassIssue | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A petition in a mass issue."""

    member: Member
    petition: Petition


async def belonging(number: str, *, desk: Desk) -> Belonging:
    """The relations of a petition, lapsed ones left out, and the mass issue it is in. Raises `UnknownPetition`."""
    async with desk.snapshot() as tx:
        petition = await known(tx, number, desk)
        found = [
            one for one in await relations.of(tx, petition.id, desk.sight) if one.suspicion is not Suspicion.LAPSED
        ]
        places = [one for one in await mass_issues.memberships(tx, [petition.id]) if one.standing]
        issue = await mass_issues.find(tx, places[0].issue_id) if places else None
        return Belonging(petition, await pairs_of(tx, found, desk), issue)


async def suspected_repeats(after: tuple[int, int], limit: int, *, desk: Desk) -> Sequence[Pair]:
    """Suspected repeats on which nobody has decided, in the order of registration, beyond the given pair."""
    async with desk.lately() as tx:
        return await pairs_of(tx, await relations.suspected_repeats(tx, after, limit, desk.sight), desk)


async def issues(
    suspicion: Suspicion, people_from: int, before: tuple[int, int], limit: int, *, desk: Desk
) -> Sequence[MassIssue]:
    """Mass issues of at least so many people, the largest first, beyond the given (people, id)."""
    async with desk.past.lately() as tx:
        return await mass_issues.largest(tx, suspicion, people_from, before, limit)


async def issue(issue_id: int, after: int, limit: int, *, desk: Desk) -> tuple[MassIssue, Sequence[Placed]]:
    """One mass issue with a page of its petitions. Raises `UnknownMassIssue`."""
    async with desk.snapshot() as tx:
        found = await mass_issues.find(tx, issue_id)
        if found is None:
            raise UnknownMassIssue
        members = await mass_issues.members(tx, issue_id, after, limit, desk.sight)
        by_id = await masked_among(tx, await petitions.among(tx, [one.petition_id for one in members]), desk)
    return found, [Placed(one, by_id[one.petition_id]) for one in members]


async def pairs_of(tx: ReadTx, found: Iterable[Related], desk: Desk) -> Sequence[Pair]:
    """These relations with their petitions, the words of both masked."""
    listed = list(found)
    ids = sorted({each for one in listed for each in (one.petition_id, one.other_id)})
    whole = await petitions.among(tx, ids)
    found_of = await discretion_among(tx, whole, desk)
    told = {id_: found_of[id_].petition(petition) for id_, petition in whole.items()}
    return [Pair(_discreet(one, whole, told, found_of), told[one.petition_id], told[one.other_id]) for one in listed]


def _discreet(
    one: Related, whole: Mapping[int, Petition], told: Mapping[int, Petition], found_of: Mapping[int, Discretion]
) -> Related:
    """With its shared words and its reason masked, and without words that only show what is masked in either text."""
    both = (one.petition_id, one.other_id)

    def discreet(text: str) -> str:
        for petition_id in both:
            text = found_of[petition_id].text(text)
        return text

    def shows_nothing(word: str) -> bool:
        return all(word not in _words(whole[each]) or word in _words(told[each]) for each in both)

    shared = tuple(discreet(word) for word in one.shared if shows_nothing(word))
    return replace(one, shared=shared, because=discreet(one.because) if one.because else one.because)


def _words(petition: Petition) -> str:
    return "\n".join((petition.subject, petition.request, petition.facts))
