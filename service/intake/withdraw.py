"""A petitioner withdraws: the duty ends, the record stays."""

from dataclasses import dataclass, replace
from datetime import datetime

from service.delivery import messages
from service.desk.clocks import running_clocks
from service.desk.figures import settle
from service.desk.kit import Desk
from service.desk.opening import opened_and_held
from service.desk.recalling import recall
from service.desk.telling import to_portal
from service.register import deadlines, history, petitions, referrals
from service.register.history import Event
from service.rulebook.duties import PETITIONER
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import EventKind, Stage, Step


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What became of it."""

    number: str
    stage: Stage
    withdrawn_at: datetime


async def withdraw(number: str, query_code: str, *, at: datetime, desk: Desk) -> Withdrawal:
    """Withdraw a petition: organs have it no more, its clocks are lifted, it is no longer in hand.

    That it was received stays counted.

    Raises `UnknownPetition` for a wrong number or code, `StepRefused` where it has been withdrawn before.
    """
    async with desk.begin() as tx:
        petition = await opened_and_held(tx, number, query_code, desk)
        stage = advance(petition.stage, Step.WITHDRAW)
        clocks = await running_clocks(tx, petition.id, at, desk)
        gone, matters = replace(petition, stage=stage), await referrals.of(tx, petition.id)
        back = recall(gone, matters, lambda _: True, clocks, Event(EventKind.RECALLED, at, PETITIONER, {}))
        withdrawn = Event(EventKind.WITHDRAWN, at, PETITIONER, {"stage": stage})
        tx.write(
            petitions.move(petition, stage),
            *back.moves,
            *deadlines.change(petition.id, tuple(clocks.of_withdrawal()), at),
            history.append(petition.id, withdrawn, *back.events),
            messages.post_all((to_portal(petition, at, stage=stage), *back.messages)),
        )
        await settle(tx, [petition.id])
    desk.bell.set()
    return Withdrawal(petition.number, stage, at)
