"""An organ holds a matter not to be its own (异议, 条例 23(3)); who is not heard twice asks those above (24(1))."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from service.bureau.load import Bureau
from service.desk.codes import of_organ
from service.desk.matter import Matter
from service.referral.take import Taking, may
from service.register.referrals import part
from service.rulebook.errors import ContentConflict
from service.rulebook.handling_vocabulary import Forum, ReferralStage, ReferralStep
from service.rulebook.vocabulary import EventKind, MessageKind

Deciding = Callable[[Matter], Taking]


@dataclass(frozen=True, slots=True)
class Objection:
    """Why, on what basis, and who should have it instead."""

    because: str
    basis: str
    proposed_organ: str


def objected(objection: Objection, bureau: Bureau) -> Deciding:
    """An objection within 5 working days; a second one, of this organ or of a second organ, becomes a dispute.

    The decider raises `TermExpired`, and `ContentConflict` for a proposed organ that the bureau has not.
    """

    def decide(matter: Matter) -> Taking:
        may(matter, ReferralStep.OBJECT)
        if faults := tuple(of_organ("/proposed_organ", objection.proposed_organ, bureau, matter.clocks.on)):
            raise ContentConflict(faults)
        one, clocks, said = matter.referral, matter.clocks, asdict(objection)
        again = {"objections": one.objections + 1}
        changes = () if one.objections else tuple(clocks.of_objection(one.ordinal))
        if not one.objections and not _refused_before(matter):
            decision = clocks.of_waiting_objection(one.ordinal)
            return Taking(ReferralStep.OBJECT, EventKind.OBJECTED, said, (*changes, *decision), again)
        said["forum"] = Forum.NEGOTIATION
        changes = (*changes, *clocks.of_dispute(one.ordinal))
        return Taking(ReferralStep.DISPUTE, EventKind.DISPUTED, said, changes, again)

    return decide


def _refused_before(matter: Matter) -> bool:
    """Whether the same came back from another organ already: nothing goes back and forth a third time (24(1))."""
    same = part(matter.referral).subject
    return any(one.subject == same and one.stage is ReferralStage.RETURNED for one in map(part, matter.others))


def objection_decided(because: str, *, upheld: bool) -> Deciding:
    """The bureau has verified: the matter comes back, or stays and its first clock with it (23(3))."""

    def decide(matter: Matter) -> Taking:
        ordinal, clocks = matter.referral.ordinal, matter.clocks
        step, event, changes = (
            (ReferralStep.UPHOLD_OBJECTION, EventKind.OBJECTION_UPHELD, clocks.of_return(ordinal))
            if upheld
            else (ReferralStep.REJECT_OBJECTION, EventKind.OBJECTION_REJECTED, clocks.of_rejected_objection(ordinal))
        )
        return Taking(
            step,
            event,
            {"because": because},
            tuple(changes),
            tells=MessageKind.REFERRAL_OBJECTION_DECIDED,
            telling={"upheld": upheld},
        )

    return decide


def taken_to_dispute(because: str) -> Deciding:
    """Two organs refuse: the bureau does not send it a third time, but lets those above decide (24(1))."""

    def decide(matter: Matter) -> Taking:
        detail = {"because": because, "forum": Forum.NEGOTIATION}
        changes = tuple(matter.clocks.of_dispute(matter.referral.ordinal))
        return Taking(ReferralStep.DISPUTE, EventKind.DISPUTED, detail, changes)

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
