"""Where the invented year is played: the desk with a clock of its own, the callers, and where each petition stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from service.demo.story import Story
from service.desk.acting import Act
from service.desk.kit import Desk
from service.desk.matter import Reference
from service.desk.officers import Hand
from service.matters.reader import Reader
from service.register import petitions, referrals
from service.register.petitions import Petition
from service.register.referrals import Referral

OFFICERS = ("A01", "A02", "A03")


@dataclass
class Played:
    """A story as far as it has come: the number and query code of its petition."""

    story: Story
    number: str = ""
    query_code: str = ""
    moves: int = 0


@dataclass
class Stage:
    """What the moves work with. `at` is the moment that is played."""

    desk: Desk
    random: Random
    clients: Mapping[str, int]  # the callers of the demo by name
    reader: Reader | None = None  # what petitions are compared with, where mass issues are to be found
    numbers: dict[int, str] = field(default_factory=dict)  # the petitions that were registered, by their stories
    at: datetime = field(init=False)

    async def petition(self, played: Played) -> Petition:
        """The petition as it stands."""
        async with self.desk.read() as tx:
            found = await petitions.find(tx, played.number)
        assert found is not None  # noqa: S101 - it was registered by the story itself
        return found

    async def matter(self, played: Played) -> Referral:
        """The matter that the story is about: the last that was sent."""
        async with self.desk.read() as tx:
            found = await petitions.find(tx, played.number)
            assert found is not None  # noqa: S101 - likewise
            return (await referrals.of(tx, found.id))[-1]

    async def bureau(self, played: Played, *, officer: int = 0) -> Act:
        """The bureau acts on the petition as it stands."""
        hand = Hand(f"client:{self.clients['clerk']}:{OFFICERS[officer]}", OFFICERS[officer])
        return Act(hand, (await self.petition(played)).version, self.at, self.desk)

    async def on_matter(self, played: Played, *, by_bureau: bool = False) -> tuple[Reference, Act]:
        """The organ (or the bureau) acts on the matter as it stands."""
        one = await self.matter(played)
        officer = OFFICERS[0] if by_bureau else "B01"
        hand = Hand(f"client:{self.clients['clerk']}:{officer}", officer, None if by_bureau else one.organ)
        return Reference(played.number, one.ordinal), Act(hand, one.version, self.at, self.desk)
