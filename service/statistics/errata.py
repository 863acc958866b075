"""Figures that were told and have changed since for days that were over or running then; new days are no erratum."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.desk.kit import Desk, local_date
from service.statistics import lines, served
from service.statistics.answer import answer, wanted
from service.statistics.catalogue import Catalogue, published
from service.statistics.fold import Cell, Table
from service.statistics.question import Question
from service.statistics.served import Told
from service.statistics.why import Because, because
from service.statistics.written import ALL, OPENLY, asked_again


@dataclass(frozen=True, slots=True)
class Corrected:
    """A cell as it was told and as it is now; the total has no keys."""

    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True)
class Erratum:
    """What one serving of a question got wrong, since when, and why. `replaced_by` is a newer definition, if any."""

    question: Question
    served_as_of: datetime
    recorded_at: datetime | None
    cells: tuple[Corrected, ...]
    because: tuple[Because, ...]
    replaced_by: int | None


@dataclass(frozen=True, slots=True)
class Feed:
    """Errata of some questions as of a moment, and after which question the next ones come."""

    as_of: datetime
    errata: tuple[Erratum, ...]
    last: int | None


async def errata(
    catalogue: Catalogue,
    since: datetime | None,
    as_of: datetime,
    *,
    sees_all: bool,
    after: int,
    limit: int,
    desk: Desk,
) -> Feed:
    """What changed by lines recorded after `since` (by default: ever) in what the next questions were told.

    Somebody without case rights hears of what such callers were told, and reckoned as they are told it.
    """
    async with desk.read() as tx:
        found = await served.listed(tx, [OPENLY, ALL] if sees_all else [OPENLY], after=after, limit=limit)
    errors = [one for told in found for one in await _of(told, catalogue, since, as_of, desk)]
    return Feed(as_of, tuple(errors), found[-1].id if len(found) == limit else None)


async def _of(told: Told, catalogue: Catalogue, since: datetime | None, as_of: datetime, desk: Desk) -> list[Erratum]:
    question = asked_again(told.question, catalogue)
    if question is None:
        return []
    latest = published(catalogue[question.indicator.code], local_date(as_of))
    newest = latest if latest.version > question.indicator.version else None
    is_news = newest is not None and (since is None or newest.published_on >= local_date(since))
    found = []
    for served_as_of in told.as_of:
        one = await _since(question, served_as_of, since, as_of, desk)
        if one is not None or is_news:
            base = one or Erratum(question, served_as_of, None, (), (), None)
            found.append(replace(base, replaced_by=newest.version if newest else None))
    return found


async def _since(
    question: Question, served_as_of: datetime, since: datetime | None, as_of: datetime, desk: Desk
) -> Erratum | None:
    """What a serving got wrong; None where nothing came to it after both moments, or nothing that changes a cell."""
    capped = replace(question, last=min(question.last, local_date(served_as_of)))
    if capped.first is not None and capped.first > capped.last:
        return None
    async with desk.past.up_to(as_of) as tx:
        later = max(served_as_of, since or served_as_of)
        changes = await lines.changes(tx, wanted(capped, as_of), later, openly=not question.sees_all)
    if not changes:
        return None
    old, new = [await answer(capped, moment, desk=desk) for moment in (served_as_of, as_of)]
    cells = _corrected(old, new)
    if not cells:
        return None
    recorded_at = min(one.recorded_at for one in changes)
    return Erratum(question, served_as_of, recorded_at, tuple(cells), tuple(because(changes)), None)


def _corrected(old: Table, new: Table) -> Sequence[Corrected]:
    """The total first, then the cells in the order of their codes; one that is not there had or has nothing."""
    nothing = tuple(0 for _ in new.total.sums)
    before, after = ({cell.keys: cell for cell in table.cells} for table in (old, new))
    keys = sorted(before.keys() | after.keys(), key=lambda codes: [(code is None, code or "") for code in codes])
    pairs = [(old.total, new.total), *((before.get(one), after.get(one)) for one in keys)]
    found = [
        Corrected(was or Cell(now.keys if now else (), nothing), now or Cell(was.keys if was else (), nothing))
        for was, now in pairs
    ]
    return [one for one in found if one.old.sums != one.new.sums]
