"""The clerk's work list: what the machine was unsure of, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.desk.discretion import discretion_among
from service.desk.kit import Desk
from service.register import classifications, history, petitions
from service.register.classifications import Classification
from service.register.history import Event
from service.register.petitions import Petition
from service.rulebook.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of the list begins: after this entry."""

    due_on: date
    petition_id: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One petition that waits for a clerk, with the machine's suggestion."""

    petition: Petition
    classification: Classification
    supplements: Sequence[Event] = ()  # what was added since, which the suggestion has not read

    @property
    def position(self) -> Position:
        """Where the next page begins if this is the last entry of this one."""
        return Position(self.petition.due_on, self.petition.id)


async def awaiting(after: Position | None, limit: int, *, desk: Desk) -> Sequence[Entry]:
    """At most `limit` petitions that wait for a clerk, by the day on which the bureau must have disposed of them."""
    start = after or Position(date.min, -1)
    async with desk.lately() as tx:
        place = (start.due_on, start.petition_id)
        waiting = await petitions.at_stage(tx, Stage.AWAITING_CLERK, *place, limit, desk.sight)
        added = await history.supplements(tx, [petition.id for petition in waiting])
        discretion = await discretion_among(tx, {petition.id: petition for petition in waiting}, desk)
        entries = []
        for petition in waiting:
            found, later = discretion[petition.id], added.get(petition.id, ())
            shown = [one for one in later if desk.sight.accusations or not one.detail.get("withheld")]
            decided = await classifications.latest(tx, petition.id)
            entries.append(Entry(found.petition(petition), decided, found.events(shown)))
    return entries
