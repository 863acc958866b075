"""Random walks through the procedure: legal and illegal steps by everybody, with a clock that moves, all checked."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from service.auth import clients
from service.auth.scopes import PORTAL
from service.desk.clocks import running_clocks
from service.desk.figures import settle
from service.desk.kit import Desk
from service.intake.arrival import Arrival
from service.intake.receive import Registration, receive
from service.register import classifications, deadlines, petitions, referrals
from service.register.petitioners import Petitioner
from service.rulebook import handling, lifecycle
from service.rulebook.duties import missed
from service.rulebook.errors import (
    ContentConflict,
    ExtensionRefused,
    OfficerRecused,
    PetitionError,
    SecondPersonRequired,
    StepRefused,
    TermExpired,
    UnknownReferral,
    VersionStale,
)
from service.rulebook.handling_vocabulary import ReferralStep
from service.rulebook.jurisdiction import Jurisdiction, Submission
from service.rulebook.vocabulary import Channel, Route, Step
from tests.procedure.walk_checks import (
    an_audit_finds_nothing,
    duties_are_chains,
    figures_follow,
    fingerprint,
    history_replays,
    nobody_is_stuck,
)
from tests.procedure.walk_moves import MOVES, WEIGHTS, Move, Walker

REFUSALS = (
    *(StepRefused, TermExpired, ExtensionRefused, ContentConflict, VersionStale),
    *(OfficerRecused, SecondPersonRequired, UnknownReferral),
)
BEGIN = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
TEXTS = (
    Submission("物业擅自抬高停车费", "请责令物业公司退还多收的停车费。", "前进街道某小区物业涨价未公示。"),
    Submission("反映情况", "请处理", "有关情况请领导了解。"),
    Submission("建议增设公交站", "建议在会兴街道增设公交站。", "居民出行不便，步行二十分钟。"),
)
LONGEST = 30


@dataclass(slots=True)
class Counts:
    """What the walks came to."""

    walks: int = 0
    legal: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    ended_at: Counter[str] = field(default_factory=Counter)
    duties: Counter[str] = field(default_factory=Counter)
    matters_at: Counter[str] = field(default_factory=Counter)


def quick(desk: Desk) -> Desk:
    """The desk with each text classified once: the walks are about what comes after."""

    @cache
    def classify(submission: Submission) -> Jurisdiction:
        return desk.classify(submission, BEGIN.date())

    return replace(desk, classify=lambda submission, _: classify(submission))


class Walks:
    """Walks over one desk, whose clock `set_clock` moves; every walk comes from its seed."""

    def __init__(self, desk: Desk, set_clock: Callable[[datetime], None]) -> None:
        self._desk = quick(desk)
        self._set = set_clock
        self.numbers: list[str] = []
        self._client = 0
        self.counts = Counts()

    async def open(self) -> "Walks":
        """Admit the portal that all petitions come through."""
        await clients.add("portal of walks", PORTAL, begin=self._desk.begin)
        async with self._desk.read() as tx:
            self._client = await tx.value("SELECT max(id) FROM client")
        return self

    async def walk(self, seed: int) -> None:
        """One petition from its registration through up to `LONGEST` steps; raises `AssertionError` with its way."""
        dice = random.Random(seed)
        way: list[str] = []
        try:
            await self._walk(dice, way)
        except (AssertionError, LookupError, TypeError, ValueError, PetitionError) as error:
            raise AssertionError(f"walk {seed}: {error!r} after\n  " + "\n  ".join(way)) from error

    async def _walk(self, dice: random.Random, way: list[str]) -> None:
        at = BEGIN + timedelta(days=dice.randint(0, 300), minutes=dice.randint(0, 400))
        self._set(at)
        walker = await self.registered(dice)
        for _ in range(dice.randint(6, LONGEST)):
            at += timedelta(minutes=dice.choice((0, 5, 90)), days=dice.choice((0, 0, 0, 1, 2, 6, 16, 35)))
            self._set(at)
            if dice.random() < 0.12:
                await self._swept(walker)
            name, move = self._chosen(walker)
            stands = f"{walker.petition.stage} {[one.stage.value for one in walker.matters]}"
            way.append(f"{at:%m-%d %H:%M} {stands}: {name} {move.matter.ordinal if move.matter else ''}")
            await self._take(walker, name, move)
        await self._ended(walker)

    async def registered(self, dice: random.Random) -> Walker:
        """A petition that came in just now."""
        registered: list[Registration] = []
        anonymous, now = dice.random() < 0.2, self._desk.now()
        text = replace(dice.choice(TEXTS), joint=dice.random() < 0.2)
        arrival = Arrival(
            submission=text,
            channel=dice.choice(list(Channel)),
            received_at=now - timedelta(days=dice.choice((0, 0, 3, 20))),
            petitioners=() if anonymous else (Petitioner("王建国", "三门峡市湖滨区"),),
            anonymous=anonymous,
            affected_count=None,
            external_number=None,
            language="zh",
            content_sha256=dice.randbytes(32),
        )

        def told(one: Registration) -> bytes:
            registered.append(one)
            return b"{}"

        await receive(arrival, client_id=self._client, key=dice.randbytes(16).hex(), at=now, desk=self._desk, told=told)
        petition = registered[0].petition
        walker = Walker(dice, self._desk, petition.number, registered[0].query_code, list(self.numbers), petition, [])
        self.numbers.append(petition.number)
        await self._read(walker)
        await self._reread_claims(walker)
        self.counts.walks += 1
        return walker

    async def _read(self, walker: Walker) -> None:
        async with self._desk.read() as tx:
            walker.petition = (await petitions.among(tx, [walker.petition.id]))[walker.petition.id]
            walker.matters = await referrals.of(tx, walker.petition.id)

    def _chosen(self, walker: Walker) -> tuple[str, Move]:
        """Mostly what the tables allow, so that walks get somewhere; often enough anything at all."""
        wise = walker.dice.random() < 0.75
        while True:
            (name,) = walker.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))
            move = MOVES[name](walker)
            if move is not None and (not wise or allowed(walker, move)):
                return name, move

    async def _take(self, walker: Walker, name: str, move: Move) -> None:
        listed, before = allowed(walker, move), await self._print(walker)
        try:
            await move.do()
        except REFUSALS as refusal:
            assert await self._print(walker) == before, f"{name} was refused and changed something"
            if isinstance(refusal, StepRefused):
                assert not listed, f"{name} is in the table and was refused"
                told, expected = refusal.allowed, named(walker, move)
                assert told == expected, f"{name}: {told}"
            self.counts.refused[type(refusal).__name__] += 1
            return
        assert listed, f"{name} is not in the table and was taken"
        self.counts.legal[name] += 1
        await self._read(walker)
        if name == "correct":
            await self._reread_claims(walker)
        async with self._desk.read() as tx:
            await nobody_is_stuck(tx, walker.petition.id, self._desk.bureau)

    async def _print(self, walker: Walker) -> tuple[object, ...]:
        async with self._desk.read() as tx:
            return await fingerprint(tx, walker.petition.id)

    async def _reread_claims(self, walker: Walker) -> None:
        async with self._desk.read() as tx:
            made = await classifications.latest(tx, walker.petition.id)
        walker.claims = len(made.claims)
        whole = Route(made.route or Route.REPLY)
        walker.routes = (whole, *(Route(one.route.answer or Route.REPLY) for one in made.claims))

    async def _swept(self, walker: Walker) -> None:
        """What a sweep does: what the day shows to be missed is noted, and noted once however often it looks."""
        at, petition_id = self._desk.now(), walker.petition.id
        for _ in range(2):
            async with self._desk.begin() as tx:
                await petitions.hold(tx, petition_id)
                clocks = await running_clocks(tx, petition_id, at, self._desk)
                tx.write(*deadlines.change(petition_id, tuple(missed(clocks.running, clocks.on)), at))
                await settle(tx, [petition_id])

    async def _ended(self, walker: Walker) -> None:
        async with self._desk.read() as tx:
            self.counts.duties.update(await duties_are_chains(tx, walker.petition.id))
            await history_replays(tx, walker.petition.id)
            await figures_follow(tx, walker.petition.id)
            await an_audit_finds_nothing(tx, walker.petition.id)
        self.counts.ended_at[walker.petition.stage] += 1
        self.counts.matters_at.update(one.stage.value for one in walker.matters)


def allowed(walker: Walker, move: Move) -> bool:
    """What the tables say of a move, asked of them and not of the service."""
    if isinstance(move.step, Step):
        stage, step = walker.petition.stage, move.step
        # What is sent to organs that owe no answer disposes of it (22(2)); from there it takes no other step.
        return (stage, step) in lifecycle.TRANSITIONS
    if move.matter is None:
        return True
    return move.step in handling.allowed(move.matter.kind, move.matter.stage)


def named(walker: Walker, move: Move) -> str:
    """The steps that a refusal of this move has to name."""
    steps: list[Step] | list[ReferralStep] = lifecycle.allowed(walker.petition.stage)
    if move.matter is not None:
        steps = handling.allowed(move.matter.kind, move.matter.stage)
    return ", ".join(steps)
