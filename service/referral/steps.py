"""One step of a petition itself, taken by the bureau: row, history, clocks, figures, who is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from service.delivery import messages, outbox
from service.desk.acting import Act
from service.desk.figures import settle
from service.desk.matter import HeldPetition, held_petition
from service.desk.telling import to_portal
from service.register import deadlines, history, petitions
from service.register.history import Event
from service.rulebook.duties import Change
from service.rulebook.handling_vocabulary import Disposition
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import EventKind, MessageKind, Step
from service.storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class PetitionStep:
    """What is done with a petition: the step, how the history calls it, what it says, what changes of the clocks."""

    step: Step
    event: EventKind
    detail: Mapping[str, Any] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    disposition: Disposition | None = None


async def carry_out(number: str, decide: Callable[[HeldPetition], PetitionStep], act: Act) -> HeldPetition:
    """Hold the petition, let `decide` say what is done with it as it stands, and record that.

    Raises `UnknownPetition`, `VersionStale`, `OfficerRecused`, `StepRefused`, and what `decide` has against it.
    """
    async with act.desk.begin() as tx:
        held = await record(tx, await held_petition(tx, number, act), decide, act)
    act.desk.bell.set()
    return held


async def record(tx: Tx, held: HeldPetition, decide: Callable[[HeldPetition], PetitionStep], act: Act) -> HeldPetition:
    """Record a step of a held petition; the petition as it then stands. Raises `StepRefused`."""
    petition, taken, at = held.petition, decide(held), act.at
    stage = advance(petition.stage, taken.step)
    kind = MessageKind.PETITION_DISPOSED if taken.disposition else MessageKind.PETITION_STAGE_CHANGED
    told = to_portal(petition, at, kind=kind, stage=stage, disposition=taken.disposition)
    tx.write(
        petitions.move(petition, stage, disposition=taken.disposition),
        history.append(petition.id, Event(taken.event, at, act.hand.actor, {**taken.detail, "stage": stage})),
        *deadlines.change(petition.id, taken.changes, at),
        messages.post(told),
        outbox.post_notices(petition.id),
    )
    await settle(tx, [petition.id])
    after = replace(petition, stage=stage, version=petition.version + 1, disposition=taken.disposition)
    return replace(held, petition=after)
