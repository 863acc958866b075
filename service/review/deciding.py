"""The organ above hears, decides and delivers (条例 35(2), 36(2)): each step as what it does to row and clocks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from service.review.take import HeldReview, Taking, may
from service.rulebook.errors import ContentConflict, Fault
from service.rulebook.handling_vocabulary import ProofOfDelivery, ReviewOutcome, ReviewStep
from service.rulebook.reviews import terminates
from service.rulebook.vocabulary import EventKind

Deciding = Callable[[HeldReview], Taking]

TERMINATION = "信访工作条例 36(3)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The 复查 or 复核意见: what becomes of the answer, why, on what basis, and how the petitioner may go on."""

    outcome: ReviewOutcome
    facts_and_reasons: str
    opinion: str
    legal_basis: str
    remedy: str


def heard(held_on: date, days: int, minutes: str) -> Deciding:
    """A hearing (听证) of so many days. Only 复核 leaves them out of its 30 days (36(2)).

    The decider raises `ContentConflict` where its days do not lie between the request and today.
    """

    def decide(held: HeldReview) -> Taking:
        may(held, ReviewStep.HEAR)
        review, today = held.review, held.clocks.on
        if not review.requested_on <= held_on <= today - timedelta(days=days - 1):
            raise ContentConflict((Fault("/held_on", "not_while_reviewed", {"on": today.isoformat()}),))
        return Taking(
            ReviewStep.HEAR,
            EventKind.REVIEW_HEARD,
            {"held_on": held_on, "days": days, "minutes": minutes},
            tuple(held.clocks.of_review_hearing(review.level, review.referral, days)),
            {"hearing_days": review.hearing_days + days},
        )

    return decide


def decided(verdict: Verdict) -> Deciding:
    """The opinion is given. A 复核意见 ends the procedure (程序终结), which says nothing of 化解."""

    def decide(held: HeldReview) -> Taking:
        may(held, ReviewStep.DECIDE)
        review = held.review
        ends = terminates(review.level, verdict.outcome)
        return Taking(
            ReviewStep.DECIDE,
            EventKind.REVIEW_DECIDED,
            {name: getattr(verdict, name) for name in Verdict.__slots__},
            tuple(held.clocks.of_review_decision(review.level, review.referral)),
            {"decided_on": held.clocks.on, "outcome": verdict.outcome},
            follows=((EventKind.TERMINATED, {"article": TERMINATION}),) if ends else (),
        )

    return decide


def delivered(delivered_on: date, proof: ProofOfDelivery) -> Deciding:
    """Delivery is proven: after 复查 the window for 复核 opens on that day, once (36(1)).

    The decider raises `ContentConflict` for a day before the opinion or after today.
    """

    def decide(held: HeldReview) -> Taking:
        may(held, ReviewStep.DELIVER)
        review, today = held.review, held.clocks.on
        if not (review.decided_on or date.min) <= delivered_on <= today:
            raise ContentConflict((Fault("/delivered_on", "not_when_delivered", {"on": today.isoformat()}),))
        first = review.delivered_on is None
        changes = tuple(held.clocks.at(delivered_on).of_review_delivery(review.level, review.referral))
        return Taking(
            ReviewStep.DELIVER,
            EventKind.REVIEW_DELIVERED,
            {"delivered_on": delivered_on, "proof": proof},
            changes if first else (),
            {"delivered_on": delivered_on} if first else {},
        )

    return decide
