"""The lifecycle of a matter at an organ (条例 22-24, 31-34): every pair not in this table is refused."""

from service.rulebook.errors import StepRefused
from service.rulebook.handling_vocabulary import ReferralKind, ReferralStage, ReferralStep

# What ends here is with this organ no more, or asks nothing more of it.
ENDED = frozenset((ReferralStage.CLOSED, ReferralStage.RETURNED, ReferralStage.RECALLED))

TRANSITIONS: dict[tuple[ReferralStage, ReferralStep], ReferralStage] = {
    (ReferralStage.SENT, ReferralStep.ARRIVE): ReferralStage.ARRIVED,
    # 23(3): own remit → written notice; not own remit → objection, and back only with the sender's consent.
    (ReferralStage.ARRIVED, ReferralStep.ACCEPT): ReferralStage.ACCEPTED,
    (ReferralStage.ARRIVED, ReferralStep.OBJECT): ReferralStage.OBJECTED,
    (ReferralStage.OBJECTED, ReferralStep.UPHOLD_OBJECTION): ReferralStage.RETURNED,
    (ReferralStage.OBJECTED, ReferralStep.REJECT_OBJECTION): ReferralStage.ARRIVED,
    # 24(1): whoever is refused twice asks those above; nothing goes back and forth a third time.
    (ReferralStage.ARRIVED, ReferralStep.DISPUTE): ReferralStage.DISPUTED,
    (ReferralStage.OBJECTED, ReferralStep.DISPUTE): ReferralStage.DISPUTED,
    # 24(1): whom those above have found competent accepts; there is nobody left to object to.
    (ReferralStage.DISPUTED, ReferralStep.SETTLE_HERE): ReferralStage.SETTLED,
    (ReferralStage.SETTLED, ReferralStep.ACCEPT): ReferralStage.ACCEPTED,
    (ReferralStage.DISPUTED, ReferralStep.SETTLE_ELSEWHERE): ReferralStage.RETURNED,
    (ReferralStage.ACCEPTED, ReferralStep.CHANGE_PROCEDURE): ReferralStage.ACCEPTED,
    (ReferralStage.ACCEPTED, ReferralStep.EXTEND): ReferralStage.ACCEPTED,
    (ReferralStage.ACCEPTED, ReferralStep.HEAR): ReferralStage.ACCEPTED,
    (ReferralStage.ACCEPTED, ReferralStep.MEDIATE): ReferralStage.ACCEPTED,
    (ReferralStage.ACCEPTED, ReferralStep.REPLY): ReferralStage.REPLIED,
    (ReferralStage.REPLIED, ReferralStep.DELIVER): ReferralStage.REPLIED,
    (ReferralStage.REPLIED, ReferralStep.CLOSE): ReferralStage.CLOSED,
    # 32: what was promised is still to be done after closing; proof of delivery may come late, too.
    (ReferralStage.CLOSED, ReferralStep.DELIVER): ReferralStage.CLOSED,
    (ReferralStage.CLOSED, ReferralStep.EXECUTE): ReferralStage.CLOSED,
    # The bureau may take back whatever is open; where it turns out to accuse its organ, it must (30(3)).
    **{(stage, ReferralStep.RECALL): ReferralStage.RECALLED for stage in ReferralStage if stage not in ENDED},
}

# Who only receives by other rules than these owes the bureau no answer (22(2), 23(4)).
ANSWERABLE = frozenset((ReferralKind.TRANSFER, ReferralKind.ASSIGN))
_RECEIVING = frozenset((ReferralStep.ARRIVE, ReferralStep.RECALL))


def advance(kind: ReferralKind, stage: ReferralStage, step: ReferralStep) -> ReferralStage:
    """The stage after `step`. Raises `StepRefused`, which names the steps that are allowed instead."""
    if step not in allowed(kind, stage):
        raise StepRefused(stage, step, ", ".join(allowed(kind, stage)))
    return TRANSITIONS[stage, step]


def allowed(kind: ReferralKind, stage: ReferralStage) -> list[ReferralStep]:
    """The steps that a matter of this kind may take at this stage."""
    return [
        step for step in ReferralStep if (stage, step) in TRANSITIONS and (kind in ANSWERABLE or step in _RECEIVING)
    ]
