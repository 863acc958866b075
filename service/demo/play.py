"""Plays the year in the order of its moments, each move by the use case that a system would call."""

import heapq
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import count

from service.demo.citizen_moves import CITIZEN_MOVES
from service.demo.kinship_moves import KINSHIP_MOVES
from service.demo.moves import MOVES
from service.demo.office import OFFICE_MOVES, Occasion
from service.demo.stage import Played, Stage
from service.demo.story import Story, next_moment
from service.intake.arrival import arrival_of
from service.intake.forms import PetitionForm
from service.intake.receipts import told
from service.intake.receive import Registration, receive
from service.rulebook.errors import PetitionError

EVERY_MOVE = {**MOVES, **CITIZEN_MOVES, **OFFICE_MOVES, **KINSHIP_MOVES}


@dataclass
class Tally:
    """What was played: petitions, moves by name, and those that the law refused (a right that had lapsed by then)."""

    petitions: int = 0
    occasions: int = 0
    moves: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


async def play(
    stories: Iterable[Story], occasions: Iterable[Occasion], stage: Stage, until: datetime
) -> AsyncIterator[Tally]:
    """Play everything up to a moment in its order; yields the tally after each, the same object."""
    tally, order = Tally(), count()
    registered: list[Played] = []
    waiting: list[tuple[datetime, int, Played | Occasion]] = []
    waiting += [(story.at, next(order), Played(story)) for story in stories]
    waiting += [(one.at, next(order), one) for one in occasions]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] <= until:
        at, _, played = heapq.heappop(waiting)
        stage.at = at
        if isinstance(played, Occasion):
            await played.what(stage, registered)
            tally.occasions += 1
            continue
        await _move(played, stage, tally)
        if not played.moves:
            registered.append(played)
        yield tally
        if played.number and played.moves < len(played.story.way.moves):
            due = next_moment(played.story.way.moves[played.moves], at, stage.random)
            heapq.heappush(waiting, (due, next(order), played))


async def _move(played: Played, stage: Stage, tally: Tally) -> None:
    if not played.number:
        await _register(played, stage)
        tally.petitions += 1
        return
    move = played.story.way.moves[played.moves]
    played.moves += 1
    try:
        await EVERY_MOVE[move.what](stage, played, move.said)
    except PetitionError as refusal:
        tally.refused[f"{move.what}: {refusal.code}"] += 1
        return
    tally.moves[move.what] += 1


async def _register(played: Played, stage: Stage) -> None:
    story, bureau = played.story, stage.desk.bureau
    arrival = arrival_of(PetitionForm.model_validate(story.form), at=stage.at, divisions=bureau.divisions)
    received = await receive(
        replace(arrival, channel=story.channel),  # a portal may not say `letter`; whoever types a letter in does
        client_id=stage.clients["portal"],
        key=f"demo-{story.nth:06d}-{stage.at:%Y%m%d%H%M%S}",
        at=stage.at,
        desk=stage.desk,
        told=partial(_told, played, stage),
    )
    played.number = stage.numbers[story.nth] = received.number


def _told(played: Played, stage: Stage, registration: Registration) -> bytes:
    played.query_code = registration.query_code
    return told(registration, stage.desk.bureau)
