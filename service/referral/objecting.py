"""An organ holds a matter not to be its own (异议, 条例 23(3)); who is not heard twice asks those above (24(1))."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from service.bureau.load import Bureau
from service.desk.codes import of_organ
from service.desk.matter import Matter
from service.referral.take import Taking, may
from service.rulebook.errors import ContentConflict
from service.rulebook.vocabulary import EventKind, Forum, MessageKind, ReferralStep

Deciding = Callable[[Matter], Taking]


@dataclass(frozen=True, slots=True)
class Objection:
    """Why, on what basis, and who should have it instead."""

    because: str
    basis: str
    proposed_organ: str


def objected(objection: Objection, bureau: Bureau) -> Deciding:
    """An objection within 5 working days; a second one becomes a dispute, whatever the days.

    The decider raises `TermExpired`, and `ContentConflict` for a proposed organ that the bureau has not.
    """

    def decide(matter: Matter) -> Taking:
        may(matter, ReferralStep.OBJECT)
        if faults := tuple(of_organ("/proposed_organ", objection.proposed_organ, bureau, matter.clocks.on)):
            raise ContentConflict(faults)
        one, clocks, said = matter.referral, matter.clocks, asdict(objection)
        again = {"objections": one.objections + 1}
        if not one.objections:
            return Taking(ReferralStep.OBJECT, EventKind.OBJECTED, said, tuple(clocks.of_objection(one.ordinal)), again)
        said["forum"] = Forum.NEGOTIATION
        return Taking(ReferralStep.DISPUTE, EventKind.DISPUTED, said, tuple(clocks.of_dispute(one.ordinal)), again)

    return decide


def objection_decided(because: str, *, upheld: bool) -> Deciding:
    """The bureau has verified: the matter comes back, or stays and its first clock with it (23(3))."""

    def decide(matter: Matter) -> Taking:
        ordinal, clocks = matter.referral.ordinal, matter.clocks
        telling = {"upheld": upheld}
        if upheld:
            return Taking(
                ReferralStep.UPHOLD_OBJECTION,
                EventKind.OBJECTION_UPHELD,
                {"because": because},
                tuple(clocks.of_return(ordinal)),
                tells=MessageKind.REFERRAL_OBJECTION_DECIDED,
                telling=telling,
            )
        return Taking(
            ReferralStep.REJECT_OBJECTION,
            EventKind.OBJECTION_REJECTED,
            {"because": because},
            tuple(clocks.of_rejected_objection(ordinal)),
            tells=MessageKind.REFERRAL_OBJECTION_DECIDED,
            telling=telling,
        )

    return decide


def taken_to_dispute(because: str) -> Deciding:
    """Two organs refuse: the bureau does not send it a third time, but lets those above decide (24(1))."""

    def decide(matter: Matter) -> Taking:
        detail = {"because": because, "forum": Forum.NEGOTIATION}
        return Taking(
            ReferralStep.DISPUTE, EventKind.DISPUTED, detail, tuple(matter.clocks.of_dispute(matter.referral.ordinal))
        )

    return decide


def dispute_settled(forum: Forum, because: str, *, here: bool) -> Deciding:
    """Those above have decided, and there is no further objection (24(1))."""

    def decide(matter: Matter) -> Taking:
        ordinal, clocks = matter.referral.ordinal, matter.clocks
        changes = clocks.of_settlement_here(ordinal) if here else clocks.of_return(ordinal)
        return Taking(
            ReferralStep.SETTLE_HERE if here else ReferralStep.SETTLE_ELSEWHERE,
            EventKind.DISPUTE_SETTLED,
            {"forum": forum, "because": because, "here": here},
            tuple(changes),
            tells=MessageKind.REFERRAL_DISPUTE_SETTLED,
            telling={"here": here, "forum": forum.value},
        )

    return decide


def recalled(because: str) -> Deciding:
    """The bureau takes a matter back before it is answered."""

    def decide(matter: Matter) -> Taking:
        changes = tuple(matter.clocks.of_recall(matter.referral.ordinal))
        return Taking(
            ReferralStep.RECALL,
            EventKind.RECALLED,
            {"because": because},
            changes,
            tells=MessageKind.REFERRAL_RECALLED,
        )

    return decide
