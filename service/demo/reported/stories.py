"""The petitions of the reported year: the first ones, their repeats, mass issues, and what no organ has to close."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random

from service.bureau.load import Bureau
from service.demo import texts
from service.demo.people import Cast, Setting
from service.demo.reported.course import Course, handled, rated, taken
from service.demo.reported.figures import Figures
from service.demo.story import Story
from service.demo.texts import Text
from service.demo.ways import Way
from service.desk.kit import ZONE
from service.rulebook.vocabulary import Channel

ISSUES = Path(texts.FILE).parent / "issues.toml"
ORDINARY = ("appeal", "appeal", "appeal", "small", "duty", "arbitration", "suggestion")  # so much of each kind
SETTLED = ("appeal", "small")  # what can be mediated (32)

Between = tuple[date, date]  # both days included


@dataclass(frozen=True, slots=True)
class First:
    """A first petition that was closed, and when."""

    story: Story
    closed_on: date


class Teller:
    """Tells the year's petitions, the same for the same seed."""

    def __init__(self, figures: Figures, seed: int, bureau: Bureau) -> None:
        self.figures = figures
        self._random = Random(seed)  # noqa: S311 - invents a year, protects nothing
        self._cast = Cast(self._random, bureau)
        self._calendar = bureau.calendar
        self._texts = texts.load()
        self._nth = count()

    def told(self) -> list[Story]:
        """All petitions of the year, whatever becomes of them; by letter as many as are wanted."""
        firsts = [*self._members(), *self._ordinary_firsts()]
        repeats = list(self._repeats(firsts))
        written = [one.story for one in firsts] + [one for one in repeats if one.channel is not Channel.PHONE]
        written += [*self._others(), *self._late()]
        letters = set(self._random.sample(range(len(written)), self.figures.petitions.letters))
        by_phone = [one for one in repeats if one.channel is Channel.PHONE]
        by_letter = [
            replace(one, channel=Channel.LETTER) if place in letters else one for place, one in enumerate(written)
        ]
        return [*by_letter, *by_phone]

    # First petitions that organs close within the year

    def _members(self) -> Iterator[First]:
        """The petitions of mass issues: the last of each sees the issue confirmed, and resolved."""
        wanted = self.figures.supervision
        with ISSUES.open("rb") as file:
            voices = tomllib.load(file)["voices"]
        issues = texts.load(ISSUES)[: wanted.mass_issues]
        for text in issues:
            setting, start = self._cast.setting(), self._day(self.figures.first, date(self.figures.year, 9, 10))
            for nth, voice in zip(range(wanted.members), voices, strict=True):
                last = nth == wanted.members - 1
                one = replace(setting, words={**setting.words, "voice": voice}, person=self._cast.setting().person)
                course = self._member(start + timedelta(days=2 * nth), text, last=last)
                closed_on = next(day for what, day in _days(course) if what == "close")
                yield First(self._story(start + timedelta(days=2 * nth), text, one, course), closed_on)

    def _member(self, start: date, text: Text, *, last: bool) -> Course:
        course = Course(start, self._calendar).then("decide", 1).then("look_around")
        if last:
            course.then("confirm_issue", 1)
        course.then("send", self._random.randint(0, 2)).then("arrive")
        handled(course, self._random, text, mediated=False)
        return course.then("resolve_issue", self._random.randint(1, 5)) if last else rated(course, self._random)

    def _ordinary_firsts(self) -> Iterator[First]:
        wanted, random = self.figures.petitions, self._random
        mediated = wanted.mediated - wanted.mediated_repeats
        members = self.figures.supervision.mass_issues * self.figures.supervision.members
        within = self.figures.first, self.figures.last
        for nth in range(wanted.first_closed - members):
            text = self._text(*(SETTLED if nth < mediated else (random.choice(ORDINARY),)))
            start, course = self._closing(within, self._matter(text, mediated=nth < mediated))
            closed_on = course.on
            story = self._story(start, text, self._cast.setting(), rated(course, random), self._people())
            yield First(story, closed_on)

    # Who comes again

    def _repeats(self, firsts: Sequence[First]) -> Iterator[Story]:
        """Some come again within thirty days of the closing; of those that come late in the year, organs close none."""
        wanted, random, year = self.figures.petitions, self._random, self.figures.year
        late = wanted.returned - wanted.repeats_closed
        lonely = [one for one in firsts if "look_around" not in [move.what for move in one.story.way.moves]]
        early_ones = [one for one in lonely if one.closed_on < date(year, 10, 1)]
        late_ones = [one for one in lonely if one.closed_on > date(year, 11, 10)]
        returned = random.sample(early_ones, wanted.repeats_closed)
        returned.sort(key=lambda one: one.story.text.kind not in SETTLED)  # those that can be mediated first
        returned += random.sample(late_ones, late)
        phones = set(random.sample(range(wanted.returned), wanted.returned_by_phone))
        for nth, first in enumerate(returned):
            early = nth < wanted.repeats_closed
            story = self._repeat(first, early=early, mediated=nth < wanted.mediated_repeats)
            yield replace(story, channel=Channel.PHONE) if nth in phones else story

    def _repeat(self, first: First, *, early: bool, mediated: bool) -> Story:
        year, random = self.figures.year, self._random
        coming = first.closed_on + timedelta(days=2), min(first.closed_on + timedelta(days=28), date(year, 12, 29))
        ending = (self.figures.first, self.figures.last) if early else (date(year + 1, 1, 5), date(year + 1, 3, 31))
        text = first.story.text

        def matter(start: date) -> Course:
            course = Course(start, self._calendar).then("decide", 1).then("confirm_repeat", first=first.story.nth)
            course.then("send", random.randint(0, 2)).then("arrive")
            return handled(course, random, text, mediated=mediated)

        start, course = self._closing(ending, matter, coming)
        return self._story(start, text, first.story.setting, course, first.story.way.people)

    # What no organ closes within the year

    def _others(self) -> Iterator[Story]:
        wanted, random = self.figures.petitions, self._random
        ends: tuple[tuple[int, str, str, dict[str, str]], ...] = (
            (wanted.answered, "inquiry", "answer", {}),
            (wanted.guided, "administrative", "guide", {"route": "administrative_procedure"}),
            (wanted.accusations, "accusation", "send", {"kind": "forward"}),
            (wanted.litigation, "litigation", "send", {"kind": "forward"}),
        )
        for many, kind, what, said in ends:
            for _ in range(many):
                start = self._day(self.figures.first, self.figures.last)
                course = Course(start, self._calendar).then("decide", 1).then(what, random.randint(0, 3), **said)
                if what == "send":
                    course.then("arrive")
                yield self._story(start, self._text(kind), self._cast.setting(), course)

    def _late(self) -> Iterator[Story]:
        year = self.figures.year
        ending = date(year + 1, 1, 5), date(year + 1, 4, 30)
        for _ in range(self.figures.petitions.in_hand):
            text = self._text("appeal", "duty")
            coming = date(year, 12, 5), date(year, 12, 30)
            start, course = self._closing(ending, self._matter(text, mediated=False), coming)
            yield self._story(start, text, self._cast.setting(), rated(course, self._random), self._people())

    # How they are told

    def _matter(self, text: Text, *, mediated: bool) -> Callable[[date], Course]:
        def matter(start: date) -> Course:
            assigned = self._random.random() < 0.08 and text.kind == "appeal"
            sending = {"kind": "assign", "report": 110} if assigned else {}
            course = taken(start, self._calendar, self._random, **sending)
            return handled(course, self._random, text, mediated=mediated)

        return matter

    def _closing(
        self, within: Between, matter: Callable[[date], Course], coming: Between | None = None
    ) -> tuple[date, Course]:
        """A course that ends within these days, of a petition that comes in within those; drawn until it does."""
        while True:
            start = self._day(*(coming or within))
            course = matter(start)
            if within[0] <= course.on <= within[1]:
                return start, course

    def _story(
        self, start: date, text: Text, setting: Setting, course: Course, people: tuple[int, int] = (1, 1)
    ) -> Story:
        hour = time(self._random.randrange(7, 22), self._random.randrange(60), self._random.randrange(60))
        at = datetime.combine(start, hour, ZONE)
        return Story(next(self._nth), at, text, setting, Way("reported", (text.kind,), 0, tuple(course.moves), people))

    def _text(self, *kinds: str) -> Text:
        return self._random.choice([one for one in self._texts if one.kind in kinds])

    def _people(self) -> tuple[int, int]:
        return (2, 9) if self._random.random() < 0.1 else (1, 1)

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self._random.randint(0, (last - first).days))


def _days(course: Course) -> Iterable[tuple[str, date]]:
    on = course.on
    for move in reversed(course.moves):
        yield move.what, on
        on -= timedelta(days=move.least)
