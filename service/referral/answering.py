"""An organ answers in writing (处理意见书, 条例 32), delivers, closes, and does what it promised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from service.desk.matter import Matter
from service.referral.take import Taking, may
from service.rulebook.consequences import rated
from service.rulebook.detecting import cites_a_text
from service.rulebook.errors import ContentConflict, Fault
from service.rulebook.handling_vocabulary import Outcome, ProofOfDelivery, ReferralStep, Result
from service.rulebook.vocabulary import EventKind, Route

Deciding = Callable[[Matter], Taking]

# 29 knows adoption, 32 support: each route has the answers that its article gives.
_STUDY = frozenset((Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, Outcome.NOT_ADOPTED, Outcome.ANSWERED))
_REPLY = frozenset((Outcome.ANSWERED, Outcome.EXPLAINED))
OPINION = frozenset((Outcome.SUPPORTED, Outcome.EXPLAINED, Outcome.NOT_SUPPORTED, Outcome.SETTLED))
OUTCOMES = {Route.STUDY: _STUDY, Route.REPLY: _REPLY}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What 条例 32 wants an opinion to state, and how the petitioner may go on."""

    outcome: Outcome
    request: str
    facts_and_reasons: str
    opinion: str
    legal_basis: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing came to on the axes of 条例 27, and what is still to be done by when (32)."""

    results: Sequence[Result]
    resolved: bool
    summary: str
    promised_until: date | None


def replied(opinion: Opinion) -> Deciding:
    """The answer is given. The decider raises `ContentConflict` for an outcome that the route does not know."""

    def decide(matter: Matter) -> Taking:
        one, clocks = matter.referral, matter.clocks
        may(matter, ReferralStep.REPLY)
        known = OUTCOMES.get(one.route, OPINION)
        if opinion.outcome not in known:
            expected = ", ".join(sorted(known))
            raise ContentConflict((Fault("/outcome", "outcome_of_route", {"route": one.route, "expected": expected}),))
        said = {name: getattr(opinion, name) for name in Opinion.__slots__}
        detail = {**said, "cites_a_text": cites_a_text(opinion.legal_basis)}  # the words are under seal from now on
        facts = {"replied_on": clocks.on, "outcome": opinion.outcome}
        changes = tuple(clocks.of_reply(one.organ, one.ordinal))
        return Taking(ReferralStep.REPLY, EventKind.REPLIED, detail, changes, facts)

    return decide


def delivered(delivered_on: date, proof: ProofOfDelivery) -> Deciding:
    """Delivery is proven: the windows for 复查 and for rating open on that day, once (35(1)).

    The decider raises `ContentConflict` for a day before the answer or after today.
    """

    def decide(matter: Matter) -> Taking:
        one, decided, today = matter.referral, matter.decided, matter.clocks.on
        may(matter, ReferralStep.DELIVER)
        if not (one.replied_on or date.min) <= delivered_on <= today:
            raise ContentConflict((Fault("/delivered_on", "not_when_delivered", {"on": today.isoformat()}),))
        changes = matter.clocks.at(delivered_on).of_delivery(
            one.ordinal,
            reviewable=one.route is Route.PETITION_PROCEDURE,
            rating=rated(decided.purpose, one.route, anonymous=matter.petition.anonymous),
        )
        first = one.delivered_on is None
        return Taking(
            ReferralStep.DELIVER,
            EventKind.DELIVERED,
            {"delivered_on": delivered_on, "proof": proof},
            tuple(changes) if first else (),
            {"delivered_on": delivered_on} if first else {},
        )

    return decide


def closed(closing: Closing) -> Deciding:
    """Closed (办结). An answer that reached nobody closes nothing, unless nobody can be reached (23(2)).

    The decider raises `ContentConflict` where delivery is not proven, and for a promised day that does not lie ahead.
    """

    def decide(matter: Matter) -> Taking:
        one, clocks = matter.referral, matter.clocks
        may(matter, ReferralStep.CLOSE)
        faults = []
        if one.delivered_on is None and not matter.petition.anonymous:
            faults.append(Fault("", "not_delivered"))
        if closing.promised_until is not None and closing.promised_until <= clocks.on:
            faults.append(Fault("/promised_until", "not_ahead", {"on": clocks.on.isoformat()}))
        if faults:
            raise ContentConflict(tuple(faults))
        return Taking(
            ReferralStep.CLOSE,
            EventKind.CLOSED,
            {name: getattr(closing, name) for name in Closing.__slots__},
            tuple(clocks.of_closing(one.organ, one.ordinal, closing.promised_until)),
            {"closed_on": clocks.on, "resolved": closing.resolved},
        )

    return decide


def executed(summary: str) -> Deciding:
    """What was promised is done (32)."""

    def decide(matter: Matter) -> Taking:
        changes = tuple(matter.clocks.of_execution(matter.referral.ordinal))
        return Taking(ReferralStep.EXECUTE, EventKind.EXECUTED, {"summary": summary}, changes)

    return decide
