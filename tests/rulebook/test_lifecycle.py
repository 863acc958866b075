"""The lifecycle of a petition: every pair of stage and step is listed, or refused with what is allowed."""

from itertools import product

import pytest

from service.rulebook.errors import StepRefused
from service.rulebook.lifecycle import OPEN, TRANSITIONS, advance, allowed
from service.rulebook.vocabulary import Stage, Step

# The whole table once more, by hand and by stage, so that a line put in or taken out of the other is seen.
TABLE = {
    Stage.REGISTERED: {
        Step.CORRECT: Stage.REGISTERED,
        Step.SUPPLEMENT: Stage.REGISTERED,
        Step.WITHDRAW: Stage.WITHDRAWN,
        Step.REFER: Stage.REFERRED,
        Step.DISPOSE: Stage.DISPOSED,
        Step.PROPOSE_REFUSAL: Stage.REFUSAL_PROPOSED,
        Step.HASTEN: Stage.REGISTERED,
    },
    Stage.AWAITING_CLERK: {
        Step.CORRECT: Stage.REGISTERED,
        Step.SUPPLEMENT: Stage.AWAITING_CLERK,
        Step.WITHDRAW: Stage.WITHDRAWN,
        Step.HASTEN: Stage.AWAITING_CLERK,
    },
    Stage.REFUSAL_PROPOSED: {
        Step.APPROVE_REFUSAL: Stage.DISPOSED,
        Step.REJECT_REFUSAL: Stage.REGISTERED,
        Step.SUPPLEMENT: Stage.REGISTERED,
        Step.WITHDRAW: Stage.WITHDRAWN,
        Step.HASTEN: Stage.REFUSAL_PROPOSED,
    },
    Stage.REFERRED: {
        Step.CORRECT: Stage.REFERRED,
        Step.SUPPLEMENT: Stage.REFERRED,
        Step.WITHDRAW: Stage.WITHDRAWN,
        Step.REFER: Stage.REFERRED,
        Step.TAKE_BACK: Stage.REGISTERED,
        Step.CLOSE: Stage.CLOSED,
        Step.HASTEN: Stage.REFERRED,
    },
    Stage.DISPOSED: {
        Step.CORRECT: Stage.DISPOSED,
        Step.TAKE_BACK: Stage.REGISTERED,
        Step.REOPEN: Stage.REGISTERED,
        Step.HASTEN: Stage.DISPOSED,
    },
    Stage.CLOSED: {
        Step.CORRECT: Stage.CLOSED,
        Step.TAKE_BACK: Stage.REGISTERED,
        Step.REOPEN: Stage.REGISTERED,
        Step.HASTEN: Stage.CLOSED,
    },
    Stage.WITHDRAWN: {},
}


@pytest.mark.parametrize(("stage", "step"), list(product(Stage, Step)))
def test_every_pair_is_either_listed_or_refused(stage: Stage, step: Step) -> None:
    if step in TABLE[stage]:
        assert advance(stage, step) is TABLE[stage][step]
        return
    with pytest.raises(StepRefused) as refused:
        advance(stage, step)
    assert (refused.value.stage, refused.value.step) == (stage, step)
    assert set(filter(None, refused.value.allowed.split(", "))) == set(TABLE[stage])


def test_the_table_has_no_line_beside_these() -> None:
    assert set(TRANSITIONS) == {(stage, step) for stage, steps in TABLE.items() for step in steps}


def test_every_stage_can_be_reached_and_only_withdrawal_is_for_ever() -> None:
    reached, waiting = {Stage.REGISTERED, Stage.AWAITING_CLERK}, [Stage.REGISTERED, Stage.AWAITING_CLERK]
    while waiting:
        for step in allowed(stage := waiting.pop()):
            if (after := advance(stage, step)) not in reached:
                reached.add(after)
                waiting.append(after)
    assert reached == set(Stage)
    assert [stage for stage in Stage if not allowed(stage)] == [Stage.WITHDRAWN]


def test_no_machine_step_ends_a_petition_that_waits_for_a_clerk() -> None:
    ends = {stage for stage in Stage if stage not in OPEN} - {Stage.WITHDRAWN}
    assert not ends & {advance(Stage.AWAITING_CLERK, step) for step in allowed(Stage.AWAITING_CLERK)}
