"""A history alone says how a petition and its matters stand; a history that cannot be is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from service.rulebook.errors import StepRefused
from service.rulebook.handling_vocabulary import (
    Disposition,
    Outcome,
    Procedure,
    ReferralKind,
    ReferralStage,
    ReferralStep,
)
from service.rulebook.replay import STEPS, Happened, MatterThen, replayed
from service.rulebook.vocabulary import EventKind, Route, Stage

DAY = date(2026, 3, 6)
SENT = {
    "referral": 1,
    "organ": "HB-RSJ",
    "kind": "transfer",
    "claim": None,
    "route": "petition_procedure",
    "procedure": "simple",
    "stage": "referred",
}
WAY: tuple[tuple[EventKind, dict[str, Any]], ...] = (
    (EventKind.REGISTERED, {"stage": "awaiting_clerk"}),
    (EventKind.CLASSIFIED, {}),
    (EventKind.CORRECTED, {"stage": "registered"}),
    (EventKind.MARKED_URGENT, {}),
    (EventKind.REFERRED, SENT),
    (EventKind.ARRIVED, {"referral": 1}),
    (EventKind.OBJECTED, {"referral": 1, "proposed_organ": "HB-ZJJ"}),
    (EventKind.OBJECTION_REJECTED, {"referral": 1}),
    (EventKind.DISPUTED, {"referral": 1, "proposed_organ": "HB-ZJJ"}),
    (EventKind.DISPUTE_SETTLED, {"referral": 1, "here": True}),
    (EventKind.SUCCEEDED, {"referral": 1, "organ": "HB-MZJ"}),
    (EventKind.ACCEPTED, {"referral": 1}),
    (EventKind.PROCEDURE_CHANGED, {"referral": 1}),
    (EventKind.REPLIED, {"referral": 1, "outcome": "supported"}),
    (EventKind.DELIVERED, {"referral": 1, "delivered_on": "2026-03-20"}),
    (EventKind.DELIVERED, {"referral": 1, "delivered_on": "2026-03-21"}),
    (EventKind.SUCCEEDED, {"referral": 1, "organ": "SMX-ZFB", "level": "review"}),
    (EventKind.CLOSED, {"referral": 1, "resolved": True, "stage": "closed"}),
)


def told(*lines: tuple[EventKind, dict[str, Any]]) -> list[Happened]:
    """These lines, a day each."""
    return [Happened(kind, DAY + timedelta(days=nth), detail) for nth, (kind, detail) in enumerate(lines)]


def test_a_whole_way_is_told_by_its_history() -> None:
    then = replayed(told(*WAY))

    assert (then.stage, then.disposition, then.urgent) == (Stage.CLOSED, None, True)
    assert then.matters[1] == MatterThen(
        organ="HB-MZJ",
        kind=ReferralKind.TRANSFER,
        claim=None,
        route=Route.PETITION_PROCEDURE,
        procedure=Procedure.ORDINARY,
        sent_on=date(2026, 3, 10),
        stage=ReferralStage.CLOSED,
        version=13,
        objections=2,
        arrived_on=date(2026, 3, 11),
        accepted_on=date(2026, 3, 17),
        replied_on=date(2026, 3, 19),
        delivered_on=date(2026, 3, 20),  # the first proof stands
        closed_on=date(2026, 3, 23),
        outcome=Outcome.SUPPORTED,
        resolved=True,
    )


@pytest.mark.parametrize(
    ("after", "stage", "disposition"),
    [
        ([], Stage.DISPOSED, Disposition.FILE),
        ([(EventKind.CORRECTED, {"stage": "disposed"})], Stage.DISPOSED, Disposition.FILE),
        ([(EventKind.REPORTED_UPWARD, {})], Stage.DISPOSED, Disposition.FILE),
        ([(EventKind.REOPENED, {"stage": "registered"})], Stage.REGISTERED, None),
    ],
)
def test_how_the_bureau_ended_its_part_stands_as_long_as_it_has_ended(
    after: list[tuple[EventKind, dict[str, Any]]], stage: Stage, disposition: Disposition | None
) -> None:
    ended = (EventKind.DISPOSED, {"stage": "disposed", "disposition": "file"})

    then = replayed(told((EventKind.REGISTERED, {"stage": "registered"}), ended, *after))

    assert (then.stage, then.disposition) == (stage, disposition)


def test_a_proposed_refusal_disposes_of_nothing() -> None:
    proposed = (EventKind.REFUSAL_PROPOSED, {"stage": "refusal_proposed", "disposition": "refuse"})
    assert replayed(told(proposed)).disposition is None


def test_a_step_that_the_table_does_not_know_is_no_history() -> None:
    with pytest.raises(StepRefused):
        replayed(told((EventKind.REFERRED, SENT), (EventKind.REPLIED, {"referral": 1, "outcome": "supported"})))


def test_a_step_of_what_was_never_sent_is_no_history() -> None:
    with pytest.raises(KeyError):
        replayed(told((EventKind.ARRIVED, {"referral": 1})))


def test_every_step_of_a_matter_has_its_line_in_the_history() -> None:
    settled = {ReferralStep.SETTLE_HERE, ReferralStep.SETTLE_ELSEWHERE}  # one line, which says where
    assert set(STEPS.values()) | settled == set(ReferralStep)
