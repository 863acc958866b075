"""Many at once on one petition, with real commits: one step per version, no step lost, and the record stays whole."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from service.classification.correct import correct
from service.classification.decision import DecidedClaim, Decision
from service.deadlines.sweep import sweep
from service.desk.acting import Act
from service.desk.kit import Desk, local_date
from service.desk.matter import Reference
from service.desk.officers import Hand
from service.intake.withdraw import withdraw
from service.referral import hasten, receiving
from service.referral.objecting import Objection, objected, recalled
from service.referral.refer import refer
from service.referral.take import carry_out
from service.referral.working import extended
from service.register import petitions, referrals
from service.register.petitions import Petition
from service.rulebook.errors import (
    ContentConflict,
    PetitionError,
    StepRefused,
    TermExpired,
    UnknownReferral,
    VersionStale,
)
from service.rulebook.handling_vocabulary import Procedure, ReferralKind
from service.rulebook.sending import Target
from service.rulebook.vocabulary import Purpose, Route
from tests.conftest import PETITION, SteppedClock, calling, serving
from tests.procedure.walk_checks import duties_are_chains, figures_follow, history_replays, nobody_is_stuck
from tests.procedure.walks import BEGIN, Walks
from tests.procedure_steps import procedure_on

ROUNDS = 50
WHY = "按规定办理。"
LOSES = (VersionStale, StepRefused, TermExpired)
# What was taken back meanwhile is gone for its organ; what another has sent meanwhile is there already.
GONE = (UnknownReferral, ContentConflict)
THESE = ("HB-RSJ", "HB-ZJJ")
Doing = Callable[[], Awaitable[Any]]


class Table:
    """A petition with two claims, at two organs, read by everybody at the same moment."""

    def __init__(self, desk: Desk, number: str, query_code: str) -> None:
        self.desk, self.number, self.query_code = desk, number, query_code
        self.petition: Petition
        self.versions: dict[int, int] = {}

    async def read(self) -> None:
        """Everybody reads the record as it stands."""
        async with self.desk.read() as tx:
            found = await petitions.find(tx, self.number)
            assert found is not None
            self.petition = found
            self.versions = {one.ordinal: one.version for one in await referrals.of(tx, found.id)}

    def clerk(self, officer: str) -> Act:
        """A clerk on the version that was read."""
        return Act(Hand(f"client:1:{officer}", officer), self.petition.version, self.desk.now(), self.desk)

    def organ(self, ordinal: int, officer: str, organ: str | None) -> Act:
        """An officer of the organ on the version that was read."""
        hand = Hand(f"client:2:{officer}", officer, organ)
        return Act(hand, self.versions[ordinal], self.desk.now(), self.desk)

    def on_matter(self, ordinal: int, officer: str, organ: str | None, decide: Any) -> Doing:
        """A step on a matter."""
        act = self.organ(ordinal, officer, organ)
        return lambda: carry_out(Reference(self.number, ordinal), decide, act)

    def send(self, officer: str, organ: str) -> Doing:
        """A further referral."""
        target = Target(organ, ReferralKind.TRANSFER, 1, Procedure.ORDINARY, None)
        return lambda: refer(self.number, [target], WHY, self.clerk(officer))

    def classify(self, officer: str, *accused: str) -> Doing:
        """A clerk's decision: two claims, and whom it accuses."""
        claims = tuple(DecidedClaim((), f"{organ}的事", "040000", Route.PETITION_PROCEDURE, organ) for organ in THESE)
        made = Decision(
            Purpose.APPEAL, "040000", None, Route.PETITION_PROCEDURE, "HB-RSJ", WHY, claims, accused or None
        )
        act = self.clerk(officer)
        return lambda: correct(
            self.number, made, seen_version=act.seen_version, actor=act.hand.actor, at=act.at, desk=self.desk
        )

    def sweep(self) -> Doing:
        """The sweep of the day."""
        at = self.desk.now()
        return lambda: sweep(local_date(at), at=at, desk=self.desk)

    def withdraw(self) -> Doing:
        """The petitioner withdraws."""
        return lambda: withdraw(self.number, self.query_code, at=self.desk.now(), desk=self.desk)

    async def count(self, kind: str) -> int:
        """How often the history knows this."""
        async with self.desk.read() as tx:
            found: int = await tx.value(
                "SELECT count(*) FROM event WHERE petition_id = $1 AND kind = $2", self.petition.id, kind
            )
            return found

    async def whole(self) -> None:
        """The record is whole whatever was done."""
        async with self.desk.read() as tx:
            await nobody_is_stuck(tx, self.petition.id, self.desk.bureau)
            await duties_are_chains(tx, self.petition.id)
            await history_replays(tx, self.petition.id)
            await figures_follow(tx, self.petition.id)


@pytest.fixture
async def tables(own_desk: Desk, clock: SteppedClock) -> Callable[[], Awaitable[Table]]:
    """Petitions on the table: decided, one claim at each of two organs, both signed for."""
    walks = await Walks(own_desk, lambda at: setattr(clock, "at", at)).open()
    dice = random.Random(5)

    async def laid() -> Table:
        walker = await walks.registered(dice)
        table = Table(own_desk, walker.number, walker.query_code)
        await table.read()
        await table.classify("A1")()
        await table.read()
        targets = [
            Target(organ, ReferralKind.TRANSFER, claim, Procedure.ORDINARY, None)
            for claim, organ in enumerate(THESE, 1)
        ]
        await refer(table.number, targets, WHY, table.clerk("A1"))
        await table.read()
        for ordinal, organ in enumerate(THESE, 1):
            await table.on_matter(ordinal, "B1", organ, receiving.arrived)()
        await table.read()
        return table

    return laid


async def at_once(*doings: Doing) -> list[PetitionError | None]:
    """All at once; who lost, and to what. Anything else than a refusal is a failure."""
    came = await asyncio.gather(*(doing() for doing in doings), return_exceptions=True)
    for one in came:
        if isinstance(one, BaseException) and not isinstance(one, PetitionError):
            raise one
    return [one if isinstance(one, PetitionError) else None for one in came]


Laid = Callable[[], Awaitable[Table]]


async def test_two_officers_accept_once(tables: Laid) -> None:
    for _ in range(ROUNDS):
        table = await tables()
        came = await at_once(
            *(table.on_matter(1, officer, "HB-RSJ", receiving.accepted) for officer in ("B1", "B2", "B3"))
        )
        assert [type(one) for one in came if one] == [VersionStale] * 2
        assert await table.count("accepted") == 1
        await table.whole()


async def test_two_officers_extend_once(tables: Laid) -> None:
    for _ in range(ROUNDS):
        table = await tables()
        await table.on_matter(1, "B1", "HB-RSJ", receiving.accepted)()
        await table.read()
        came = await at_once(
            *(table.on_matter(1, f"B{days}", "HB-RSJ", extended(days, WHY, "B9")) for days in (10, 30))
        )
        assert [type(one) for one in came if one] == [VersionStale]
        assert await table.count("extended") == 1
        await table.whole()


async def test_two_clerks_refer_once_on_one_version(tables: Laid) -> None:
    for _ in range(ROUNDS):
        table = await tables()
        came = await at_once(table.send("A1", "HB-MZJ"), table.send("A2", "HB-CGJ"), table.classify("A3"))
        assert [type(one) for one in came if one] == [VersionStale] * 2
        assert await table.count("referred") + await table.count("corrected") == 2 + 1 + 1
        await table.whole()


async def test_everybody_at_once_loses_no_step_and_leaves_a_whole_record(tables: Laid, clock: SteppedClock) -> None:
    dice, seen = random.Random(7), Counter[str]()
    for _ in range(ROUNDS):
        clock.at = BEGIN
        table = await tables()
        clock.move(timedelta(days=dice.choice((0, 0, 4, 40))))  # in time, or so late that a sweep has much to note
        against = objected(Objection(WHY, WHY, "HB-MZJ"), table.desk.bureau)
        doings: dict[str, Doing] = {
            "accepted 1": table.on_matter(1, "B1", "HB-RSJ", receiving.accepted),
            "objected 1": table.on_matter(1, "B2", "HB-RSJ", against),
            "accepted 2": table.on_matter(2, "B1", "HB-ZJJ", receiving.accepted),
            "recalled 2": table.on_matter(2, "A1", None, recalled(WHY)),
            "referred": table.send("A1", "HB-MZJ"),
            "corrected": table.classify("A2", "HB-RSJ"),
            "marked_urgent": lambda table=table: hasten.mark_urgent(table.number, WHY, table.clerk("A3")),  # type: ignore[misc]  # mypy cannot type a lambda's bound default
            "swept": table.sweep(),
            "withdrawn": table.withdraw(),
        }
        names = dice.sample(list(doings), len(doings))
        before = {name: await table.count(name.split()[0]) for name in names}
        came = dict(zip(names, await at_once(*(doings[name] for name in names)), strict=True))

        assert all(one is None or isinstance(one, (*LOSES, *GONE)) for one in came.values()), came
        for kind in ("accepted", "objected", "referred", "corrected", "marked_urgent", "withdrawn"):
            won = [name for name, lost in came.items() if name.split()[0] == kind and lost is None]
            base = next(count for name, count in before.items() if name.split()[0] == kind)
            assert await table.count(kind) == base + len(won), f"{kind}: a step is lost or doubled"
        on_one = [name for name in ("accepted 1", "objected 1") if came[name] is None]
        assert len(on_one) <= 1, on_one
        seen.update(name for name, lost in came.items() if lost is None)
        await table.whole()
    assert seen.keys() == doings.keys(), "somebody never won"


async def test_over_http_the_one_who_comes_late_is_told_the_version(own_desk: Desk, clock: SteppedClock) -> None:
    async with serving(own_desk) as app, calling(app) as api:
        procedure = await procedure_on(api, own_desk, clock)
        for nth in range(5):
            matter = await procedure.referred(PETITION, f"race-{nth}")
            await procedure.organ(matter, "arrival")
            answers = await asyncio.gather(*(procedure.organ(matter, "acceptance", version=2) for _ in range(4)))
            assert sorted(one.status_code for one in answers) == [200, 412, 412, 412]
            late = next(one for one in answers if one.status_code == 412).json()
            assert (late["code"], "3" in late["detail"]) == ("version_stale", True)
