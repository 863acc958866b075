"""What a petition and its matters must look like by their history alone: the rows are projections of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from service.rulebook import handling
from service.rulebook.handling_vocabulary import (
    Disposition,
    Outcome,
    Procedure,
    ReferralKind,
    ReferralStage,
    ReferralStep,
)
from service.rulebook.vocabulary import EventKind, Route, Stage


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history: its kind, its day at the bureau, and the fact itself."""

    kind: EventKind
    on: date
    detail: Mapping[str, Any]

    @property
    def passes_a_matter_on(self) -> bool:
        """Whether an organ that is no more leaves a matter to its successor (24(2)); with a level it is a review."""
        return self.kind is EventKind.SUCCEEDED and "level" not in self.detail


@dataclass(frozen=True, slots=True)
class MatterThen:
    """A matter at an organ as its history tells it."""

    organ: str
    kind: ReferralKind
    claim: int | None
    route: Route
    procedure: Procedure
    sent_on: date
    stage: ReferralStage = ReferralStage.SENT
    version: int = 1
    objections: int = 0
    arrived_on: date | None = None
    accepted_on: date | None = None
    replied_on: date | None = None
    delivered_on: date | None = None
    closed_on: date | None = None
    outcome: Outcome | None = None
    resolved: bool | None = None


@dataclass(frozen=True, slots=True)
class PetitionThen:
    """A petition as its history tells it; `matters` by their ordinal."""

    stage: Stage
    disposition: Disposition | None = None
    urgent: bool = False
    matters: Mapping[int, MatterThen] = field(default_factory=dict)


STEPS = {
    EventKind.ARRIVED: ReferralStep.ARRIVE,
    EventKind.OBJECTED: ReferralStep.OBJECT,
    EventKind.OBJECTION_UPHELD: ReferralStep.UPHOLD_OBJECTION,
    EventKind.OBJECTION_REJECTED: ReferralStep.REJECT_OBJECTION,
    EventKind.DISPUTED: ReferralStep.DISPUTE,
    EventKind.ACCEPTED: ReferralStep.ACCEPT,
    EventKind.PROCEDURE_CHANGED: ReferralStep.CHANGE_PROCEDURE,
    EventKind.EXTENDED: ReferralStep.EXTEND,
    EventKind.HEARD: ReferralStep.HEAR,
    EventKind.MEDIATED: ReferralStep.MEDIATE,
    EventKind.REPLIED: ReferralStep.REPLY,
    EventKind.DELIVERED: ReferralStep.DELIVER,
    EventKind.CLOSED: ReferralStep.CLOSE,
    EventKind.EXECUTED: ReferralStep.EXECUTE,
    EventKind.RECALLED: ReferralStep.RECALL,
}
_DISPOSING = frozenset((EventKind.DISPOSED, EventKind.REFUSAL_APPROVED, EventKind.REFERRED))


def replayed(history: Iterable[Happened]) -> PetitionThen:
    """The petition after this history, oldest line first.

    Raises `StepRefused` for a step that the table does not know there, `KeyError` for a matter that was never sent.
    """
    then = PetitionThen(Stage.REGISTERED)
    for one in history:
        then = _after(then, one)
    return then


def _after(then: PetitionThen, one: Happened) -> PetitionThen:
    stage = Stage(one.detail.get("stage", then.stage))
    then = replace(then, stage=stage, disposition=_disposition(then, one, stage))
    if one.kind is EventKind.MARKED_URGENT:
        return replace(then, urgent=True)
    if one.kind is EventKind.REFERRED:
        return replace(then, matters={**then.matters, one.detail["referral"]: _sent(one)})
    if one.kind is EventKind.DISPUTE_SETTLED:
        here = one.detail["here"]
        return _moved(then, one, ReferralStep.SETTLE_HERE if here else ReferralStep.SETTLE_ELSEWHERE)
    if one.passes_a_matter_on:
        return _passed_on(then, one)
    if one.kind in STEPS:
        return _moved(then, one, STEPS[one.kind])
    return then


def _disposition(then: PetitionThen, one: Happened, stage: Stage) -> Disposition | None:
    if stage is not Stage.DISPOSED:
        return None
    if one.kind not in _DISPOSING:
        return then.disposition
    said = one.detail.get("disposition")
    return Disposition(said) if said else None


def _sent(one: Happened) -> MatterThen:
    detail = one.detail
    return MatterThen(
        detail["organ"],
        ReferralKind(detail["kind"]),
        detail["claim"],
        Route(detail["route"]),
        Procedure(detail["procedure"]),
        one.on,
    )


def _moved(then: PetitionThen, one: Happened, step: ReferralStep) -> PetitionThen:
    ordinal = one.detail["referral"]
    before = then.matters[ordinal]
    stage = handling.advance(before.kind, before.stage, step)
    after = replace(before, stage=stage, version=before.version + 1, **_facts(before, one))
    return replace(then, matters={**then.matters, ordinal: after})


def _passed_on(then: PetitionThen, one: Happened) -> PetitionThen:
    """What an organ had that is no more is its successor's, as it stood (24(2))."""
    before = then.matters[one.detail["referral"]]
    after = replace(before, organ=one.detail["organ"], version=before.version + 1)
    return replace(then, matters={**then.matters, one.detail["referral"]: after})


def _facts(before: MatterThen, one: Happened) -> dict[str, Any]:
    detail = one.detail
    match one.kind:
        case EventKind.ARRIVED:
            return {"arrived_on": one.on}
        case EventKind.OBJECTED | EventKind.DISPUTED if "proposed_organ" in detail:
            return {"objections": before.objections + 1}
        case EventKind.ACCEPTED:
            return {"accepted_on": one.on}
        case EventKind.PROCEDURE_CHANGED:
            return {"procedure": Procedure.ORDINARY}
        case EventKind.REPLIED:
            return {"replied_on": one.on, "outcome": Outcome(detail["outcome"])}
        case EventKind.DELIVERED if before.delivered_on is None:
            return {"delivered_on": date.fromisoformat(detail["delivered_on"])}
        case EventKind.CLOSED:
            return {"closed_on": one.on, "resolved": detail["resolved"]}
        case _:
            return {}
