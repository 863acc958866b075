"""One step of a matter at an organ, whoever takes it: row, history, clocks, what the petition comes to, who is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.delivery import messages, outbox
from service.delivery.messages import Message, Value
from service.desk.acting import Act
from service.desk.figures import settle
from service.desk.matter import Matter, Reference, held_matter
from service.desk.officers import Hand
from service.desk.telling import to_organ, to_portal
from service.register import deadlines, history, petitions, referrals
from service.register.history import Event
from service.register.referrals import Referral, part
from service.rulebook import handling
from service.rulebook.duties import Change
from service.rulebook.handling_vocabulary import ReferralStep
from service.rulebook.parts import stage_after
from service.rulebook.vocabulary import EventKind, MessageKind, Stage
from service.storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Taking:
    """What is done: the step, how the history calls it, what it says, what changes of the clocks and of the row."""

    step: ReferralStep
    event: EventKind
    detail: Mapping[str, Any] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    tells: MessageKind | None = None  # what the organ is told, where somebody else took the step
    telling: Mapping[str, Value] = field(default_factory=dict)


def may(matter: Matter, step: ReferralStep) -> None:
    """The table speaks before any other rule, so that a refusal names what is allowed. Raises `StepRefused`."""
    handling.advance(matter.referral.kind, matter.referral.stage, step)


async def carry_out(named: Reference, decide: Callable[[Matter], Taking], act: Act) -> Referral:
    """Hold the matter, let `decide` say what is done with it as it stands, and record that.

    Raises `UnknownReferral` for a matter that this hand may not see, `VersionStale`, `OfficerRecused`, `StepRefused`,
    and whatever the law has against it (`TermExpired`, `ExtensionRefused`, `ContentConflict`).
    """
    async with act.desk.begin() as tx:
        matter = await held_matter(tx, named, act)
        taken = await _take(tx, matter, decide(matter), act.hand, act.at)
    act.desk.bell.set()
    return taken


async def _take(tx: Tx, matter: Matter, taking: Taking, hand: Hand, at: datetime) -> Referral:
    before, petition = matter.referral, matter.petition
    stage = handling.advance(before.kind, before.stage, taking.step)
    after = before.moved(stage, **taking.facts)
    stands, owed = petition.stage, tuple[Change, ...]()
    if stage in handling.ENDED and stage is not before.stage:
        stands, owed = stage_after(stands, part(after), map(part, matter.others), matter.clocks)
    changes = [*taking.changes, *owed]
    detail = {"referral": before.ordinal, **taking.detail}
    if stands is not petition.stage:
        detail["stage"] = stands
        tx.write(petitions.move(petition, stands))
    tx.write(
        referrals.move(after),
        history.append(petition.id, Event(taking.event, at, hand.actor, detail)),
        *deadlines.change(petition.id, changes, at),
        messages.post_all(_messages(matter, stands, taking, at)),
        outbox.post_notices(petition.id),
    )
    await settle(tx, [petition.id])
    return after


def _messages(matter: Matter, stands: Stage, taking: Taking, at: datetime) -> list[Message]:
    """The portal hears of every step; the organ of what others did."""
    petition, one = matter.petition, matter.referral
    told = [to_portal(petition, at, referral=one.ordinal, stage=stands, step=taking.event)]
    if taking.tells is not None:
        told.append(to_organ(petition, one, at, taking.tells, **taking.telling))
    return told
