"""The lifecycle: every pair of stage and step is either in this table or refused."""

from service.rulebook.errors import StepRefused
from service.rulebook.vocabulary import Stage, Step

TRANSITIONS: dict[tuple[Stage, Step], Stage] = {
    # A clerk may correct as often as the facts demand; the old decision stays on record.
    (Stage.REGISTERED, Step.CORRECT): Stage.REGISTERED,
    (Stage.AWAITING_CLERK, Step.CORRECT): Stage.REGISTERED,
    # 条例 names no moment up to which a petitioner may withdraw; before any organ has it, nothing stands against it.
    (Stage.REGISTERED, Step.WITHDRAW): Stage.WITHDRAWN,
    (Stage.AWAITING_CLERK, Step.WITHDRAW): Stage.WITHDRAWN,
}


def advance(stage: Stage, step: Step) -> Stage:
    """The stage after `step`. Raises `StepRefused`, which names the steps that are allowed instead."""
    try:
        return TRANSITIONS[stage, step]
    except KeyError:
        raise StepRefused(stage, step, ", ".join(allowed(stage))) from None


def allowed(stage: Stage) -> list[Step]:
    """The steps that a petition at this stage may take."""
    return [step for step in Step if (stage, step) in TRANSITIONS]
