"""The invented year as a plan, before anything is registered: who writes when about what, and how it goes on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from service.bureau.load import Bureau
from service.demo.people import Cast, Setting
from service.demo.texts import TOWNSHIP, Text
from service.demo.ways import WAYS, Move, Way
from service.desk.kit import ZONE
from service.rulebook.vocabulary import Channel

OFFICE_OPENS, OFFICE_CLOSES = 8, 18  # officers act by day; citizens write at any hour


@dataclass(frozen=True, slots=True)
class Story:
    """One petition of the year: what is sent in, when, and the moves that follow."""

    nth: int
    at: datetime
    text: Text
    setting: Setting
    way: Way
    channel: Channel = Channel.ONLINE

    @property
    def form(self) -> dict[str, Any]:
        """The petition as a portal sends it."""
        people = self.way.people
        body: dict[str, Any] = {
            **self.text.filled(self.setting.words),
            "problem_place": {"division_code": self.setting.division, "address": self.setting.words["village"]},
            "people_count": people[0] + self.nth % (people[1] - people[0] + 1),
        }
        if self.way.anonymous:
            return {**body, "anonymous": True, "people_count": 1}
        person = self.setting.person
        return {**body, "petitioner": {"name": person.name, "address": person.address, "phone": person.phone}}

    def organ(self, code: str) -> str:
        """The organ that a text means: the township's own office where it says so."""
        return self.setting.township if code == TOWNSHIP else code


def told(year: int, count: int, seed: int, texts: Sequence[Text], bureau: Bureau) -> Iterator[Story]:
    """So many stories over the year, each way at least once, the earliest first; the same for the same seed."""
    random = Random(seed)  # noqa: S311 - invents a year, protects nothing
    cast = Cast(random, bureau)
    moments = sorted(_moment(year, random) for _ in range(count))
    ways = [*WAYS, *random.choices(WAYS, [one.share for one in WAYS], k=max(0, count - len(WAYS)))]
    random.shuffle(ways)
    for nth, (at, way) in enumerate(zip(moments, ways, strict=False)):
        text = random.choice([one for one in texts if one.kind in way.kinds])
        yield Story(nth, at, text, cast.setting(), way)


def next_moment(move: Move, after: datetime, random: Random) -> datetime:
    """When an officer or a citizen takes this move: some days later, in office hours, never before what led to it."""
    local = after.astimezone(ZONE) + timedelta(days=random.randint(move.least, move.most))
    hour = time(random.randrange(OFFICE_OPENS, OFFICE_CLOSES), random.randrange(60), tzinfo=ZONE)
    return max(datetime.combine(local.date(), hour), after + timedelta(minutes=5))


def _moment(year: int, random: Random) -> datetime:
    day = date(year, 1, 1) + timedelta(days=random.randrange(365))
    return datetime.combine(day, time(random.randrange(24), random.randrange(60), random.randrange(60), tzinfo=ZONE))
