"""The lifecycle of a matter at an organ: every kind, stage and step is listed or refused with what is allowed."""

from itertools import product

import pytest

from service.rulebook.errors import StepRefused
from service.rulebook.handling import ANSWERABLE, ENDED, TRANSITIONS, advance, allowed
from service.rulebook.handling_vocabulary import ReferralKind as Kind
from service.rulebook.handling_vocabulary import ReferralStage as Stage
from service.rulebook.handling_vocabulary import ReferralStep as Step

# The whole table once more, by hand and by stage.
TABLE: dict[Stage, dict[Step, Stage]] = {
    Stage.SENT: {Step.ARRIVE: Stage.ARRIVED, Step.RECALL: Stage.RECALLED},
    Stage.ARRIVED: {
        Step.ACCEPT: Stage.ACCEPTED,
        Step.OBJECT: Stage.OBJECTED,
        Step.DISPUTE: Stage.DISPUTED,
        Step.RECALL: Stage.RECALLED,
    },
    Stage.OBJECTED: {
        Step.UPHOLD_OBJECTION: Stage.RETURNED,
        Step.REJECT_OBJECTION: Stage.ARRIVED,
        Step.DISPUTE: Stage.DISPUTED,
        Step.RECALL: Stage.RECALLED,
    },
    Stage.DISPUTED: {
        Step.SETTLE_HERE: Stage.SETTLED,
        Step.SETTLE_ELSEWHERE: Stage.RETURNED,
        Step.RECALL: Stage.RECALLED,
    },
    Stage.SETTLED: {Step.ACCEPT: Stage.ACCEPTED, Step.RECALL: Stage.RECALLED},
    Stage.ACCEPTED: {
        Step.CHANGE_PROCEDURE: Stage.ACCEPTED,
        Step.EXTEND: Stage.ACCEPTED,
        Step.HEAR: Stage.ACCEPTED,
        Step.MEDIATE: Stage.ACCEPTED,
        Step.REPLY: Stage.REPLIED,
        Step.RECALL: Stage.RECALLED,
    },
    Stage.REPLIED: {Step.DELIVER: Stage.REPLIED, Step.CLOSE: Stage.CLOSED, Step.RECALL: Stage.RECALLED},
    Stage.CLOSED: {Step.DELIVER: Stage.CLOSED, Step.EXECUTE: Stage.CLOSED},
    Stage.RETURNED: {},
    Stage.RECALLED: {},
}
# 22(2), 23(4): who answers by other rules only signs for it, and may lose it again.
RECEIVING = {Step.ARRIVE, Step.RECALL}


def expected(kind: Kind, stage: Stage) -> dict[Step, Stage]:
    if kind in (Kind.TRANSFER, Kind.ASSIGN):
        return TABLE[stage]
    return {step: after for step, after in TABLE[stage].items() if step in RECEIVING}


@pytest.mark.parametrize(("kind", "stage", "step"), list(product(Kind, Stage, Step)))
def test_every_triple_is_either_listed_or_refused(kind: Kind, stage: Stage, step: Step) -> None:
    known = expected(kind, stage)
    if step in known:
        assert advance(kind, stage, step) is known[step]
        return
    with pytest.raises(StepRefused) as refused:
        advance(kind, stage, step)
    assert (refused.value.stage, refused.value.step) == (stage, step)
    assert set(filter(None, refused.value.allowed.split(", "))) == set(known)


def test_the_table_has_no_line_beside_these() -> None:
    assert set(TRANSITIONS) == {(stage, step) for stage, steps in TABLE.items() for step in steps}


@pytest.mark.parametrize("kind", sorted(ANSWERABLE))
def test_every_stage_of_an_answerable_matter_leads_to_an_end(kind: Kind) -> None:
    def ends(stage: Stage, seen: frozenset[Stage]) -> bool:
        onward = {advance(kind, stage, step) for step in allowed(kind, stage)} - seen
        return stage in ENDED or any(ends(one, seen | {stage}) for one in onward)

    assert all(ends(stage, frozenset()) for stage in Stage)


def test_whom_those_above_found_competent_cannot_object_again() -> None:
    assert Step.OBJECT not in allowed(Kind.TRANSFER, Stage.SETTLED)
    assert Step.DISPUTE not in allowed(Kind.TRANSFER, Stage.SETTLED)
