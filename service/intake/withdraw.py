"""A petitioner withdraws: the duty ends, the record stays."""

from dataclasses import dataclass
from datetime import datetime

from service.desk.clocks import running_clocks
from service.desk.kit import Desk, local_date
from service.desk.opening import canonical, opened
from service.ledger import book
from service.register import deadlines, history, petitions
from service.register.history import Event
from service.rulebook import postings
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import EventKind, Stage, Step


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What became of it."""

    number: str
    stage: Stage
    withdrawn_at: datetime


async def withdraw(number: str, query_code: str, *, at: datetime, desk: Desk) -> Withdrawal:
    """Withdraw a petition: its clocks are lifted, it is no longer in hand, that it was received stays counted.

    Raises `UnknownPetition` for a wrong number or code, `StepRefused` where it has been withdrawn before.
    """
    wanted = canonical(number, desk)
    async with desk.begin() as tx:
        petition = opened(await petitions.lock(tx, wanted), wanted, query_code, desk)
        stage = advance(petition.stage, Step.WITHDRAW)
        standing = await book.standing(tx, petition.id)
        clocks = await running_clocks(tx, petition.id, at, desk)
        tx.write(
            petitions.move(petition, stage),
            *deadlines.change(petition.id, tuple(clocks.of_withdrawal()), at),
            history.append(petition.id, Event(EventKind.WITHDRAWN, at, "petitioner", {"stage": stage})),
            book.post(petition.id, postings.of_ending(standing, local_date(at))),
        )
    return Withdrawal(petition.number, stage, at)
