"""Find what a petition may belong to: earlier petitions of its people, and petitions of others on one issue."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.desk.kit import Desk
from service.matters.candidates import LEAST_SHARED, MOST_CANDIDATES
from service.matters.found import Found, Neighbour
from service.matters.grouping import group
from service.matters.reader import Reader
from service.matters.statement import Statement
from service.register import (
    blind_index,
    classifications,
    history,
    marks,
    mass_issues,
    petitioners,
    petitions,
    relations,
)
from service.register.blind_index import Trace
from service.register.classifications import MACHINE, Answered
from service.register.history import Event
from service.register.petitions import Petition
from service.rulebook.errors import UnknownPetition
from service.rulebook.matters import Acquaintance, Bars, Pair, related
from service.rulebook.vocabulary import EventKind, Stage, Suspicion
from service.storage.sight import WHOLE
from service.storage.transaction import Begin, ReadTx

OF_THE_SAME = 12  # petitions of the same people, the newest
BEFORE = 24  # petitions that were found before, the newest: what a correction has changed may no longer hold


@dataclass(frozen=True, slots=True)
class Subject:
    """The petition that is looked at, as it was when it was read."""

    petition: Petition
    made: Answered
    traces: tuple[Trace, ...]
    keys: list[int]
    weights: list[float]


async def relate(petition_id: int, *, at: datetime, begin: Begin, desk: Desk, reader: Reader) -> None:
    """Note what a petition may belong to. `begin` ends the job that asked for it in the same commit.

    A pair is never missed: each petition is put under its marks and traces, durably, before it looks for others, so of
    two that arrive together the one that looks later sees the other. Done again it changes nothing but what a changed
    classification makes different; what a clerk has decided stays.
    """
    subject = await subject_of(petition_id, desk, reader)
    async with desk.begin() as tx:
        tx.write(marks.enter(petition_id, subject.keys), blind_index.enter(petition_id, subject.traces))
    async with desk.snapshot() as tx:
        neighbours = await _neighbours(tx, subject)
    found = await _compared(subject, neighbours, desk.bureau.bars, reader)
    async with begin() as tx:
        petition = await petitions.hold(tx, petition_id)
        if petition.classification_version != subject.made.version or petition.stage is Stage.WITHDRAWN:
            return  # corrected meanwhile, and a job of its own is owed for that; or nothing is asked any more
        if not found and not await relations.of(tx, petition_id, WHOLE):
            return
        await mass_issues.turn(tx)  # what another worker has just recorded of this petition is seen from here on
        known = {one.beside(petition_id): one for one in await relations.of(tx, petition_id, WHOLE)}
        compared = {one.petition.id for one in neighbours}
        # What another worker found meanwhile, or a clerk knows, stands beside what was found here.
        await group(tx, petition, found, [one for other, one in known.items() if other not in compared], at)
        fallen = compared.intersection(known).difference(one.other.id for one in found)
        tx.write(relations.suspect([one.suspected(petition) for one in found], at))
        tx.write(relations.lapse(petition_id, sorted(fallen)))
        if new := [one for one in found if one.other.id not in known]:
            detail = {"found": [one.told() for one in new]}
            tx.write(history.append(petition_id, Event(EventKind.RELATED, at, MACHINE, detail)))


async def subject_of(petition_id: int, desk: Desk, reader: Reader) -> Subject:
    """The petition with what it is found by. Raises `UnknownPetition`."""
    async with desk.snapshot() as tx:
        petition = (await petitions.among(tx, [petition_id])).get(petition_id)
        if petition is None:
            raise UnknownPetition
        made = (await classifications.in_force(tx, [petition_id]))[petition_id]
        people = await petitioners.of(tx, petition_id, petition.number, desk.vault)
    found = reader.marks.of(petition.subject, petition.facts)
    return Subject(
        petition, made, desk.blind_index.traces(people), desk.mark_keys.of(found), [mark.weight for mark in found]
    )


async def _neighbours(tx: ReadTx, subject: Subject) -> list[Neighbour]:
    """Petitions worth comparing: those that share marks, those of the same people, and those found before."""
    this = subject.petition.id
    alike = await marks.sharing(tx, this, subject.keys, subject.weights, least=LEAST_SHARED, most=MOST_CANDIDATES)
    theirs = await blind_index.of_same_people(tx, this, subject.traces)
    before = {one.beside(this): one.suspicion for one in await relations.of(tx, this, WHOLE)}
    suspected = [one for one, suspicion in before.items() if suspicion is Suspicion.SUSPECTED]
    wanted = [
        one
        for one in dict.fromkeys((*alike, *list(theirs)[:OF_THE_SAME], *suspected[:BEFORE]))
        if before.get(one) is not Suspicion.REJECTED
    ]
    theirs |= await blind_index.among(tx, wanted, subject.traces)
    found, made = await petitions.among(tx, wanted), await classifications.in_force(tx, wanted)
    return [
        Neighbour(found[one], made[one], theirs.get(one, Acquaintance.STRANGER))
        for one in wanted
        if found[one].stage is not Stage.WITHDRAWN
    ]


async def _compared(subject: Subject, neighbours: Sequence[Neighbour], bars: Bars, reader: Reader) -> list[Found]:
    petition = subject.petition
    own = reader.prepared(_statement(petition, subject.made))
    found = []
    for one in neighbours:
        await asyncio.sleep(0)  # a comparison computes for a while: requests of this process come first
        other = reader.prepared(_statement(one.petition, one.made))
        match = reader.likeness.compare(own, other)
        pair = Pair(
            match.probability,
            one.acquaintance,
            abs(petition.registered_at - one.petition.registered_at),
            frozenset((subject.made.purpose, one.made.purpose)),
        )
        if relation := related(pair, bars):
            found.append(Found(one.petition, relation, one.acquaintance, match.probability, match.shared))
    return found


def _statement(petition: Petition, made: Answered) -> Statement:
    # Without the request: 请依法处理 stands in half of all petitions and makes none of them one matter.
    return Statement(petition.subject, petition.facts, made.content_class, made.division)
