"""The lifecycle: every pair of stage and step is either in this table or refused."""

from service.rulebook.errors import StepRefused
from service.rulebook.vocabulary import Stage, Step

TRANSITIONS: dict[tuple[Stage, Step], Stage] = {
    # What the machine was sure of may go on as it stands; what it was unsure of, a clerk decides first.
    (Stage.REGISTERED, Step.CORRECT): Stage.REGISTERED,
    (Stage.REGISTERED, Step.SUPPLEMENT): Stage.REGISTERED,
    (Stage.REGISTERED, Step.WITHDRAW): Stage.WITHDRAWN,
    (Stage.REGISTERED, Step.REFER): Stage.REFERRED,
    (Stage.REGISTERED, Step.DISPOSE): Stage.DISPOSED,
    (Stage.REGISTERED, Step.PROPOSE_REFUSAL): Stage.REFUSAL_PROPOSED,
    (Stage.AWAITING_CLERK, Step.CORRECT): Stage.REGISTERED,
    (Stage.AWAITING_CLERK, Step.SUPPLEMENT): Stage.AWAITING_CLERK,
    (Stage.AWAITING_CLERK, Step.WITHDRAW): Stage.WITHDRAWN,
    # Refusing is a human decision of two persons (domain §5; PIPL 24(3)). New facts void the proposal.
    (Stage.REFUSAL_PROPOSED, Step.APPROVE_REFUSAL): Stage.DISPOSED,
    (Stage.REFUSAL_PROPOSED, Step.REJECT_REFUSAL): Stage.REGISTERED,
    (Stage.REFUSAL_PROPOSED, Step.SUPPLEMENT): Stage.REGISTERED,
    (Stage.REFUSAL_PROPOSED, Step.WITHDRAW): Stage.WITHDRAWN,
    # A clerk may correct as often as the facts demand; the old decision stays on record.
    (Stage.REFERRED, Step.CORRECT): Stage.REFERRED,
    (Stage.REFERRED, Step.SUPPLEMENT): Stage.REFERRED,
    # 条例 names no moment up to which a petitioner may withdraw.
    (Stage.REFERRED, Step.WITHDRAW): Stage.WITHDRAWN,
    (Stage.REFERRED, Step.REFER): Stage.REFERRED,
    (Stage.REFERRED, Step.TAKE_BACK): Stage.REGISTERED,
    (Stage.REFERRED, Step.CLOSE): Stage.CLOSED,
    # What was refused or closed wrongly is taken up again (条例 43, 44: 应受理未受理); it is never a new petition.
    # What was sent on to 纪检监察, 政法 or upward and is taken back from there is with nobody, so it is the bureau's.
    (Stage.DISPOSED, Step.TAKE_BACK): Stage.REGISTERED,
    (Stage.CLOSED, Step.TAKE_BACK): Stage.REGISTERED,
    (Stage.DISPOSED, Step.CORRECT): Stage.DISPOSED,
    (Stage.DISPOSED, Step.REOPEN): Stage.REGISTERED,
    (Stage.CLOSED, Step.CORRECT): Stage.CLOSED,
    (Stage.CLOSED, Step.REOPEN): Stage.REGISTERED,
    # 25 knows no stage at which a matter can no longer turn out to be urgent, but for one that is withdrawn.
    **{(stage, Step.HASTEN): stage for stage in Stage if stage is not Stage.WITHDRAWN},
}

# Where the bureau still has something in hand, by itself or through an organ.
OPEN = frozenset((Stage.REGISTERED, Stage.AWAITING_CLERK, Stage.REFUSAL_PROPOSED, Stage.REFERRED))


def advance(stage: Stage, step: Step) -> Stage:
    """The stage after `step`. Raises `StepRefused`, which names the steps that are allowed instead."""
    try:
        return TRANSITIONS[stage, step]
    except KeyError:
        raise StepRefused(stage, step, ", ".join(allowed(stage))) from None


def allowed(stage: Stage) -> list[Step]:
    """The steps that a petition at this stage may take."""
    return [step for step in Step if (stage, step) in TRANSITIONS]
