"""Major and urgent matters are marked and reported at once, in minutes and not in days (条例 25, 46(4))."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from service.desk.acting import Act
from service.desk.figures import settle
from service.desk.kit import local_date
from service.desk.matter import HeldPetition, held_petition
from service.register import deadlines, history, petitions
from service.register.history import Event
from service.rulebook.duties import Change
from service.rulebook.errors import ContentConflict, Fault
from service.rulebook.lifecycle import advance
from service.rulebook.terms import Clock
from service.rulebook.urgency import Told, reported
from service.rulebook.vocabulary import EventKind, Step


async def mark_urgent(number: str, because: str, act: Act) -> HeldPetition:
    """Mark a petition as urgent and start the minutes of its report. Marked again, nothing changes.

    Raises `UnknownPetition`, `VersionStale`, `OfficerRecused`, `StepRefused` for one that is withdrawn.
    """
    at, desk = act.at, act.desk
    async with desk.begin() as tx:
        held = await held_petition(tx, number, act)
        advance(held.petition.stage, Step.HASTEN)
        if held.petition.urgent:
            return held
        minutes = desk.bureau.terms.on(Clock.C14, held.clocks.on).length
        changes = [_due_at(change, at + timedelta(minutes=minutes)) for change in held.clocks.of_urgency()]
        tx.write(
            petitions.move(held.petition, held.petition.stage, disposition=held.petition.disposition, urgent=True),
            history.append(held.petition.id, Event(EventKind.MARKED_URGENT, at, act.hand.actor, {"because": because})),
            *deadlines.change(held.petition.id, changes, at),
        )
        await settle(tx, [held.petition.id])
    desk.bell.set()
    return replace(held, petition=replace(held.petition, urgent=True, version=held.petition.version + 1))


async def report(number: str, told: Sequence[Told], act: Act) -> HeldPetition:
    """Record who was told of an urgent petition, and when. The clock is met when everybody is whom 条例 25 names.

    Raises what `mark_urgent` does, and `ContentConflict` for a petition that is not marked.
    """
    at, desk = act.at, act.desk
    async with desk.begin() as tx:
        held = await held_petition(tx, number, act)
        if not held.petition.urgent:
            raise ContentConflict((Fault("", "not_urgent"),))
        before = [
            Told(one)
            for event in await history.of(tx, held.petition.id)
            if event.kind is EventKind.REPORTED_UPWARD
            for one in event.detail["told"]
        ]
        changes = tuple(held.clocks.of_urgent_report(at)) if reported([*before, *told]) else ()
        tx.write(
            petitions.move(held.petition, held.petition.stage, disposition=held.petition.disposition),
            history.append(
                held.petition.id, Event(EventKind.REPORTED_UPWARD, at, act.hand.actor, {"told": list(told)})
            ),
            *deadlines.change(held.petition.id, changes, at),
        )
        await settle(tx, [held.petition.id])
    return replace(held, petition=replace(held.petition, version=held.petition.version + 1))


def _due_at(change: Change, at: datetime) -> Change:
    day = local_date(at)  # an hour from late in the evening ends on another day
    return replace(change, duty=replace(change.duty, due_at=at, due_on=day, legal_limit_on=day))
