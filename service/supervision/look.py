"""Looking at acts of supervision, at an organ's own suggestions, and at what the detectors find."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.desk.kit import Desk
from service.desk.matter import accusing
from service.register import omissions, supervisions
from service.register.omissions import Omission, Span, Total
from service.register.supervisions import Asked, Done, Supervision
from service.rulebook.detecting import Detector
from service.rulebook.errors import UnknownSupervision
from service.rulebook.supervising import SupervisionKind


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
    async with desk.past.lately() as tx:
        found = await supervisions.listed(tx, asked)
    return Page(found, found[-1] if len(found) == asked.limit else None)


async def one(supervision_id: int, *, desk: Desk) -> tuple[Supervision, list[Done]]:
    """One with everything that was done. Raises `UnknownSupervision`."""
    async with desk.snapshot() as tx:
        found = await supervisions.find(tx, supervision_id)
        if found is None:
            raise UnknownSupervision
        return found, await supervisions.steps(tx, supervision_id)


async def suggestions_to(organ: str, after: int, limit: int, *, desk: Desk) -> Page:
    """The suggestions that an organ has to answer or has answered; none whose petition accuses it (30(3))."""
    async with desk.snapshot() as tx:
        found = await supervisions.of_organ(tx, organ, SupervisionKind.SUGGESTION, after, limit)
        ids = {each.petition_id for each in found if each.petition_id is not None}
        hidden = await accusing(tx, organ, ids, desk.bureau)
    shown = [each for each in found if each.petition_id not in hidden]
    return Page(shown, found[-1] if len(found) == limit else None)


async def omitted(
    detector: Detector, span: Span, after: tuple[date, int, int, str] | None, limit: int, *, desk: Desk
) -> Omissions:
    """What a detector finds, counted and listed on one and the same state of the register."""
    place = omissions.FIRST if after is None else after
    async with desk.past.lately() as tx:
        total = await omissions.count(tx, detector, span)
        return Omissions(detector, total, await omissions.found(tx, detector, span, place, limit))


async def totals(span: Span, *, desk: Desk) -> list[tuple[Detector, Total]]:
    """How much each detector finds."""
    async with desk.past.lately() as tx:
        return [(each, await omissions.count(tx, each, span)) for each in desk.bureau.detectors.values()]
