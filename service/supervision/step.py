"""A step of an act of supervision: reported on, answered, closed. Each on the version that was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.desk.acting import Act
from service.desk.figures import settle_supervision
from service.desk.kit import local_date
from service.desk.sight import organ_sight
from service.register import recusals, supervisions
from service.register.supervisions import Done, Supervision
from service.rulebook.errors import (
    ContentConflict,
    Fault,
    OfficerRecused,
    UnknownSupervision,
    VersionStale,
)
from service.rulebook.supervising import SupervisionKind, SupervisionStage, SupervisionStep, advance
from service.rulebook.terms import Clock
from service.supervision.look import as_told


@dataclass(frozen=True, slots=True)
class Said:
    """What is done and in which words. `until`: the day by which what inspectors found is to be put right."""

    step: SupervisionStep
    facts: Mapping[str, Any] = field(default_factory=dict)
    until: date | None = None


async def take(supervision_id: int, said: Said, act: Act) -> Supervision:
    """Take the step; an organ only with a suggestion that is its own.

    Raises `UnknownSupervision`, `VersionStale`, `OfficerRecused`, `StepRefused`, and `ContentConflict` for a day that
    does not lie ahead or a duty of 包案 that there is not.
    """
    on = local_date(act.at)
    async with act.desk.begin() as tx:
        sight = act.desk.sight if act.hand.organ is None else organ_sight(act.hand.organ, act.desk.bureau)
        if not await supervisions.is_open_to(tx, supervision_id, act.hand.organ, sight):
            raise UnknownSupervision
        one = await supervisions.hold(tx, supervision_id)
        if one is None:
            raise UnknownSupervision
        if one.version != act.seen_version:
            raise VersionStale(one.version)
        if one.petition_id is not None and await recusals.is_recused(tx, one.petition_id, act.hand.officer):
            raise OfficerRecused
        stage = advance(one.kind, one.stage, said.step)
        _consistent(one, said, on)
        after = one.moved(stage, said.facts, **_days(said, stage, on, act))
        tx.write(
            supervisions.move(after),
            supervisions.record(one.id, Done(said.step, act.at, act.hand.actor, dict(said.facts))),
        )
        await settle_supervision(tx, after, act.desk.bureau.code)
        return await as_told(tx, after, sight, act.desk)


def _consistent(one: Supervision, said: Said, on: date) -> None:
    faults = []
    if said.until is not None and said.until <= on:
        faults.append(Fault("/rectify_on", "not_ahead", {"on": on.isoformat()}))
    if said.until is not None and one.kind is not SupervisionKind.INSPECTION:
        faults.append(Fault("/rectify_on", "not_of_this_kind"))
    nth = said.facts.get("duty")
    if nth is not None and nth > len(one.facts.get("care", ())):
        faults.append(Fault("/duty", "no_such_care", {"duties": len(one.facts.get("care", ()))}))
    if faults:
        raise ContentConflict(tuple(faults))


def _days(said: Said, stage: SupervisionStage, on: date, act: Act) -> dict[str, date]:
    if said.until is not None:
        bureau = act.desk.bureau
        due = bureau.terms.on(Clock.C11, on).set_to(said.until, bureau.calendar)
        return {"due_on": due.due_on, "legal_limit_on": due.legal_limit_on}
    return {"closed_on": on} if stage in (SupervisionStage.ANSWERED, SupervisionStage.CLOSED) else {}
