"""The moves of a random walk: everything that a clerk, an organ or a petitioner can do to a petition, wisely or not."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from service.classification.correct import correct
from service.classification.decision import DecidedClaim, Decision
from service.desk.acting import Act
from service.desk.kit import Desk, local_date
from service.desk.matter import Reference
from service.desk.officers import Hand
from service.intake.withdraw import withdraw
from service.referral import hasten, receiving, refuse, steps
from service.referral.answering import OPINION, OUTCOMES, Closing, Opinion, closed, delivered, executed, replied
from service.referral.dispose import filed, guided, reopened, replied_directly
from service.referral.objecting import Objection, dispute_settled, objected, objection_decided, recalled
from service.referral.objecting import taken_to_dispute as disputed
from service.referral.recuse import recuse
from service.referral.refer import refer
from service.referral.refuse import Refusal
from service.referral.take import carry_out
from service.referral.working import extended, heard, made_ordinary, mediated
from service.register.petitions import Petition
from service.register.referrals import Referral
from service.rulebook.handling_vocabulary import (
    Forum,
    Outcome,
    Procedure,
    ProofOfDelivery,
    ReferralKind,
    ReferralStep,
    RefusalCode,
    Result,
)
from service.rulebook.sending import FORWARDED, Target
from service.rulebook.urgency import Told
from service.rulebook.vocabulary import Purpose, Route, Step

ORGANS = ("HB-RSJ", "HB-LDZC", "HB-ZJJ", "HB-MZJ", "HB-JW", "SMX-XFJ")
BUREAU_OFFICERS, ORGAN_OFFICERS = ("A1", "A2", "A3"), ("B1", "B2")
WHY = "按规定办理。"


@dataclass(slots=True)
class Walker:
    """One petition under way, and the dice."""

    dice: random.Random
    desk: Desk
    number: str
    query_code: str
    others: list[str]
    petition: Petition
    matters: list[Referral]
    claims: int = 0
    routes: tuple[Route, ...] = ()

    def act(self, officers: tuple[str, ...], version: int, organ: str | None = None) -> Act:
        """Somebody decides, now and then on what he read too long ago."""
        officer = self.dice.choice(officers)
        stale = self.dice.random() < 0.04
        actor = f"client:{organ or 'bureau'}:{officer}"
        return Act(Hand(actor, officer, organ), version - stale, self.desk.now(), self.desk)

    def bureau(self) -> Act:
        """A clerk on the petition."""
        return self.act(BUREAU_OFFICERS, self.petition.version)

    def matter(self) -> Referral | None:
        """One of the matters, the later the likelier."""
        return self.dice.choice([*self.matters, self.matters[-1]]) if self.matters else None


@dataclass(frozen=True, slots=True)
class Move:
    """One thing done: under which step of which table, to which matter (None: the petition), and the doing of it."""

    step: Step | ReferralStep | None
    matter: Referral | None
    do: Callable[[], Awaitable[Any]]


Moves = Callable[[Walker], Move | None]


def on_petition(step: Step, do: Callable[[Walker], Awaitable[Any]]) -> Moves:
    """A move on the petition itself."""
    return lambda walker: Move(step, None, lambda: do(walker))


def on_matter(step: ReferralStep, decide: Callable[[Walker, Referral], Any], *, bureau: bool = False) -> Moves:
    """A move on one of its matters: by the bureau, or by the organ that has it, rarely by one that has not."""

    def move(walker: Walker) -> Move | None:
        matter = walker.matter()
        if matter is None:
            return None
        own = matter.organ if walker.dice.random() < 0.95 else walker.dice.choice(ORGANS)
        officers = BUREAU_OFFICERS if bureau else ORGAN_OFFICERS
        act = walker.act(officers, matter.version, None if bureau else own)
        named = Reference(walker.number, matter.ordinal)
        return Move(step, matter, lambda: carry_out(named, decide(walker, matter), act))

    return move


def target(walker: Walker) -> Target:
    """Where to send it: mostly what the rules want, at times anything."""
    dice, today = walker.dice, local_date(walker.desk.now())
    claim = dice.randint(1, walker.claims) if walker.claims and dice.random() < 0.8 else None
    route = walker.routes[claim or 0] if walker.routes else Route.REPLY
    kind = ReferralKind.FORWARD if route in FORWARDED else dice.choice((ReferralKind.TRANSFER, ReferralKind.ASSIGN))
    organ = dice.choice(ORGANS[:5])
    if dice.random() < 0.15:
        kind, organ = ReferralKind.UPWARD, "SMX-XFJ"
    if dice.random() < 0.05:
        kind = dice.choice(list(ReferralKind))
    procedure = Procedure.SIMPLE if kind is ReferralKind.TRANSFER and dice.random() < 0.3 else Procedure.ORDINARY
    report = today + timedelta(days=dice.randint(5, 60)) if kind is ReferralKind.ASSIGN else None
    return Target(organ, kind, claim, procedure, report)


def send(walker: Walker) -> Awaitable[Any]:
    """To one organ or to two."""
    targets = [target(walker) for _ in range(1 if walker.dice.random() < 0.65 else 2)]
    return refer(walker.number, targets, WHY, walker.bureau())


def decide(walker: Walker) -> Awaitable[Any]:
    """A clerk's classification, at times of two claims, at times accusing somebody."""
    dice = walker.dice
    route = dice.choice([Route.PETITION_PROCEDURE] * 4 + list(Route))
    purpose = Purpose.ACCUSATION if route is Route.DISCIPLINE else dice.choice((Purpose.APPEAL, Purpose.SUGGESTION))
    claims: tuple[DecidedClaim, ...] = ()
    if dice.random() < 0.35:
        second = dice.choice((Route.PETITION_PROCEDURE, Route.STATUTORY_DUTY, Route.DISCIPLINE, Route.STUDY))
        claims = (
            DecidedClaim((), "待遇", "040000", route, "HB-RSJ"),
            DecidedClaim((), "作风", "040000", second, "HB-JW" if second is Route.DISCIPLINE else "HB-ZJJ"),
        )
    accused = tuple(dice.sample(ORGANS[:5], dice.randint(0, 1))) if dice.random() < 0.3 else None
    decision = Decision(purpose, "040000", None, route, "HB-RSJ", WHY, claims, accused)
    act = walker.bureau()
    return correct(
        walker.number, decision, seen_version=act.seen_version, actor=act.hand.actor, at=act.at, desk=act.desk
    )


def refusal(walker: Walker) -> Awaitable[Any]:
    """Not accepted, mostly with what that needs."""
    earlier = walker.dice.choice([*walker.others[-5:], None, walker.number])
    return refuse.propose(
        walker.number, Refusal(walker.dice.choice(list(RefusalCode)), WHY, WHY, earlier), walker.bureau()
    )


def reply(walker: Walker, matter: Referral) -> Any:
    known = sorted(OUTCOMES.get(matter.route, OPINION))
    outcome = walker.dice.choice(known if walker.dice.random() < 0.8 else list(Outcome))
    return replied(Opinion(outcome, WHY, WHY, WHY, WHY, WHY))


def delivery(walker: Walker, _: Referral) -> Any:
    day = local_date(walker.desk.now()) - timedelta(days=walker.dice.choice((0, 0, 0, 1, 9)))
    return delivered(day, walker.dice.choice(list(ProofOfDelivery)))


def closing(walker: Walker, _: Referral) -> Any:
    promised = local_date(walker.desk.now()) + timedelta(days=walker.dice.randint(0, 40))
    return closed(Closing((Result.PERSUADED,), walker.dice.random() < 0.5, WHY, walker.dice.choice((None, promised))))


def objection(walker: Walker, _: Referral) -> Any:
    return objected(Objection(WHY, WHY, walker.dice.choice((*ORGANS[:4], "HB-NO"))), walker.desk.bureau)


def yes(walker: Walker) -> bool:
    return walker.dice.random() < 0.6


MOVES: dict[str, Moves] = {
    "correct": on_petition(Step.CORRECT, decide),
    "refer": on_petition(Step.REFER, send),
    "guide": on_petition(
        Step.DISPOSE,
        lambda one: steps.carry_out(one.number, guided(Route.ADMINISTRATIVE_PROCEDURE, WHY, WHY), one.bureau()),
    ),
    "reply_directly": on_petition(
        Step.DISPOSE, lambda one: steps.carry_out(one.number, replied_directly(WHY, WHY), one.bureau())
    ),
    "file": on_petition(Step.DISPOSE, lambda one: steps.carry_out(one.number, filed(WHY), one.bureau())),
    "propose_refusal": on_petition(Step.PROPOSE_REFUSAL, refusal),
    "approve_refusal": on_petition(
        Step.APPROVE_REFUSAL, lambda one: refuse.decide(one.number, WHY, one.bureau(), approved=True)
    ),
    "reject_refusal": on_petition(
        Step.REJECT_REFUSAL, lambda one: refuse.decide(one.number, WHY, one.bureau(), approved=False)
    ),
    "reopen": on_petition(Step.REOPEN, lambda one: steps.carry_out(one.number, reopened(WHY), one.bureau())),
    "mark_urgent": on_petition(Step.HASTEN, lambda one: hasten.mark_urgent(one.number, WHY, one.bureau())),
    "report_urgent": lambda one: Move(
        None,
        None,
        lambda: hasten.report(one.number, one.dice.sample(list(Told), one.dice.choice((1, 5))), one.bureau()),
    ),
    "recuse": lambda one: Move(
        None,
        None,
        lambda: recuse(
            one.number,
            one.dice.choice((*BUREAU_OFFICERS, *ORGAN_OFFICERS)),
            WHY,
            hand=one.bureau().hand,
            at=one.desk.now(),
            desk=one.desk,
        ),
    ),
    "withdraw": on_petition(
        Step.WITHDRAW, lambda one: withdraw(one.number, one.query_code, at=one.desk.now(), desk=one.desk)
    ),
    "arrive": on_matter(ReferralStep.ARRIVE, lambda *_: receiving.arrived),
    "accept": on_matter(ReferralStep.ACCEPT, lambda *_: receiving.accepted),
    "object": on_matter(ReferralStep.OBJECT, objection),
    "extend": on_matter(ReferralStep.EXTEND, lambda one, _: extended(one.dice.randint(1, 34), WHY, "B9")),
    "go_ordinary": on_matter(ReferralStep.CHANGE_PROCEDURE, lambda *_: made_ordinary(WHY)),
    "hear": on_matter(ReferralStep.HEAR, lambda one, _: heard(local_date(one.desk.now()), WHY)),
    "mediate": on_matter(ReferralStep.MEDIATE, lambda *_: mediated(True, WHY)),
    "reply": on_matter(ReferralStep.REPLY, reply),
    "deliver": on_matter(ReferralStep.DELIVER, delivery),
    "close": on_matter(ReferralStep.CLOSE, closing),
    "execute": on_matter(ReferralStep.EXECUTE, lambda *_: executed(WHY)),
    "uphold": on_matter(ReferralStep.UPHOLD_OBJECTION, lambda *_: objection_decided(WHY, upheld=True), bureau=True),
    "overrule": on_matter(ReferralStep.REJECT_OBJECTION, lambda *_: objection_decided(WHY, upheld=False), bureau=True),
    "dispute": on_matter(ReferralStep.DISPUTE, lambda *_: disputed(WHY), bureau=True),
    "settle_here": on_matter(
        ReferralStep.SETTLE_HERE, lambda *_: dispute_settled(Forum.COMMON_SUPERIOR, WHY, here=True), bureau=True
    ),
    "settle_elsewhere": on_matter(
        ReferralStep.SETTLE_ELSEWHERE, lambda *_: dispute_settled(Forum.COMMON_SUPERIOR, WHY, here=False), bureau=True
    ),
    "recall": on_matter(ReferralStep.RECALL, lambda *_: recalled(WHY), bureau=True),
}
# How often a move is tried beside the others: what ends a walk, or blocks it, seldom; what leads it on, often.
WEIGHTS = dict.fromkeys(MOVES, 6.0)
WEIGHTS |= {"recuse": 0.15, "withdraw": 0.4, "report_urgent": 0.6, "recall": 1, "mark_urgent": 1, "correct": 3}
WEIGHTS |= {"file": 1, "guide": 1, "reply_directly": 1, "propose_refusal": 3}
WEIGHTS |= {"arrive": 25, "accept": 40, "object": 20, "extend": 20, "reply": 60, "deliver": 60, "close": 60}
