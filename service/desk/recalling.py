"""Matters taken back from organs in one go, where not a clerk's own decision but what it follows from takes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from service.delivery.messages import Message
from service.desk.telling import to_organ, to_portal
from service.register import referrals
from service.register.history import Event
from service.register.petitions import Petition
from service.register.referrals import Referral, part
from service.rulebook import handling
from service.rulebook.consequences import Clocks
from service.rulebook.duties import Change
from service.rulebook.handling_vocabulary import ReferralStep
from service.rulebook.parts import stage_after
from service.rulebook.vocabulary import MessageKind, Stage
from service.storage.statement import Write


@dataclass(frozen=True, slots=True)
class Recalled:
    """What follows: the petition's stage, and what is to be recorded with the rest of the transaction."""

    stage: Stage
    moves: tuple[Write, ...] = ()
    events: tuple[Event, ...] = ()
    changes: tuple[Change, ...] = ()
    messages: tuple[Message, ...] = ()


def recall(
    petition: Petition, matters: Sequence[Referral], where: Callable[[Referral], bool], clocks: Clocks, event: Event
) -> Recalled:
    """Take back the open matters for which this holds; `event` is how the history calls each of them.

    The organ is told that a matter is taken back, as always when one is, and not why.
    """
    standing, done = list(matters), Recalled(petition.stage)
    for at, one in enumerate(matters):
        if one.stage in handling.ENDED or not where(one):
            continue
        standing[at] = one.moved(handling.advance(one.kind, one.stage, ReferralStep.RECALL))
        done = _with(done, petition, standing, at, clocks, event)
    return done


def _with(
    done: Recalled, petition: Petition, standing: Sequence[Referral], at: int, clocks: Clocks, event: Event
) -> Recalled:
    after = standing[at]
    others = [part(one) for one in (*standing[:at], *standing[at + 1 :])]
    stage, owed = stage_after(done.stage, part(after), others, _knowing(clocks, done.changes))
    moved = {"stage": stage} if stage is not done.stage else {}
    told = [to_organ(petition, after, event.at, MessageKind.REFERRAL_RECALLED)]
    if moved:
        told.append(to_portal(petition, event.at, stage=stage))
    return Recalled(
        stage,
        (*done.moves, referrals.move(after)),
        (*done.events, replace(event, detail={"referral": after.ordinal, **event.detail, **moved})),
        (*done.changes, *clocks.of_recall(after.ordinal), *owed),
        (*done.messages, *told),
    )


def _knowing(clocks: Clocks, changes: Sequence[Change]) -> Clocks:
    """The clocks with what has been started meanwhile."""
    started = [one.duty for one in changes if one.duty.referral == 0]
    return replace(clocks, running=(*clocks.running, *started))
