"""The whole record of a petition for a clerk: its words masked, and nothing of what he need not know of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from service.desk.discretion import discretion_of
from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.opening import known
from service.desk.witness import noted
from service.intake.progress import Progress, progress_of
from service.register import petitions
from service.register.history import Event
from service.rulebook.vocabulary import AccessKind
from service.storage.transaction import ReadTx


async def record(number: str, hand: Hand, *, desk: Desk) -> Progress:
    """The record; that this hand has read it is on record before it is shown. Raises `UnknownPetition`.

    For who has not to do with accusations, what came later and may accuse somebody is left out, and so is what a
    petition was compared with if that accuses.
    """
    async with desk.snapshot() as tx:
        petition = await known(tx, number, desk)
        found = await progress_of(tx, petition, desk)
        discretion = await discretion_of(tx, petition, desk)
        events = await _for_these_eyes(tx, found.events, desk)
    async with desk.begin() as writing:
        writing.write(noted(AccessKind.RECORD_READ, hand, desk.now(), desk, petition, {}))
    return replace(found, petition=discretion.petition(petition), events=discretion.events(events))


async def _for_these_eyes(tx: ReadTx, events: Sequence[Event], desk: Desk) -> list[Event]:
    if desk.sight.accusations:
        return list(events)
    told = [one for one in events if not one.detail.get("withheld")]
    known_of = await petitions.numbered(tx, {number for one in told for number in _named(one)}, desk.sight)
    return [shown for one in told if (shown := _without(one, known_of)) is not None]


def _named(event: Event) -> Iterator[str]:
    if "number" in event.detail:
        yield str(event.detail["number"])
    yield from (str(one["number"]) for one in event.detail.get("found", ()))


def _without(event: Event, known_of: Iterable[str]) -> Event | None:
    """The event with those of the petitions it names that may be known of; None where it names no other."""
    if "found" in event.detail:
        left = [one for one in event.detail["found"] if one["number"] in known_of]
        return replace(event, detail={**event.detail, "found": left}) if left else None
    return event if all(number in known_of for number in _named(event)) else None
