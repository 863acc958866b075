"""What is owed by when, by the record of the clocks alone: the rows of duties are projections of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from service.rulebook.vocabulary import DeadlineStep

RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record: what happened to which clock of which matter, whose it was, by which days."""

    clock: str
    referral: int
    step: str
    owner: str
    on: date | None
    starts_on: date
    due_on: date
    legal_limit_on: date


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty as it stands."""

    clock: str
    referral: int
    owner: str
    starts_on: date
    due_on: date
    legal_limit_on: date
    state: str = RUNNING
    missed_on: date | None = None


def owed(record: Iterable[Line]) -> list[Owed]:
    """The duties after this record, oldest line first. Raises `KeyError` for a line about a clock that does not run."""
    running: dict[tuple[str, int], Owed] = {}
    ended: list[Owed] = []
    for line in record:
        key = line.clock, line.referral
        match line.step:
            case DeadlineStep.SET:
                running[key] = Owed(*key, line.owner, line.starts_on, line.due_on, line.legal_limit_on)
            case DeadlineStep.MISSED:
                running[key] = replace(running[key], missed_on=line.on)
            case DeadlineStep.SUCCEEDED:
                running[key] = replace(running[key], owner=line.owner)
            case _:
                missed_on = line.on if line.step == DeadlineStep.LAPSED else running[key].missed_on
                ended.append(replace(running.pop(key), state=line.step, missed_on=missed_on))
    return [*ended, *running.values()]
