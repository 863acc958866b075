"""When the bureau does something in the reported year, how much falls to each day, and which petitions it takes up."""

from datetime import date, datetime, time, timedelta
from random import Random

from service.demo.office import Happening, Occasion
from service.demo.reported.figures import Figures
from service.demo.stage import Played, Stage
from service.desk.kit import ZONE
from service.register import petitions, referrals
from service.rulebook.calendar import WorkingCalendar
from service.rulebook.handling_vocabulary import ReferralStage

SETTLING_IN = timedelta(days=25)  # until there is something to look at


class Timetable:
    """Working days, shares and petitions. What was taken up once is not taken up again under the same head."""

    def __init__(self, figures: Figures, calendar: WorkingCalendar, random: Random) -> None:
        self._figures = figures
        self._calendar = calendar
        self._random = random
        self._taken: dict[str, set[str]] = {}

    def at(self, day: date, hour: int, what: Happening) -> Occasion:
        """Something on a day, in that hour."""
        return Occasion(datetime.combine(day, time(hour, self._random.randrange(60)), ZONE), what)

    def days(self, many: int) -> list[date]:
        """So many days, evenly over the year."""
        first = self._figures.first + SETTLING_IN
        length = (self._figures.last - first).days
        days = (first + timedelta(days=(2 * nth + 1) * length // (2 * many)) for nth in range(many))
        return [self._calendar.roll_forward(day) for day in days]

    def shares(self, total: int, parts: int, *, least: int = 0) -> list[int]:
        """A number in so many parts, none below `least`."""
        shares = [least] * parts
        for place in self._random.choices(range(parts), k=total - least * parts):
            shares[place] += 1
        return shares

    def pick(self, head: str, many: int, registered: list[Played]) -> list[str]:
        """So many petitions, by their numbers."""
        taken = self._taken.setdefault(head, set())
        free = [one.number for one in registered if one.number not in taken]
        picked = self._random.sample(free, many)
        taken.update(picked)
        return picked

    async def at_organ(self, head: str, stage: Stage, registered: list[Played]) -> Played:
        """A petition that an organ has accepted and not yet answered. Raises `LookupError` where there is none."""
        taken = self._taken.setdefault(head, set())
        for played in self._random.sample(registered, len(registered)):
            async with stage.desk.read() as tx:
                found = await petitions.find(tx, played.number)
                at_organs = await referrals.of(tx, found.id) if found else []
            if played.number not in taken and [one.stage for one in at_organs] == [ReferralStage.ACCEPTED]:
                taken.add(played.number)
                return played
        raise LookupError("no matter is at an organ")
