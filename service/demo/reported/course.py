"""A course of events with a day for each: no duty is missed, since every day is known before anything is played."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from service.demo.texts import Text
from service.demo.ways import Move
from service.rulebook.calendar import WorkingCalendar
from service.rulebook.handling_vocabulary import Satisfaction
from service.rulebook.vocabulary import Route

SATISFACTIONS = tuple(Satisfaction)


@dataclass(slots=True)
class Course:
    """What happens to a petition from the day it came in, each on a working day. `on` is the day of the last move."""

    on: date
    calendar: WorkingCalendar
    moves: list[Move] = field(default_factory=list)

    def then(self, what: str, days: int = 0, **said: Any) -> "Course":
        """After so many days, or on the next that is worked."""
        day = self.calendar.roll_forward(self.on + timedelta(days=days))
        after = (day - self.on).days
        self.moves.append(Move(what, after, after, said))
        self.on = day
        return self


def taken(start: date, calendar: WorkingCalendar, random: Random, **sending: Any) -> Course:
    """Decided on and sent within the days of 22(1), signed for on the day itself."""
    course = Course(start, calendar).then("decide", 1)
    course.then("send", random.randint(0, 3), **sending).then("arrive")
    if random.random() < 0.6:
        course.then("rate_bureau", random.randint(0, 2), satisfaction=random.choices(SATISFACTIONS, (80, 17, 3))[0])
    return course


def answered(course: Course, random: Random, outcome: str, days: tuple[int, int], *, resolved: bool) -> Course:
    """Answered so many days after what came before, delivered, closed."""
    course.then("reply", random.randint(*days), outcome=outcome)
    return course.then("deliver", random.randint(0, 4)).then("close", random.randint(0, 2), resolved=resolved)


def handled(course: Course, random: Random, text: Text, *, mediated: bool) -> Course:
    """Accepted within the 15 days of 23(3), then settled by mediation or answered within the 60 days of 34."""
    course.then("accept", random.randint(2, 7))
    if mediated:
        return answered(course.then("mediate", random.randint(5, 15)), random, "settled", (2, 8), resolved=True)
    if text.route == Route.STUDY:
        return answered(course, random, random.choice(("adopted", "partly_adopted")), (15, 40), resolved=True)
    if text.route == Route.PETITION_PROCEDURE and random.random() < 0.04:
        course.then("extend", random.randint(40, 48))  # 34: once, by 30 days at most
        return answered(course, random, "supported", (15, 25), resolved=True)
    outcome, resolved = random.choices((("supported", True), ("explained", True), ("not_supported", False)), (7, 2, 1))[
        0
    ]
    return answered(course, random, outcome, (15, 42), resolved=resolved)


def rated(course: Course, random: Random) -> Course:
    """Rated by most within the 30 days of the window."""
    if random.random() < 0.8:
        course.then("rate_organ", random.randint(1, 15), satisfaction=random.choices(SATISFACTIONS, (78, 17, 5))[0])
    return course
