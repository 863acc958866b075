"""Looking at acts of supervision, at an organ's own suggestions, and at what the detectors find."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.desk.discretion import ANYBODY, Discretion, discretion_of
from service.desk.kit import Desk
from service.desk.sight import organ_sight
from service.register import omissions, petitions, supervisions
from service.register.omissions import Omission, Span, Total
from service.register.supervisions import Asked, Done, Supervision
from service.rulebook.detecting import Detector
from service.rulebook.errors import UnknownSupervision
from service.rulebook.supervising import SupervisionKind
from service.storage.sight import Sight
from service.storage.transaction import ReadTx
from service.supervision.plans import NUMBERS


@dataclass(frozen=True, slots=True)
class Page:
    """Acts in order, and the last one looked at where there may be more."""

    found: Sequence[Supervision]
    last: Supervision | None


@dataclass(frozen=True, slots=True)
class Omissions:
    """What one detector finds in a span: how many in all, and a page of them."""

    detector: Detector
    total: Total
    page: Sequence[Omission]


async def listed(asked: Asked, *, desk: Desk) -> Page:
    """Acts of supervision of a kind."""
    async with desk.lately() as tx:
        found = await supervisions.listed(tx, asked, desk.sight)
        told = [await as_told(tx, each, desk.sight, desk) for each in found]
    return Page(told, found[-1] if len(found) == asked.limit else None)


async def one(supervision_id: int, *, desk: Desk) -> tuple[Supervision, list[Done]]:
    """One with everything that was done. Raises `UnknownSupervision`."""
    async with desk.snapshot() as tx:
        found = await supervisions.find(tx, supervision_id)
        if found is None or not await supervisions.is_open_to(tx, supervision_id, None, desk.sight):
            raise UnknownSupervision
        discretion = await _discretion(tx, found, desk)
        steps = await supervisions.steps(tx, supervision_id)
        told = await as_told(tx, found, desk.sight, desk)
    return told, [replace(step, detail=discretion.value(step.detail)) for step in steps]


async def suggestions_to(organ: str, after: int, limit: int, *, desk: Desk) -> Page:
    """The suggestions that an organ has to answer or has answered; none whose petition accuses it (30(3))."""
    async with desk.snapshot() as tx:
        sight = organ_sight(organ, desk.bureau)
        found = await supervisions.of_organ(tx, organ, SupervisionKind.SUGGESTION, after, limit, sight)
        told = [await as_told(tx, each, sight, desk) for each in found]
    return Page(told, found[-1] if len(found) == limit else None)


async def as_told(tx: ReadTx, one: Supervision, sight: Sight, desk: Desk) -> Supervision:
    """An act with its words masked, and of the petitions that it names those that are for these eyes."""
    named = {field: numbers for field in NUMBERS if (numbers := one.facts.get(field))}
    every = [number for numbers in named.values() for number in numbers]
    known = await petitions.numbered(tx, every, sight)
    left = {field: [number for number in numbers if number in known] for field, numbers in named.items()}
    return replace(one, facts={**(await _discretion(tx, one, desk)).value(one.facts), **left})


async def _discretion(tx: ReadTx, one: Supervision, desk: Desk) -> Discretion:
    if one.petition_id is None:
        return ANYBODY
    return await discretion_of(tx, (await petitions.among(tx, [one.petition_id]))[one.petition_id], desk)


async def omitted(
    detector: Detector, span: Span, after: tuple[date, int, int, str] | None, limit: int, *, desk: Desk
) -> Omissions:
    """What a detector finds, counted and listed on one and the same state of the register."""
    place = omissions.FIRST if after is None else after
    async with desk.lately() as tx:
        total = await omissions.count(tx, detector, span, desk.sight)
        return Omissions(detector, total, await omissions.found(tx, detector, span, desk.sight, place, limit))


async def totals(span: Span, *, desk: Desk) -> list[tuple[Detector, Total]]:
    """How much each detector finds."""
    async with desk.lately() as tx:
        return [(each, await omissions.count(tx, each, span, desk.sight)) for each in desk.bureau.detectors.values()]
