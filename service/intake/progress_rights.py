"""What a petitioner may still do, until which day; and how far a rating has come."""

from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import BaseModel

from service.bureau.load import Bureau
from service.desk.next_steps import NextStepOut, next_step
from service.intake.progress import Progress
from service.rulebook.consequences import rated
from service.rulebook.duties import ITSELF, PETITIONER, Duty
from service.rulebook.handling_vocabulary import RatingState, Satisfaction
from service.rulebook.ratings import REFUSED_FOR_GOOD, rating_state
from service.rulebook.terms import Clock

RATINGS = frozenset((Clock.RATE_BUREAU, Clock.RATE_ORGAN))
# An organ's right to object, what the bureau decides inside, and who reports to whom are between offices.
_BETWEEN_OFFICES = frozenset((Clock.C4, Clock.C4B, Clock.C11, Clock.C12, Clock.C14))


class EvaluationOut(BaseModel):
    """How far a rating has come: 待评价, 未评价, 已评价, 超期未评价."""

    state: RatingState
    label: str
    satisfaction: Satisfaction | None
    evaluated_on: date | None


def owed(progress: Progress, referral: int, bureau: Bureau, *clocks: Clock) -> list[NextStepOut]:
    """What offices owe the petitioner next, the nearest first; of these clocks only, where any are named."""
    return [
        next_step(duty, bureau)
        for duty in progress.running
        if duty.referral == referral
        and duty.owner != PETITIONER
        and duty.clock not in _BETWEEN_OFFICES
        and (not clocks or duty.clock in clocks)
    ]


def rights(progress: Progress, referral: int, bureau: Bureau) -> list[NextStepOut]:
    """What the petitioner may still do, until which day. A window that is over is none, whether noted or not."""
    return [next_step(duty, bureau) for duty in _open(progress, referral)]


def evaluation(progress: Progress, referral: int, bureau: Bureau) -> EvaluationOut | None:
    """How far the rating has come; None where nothing is rated (domain §12)."""
    if not _rated(progress, referral):
        return None
    made = next((one for one in progress.handled.evaluations if one.referral == referral), None)
    windows = (one for one in progress.handled.windows if one.referral == referral)
    state = rating_state(windows, rated=made is not None, on=progress.on)
    return EvaluationOut(
        state=state,
        label=bureau.labels.of(state).zh,
        satisfaction=made.satisfaction if made else None,
        evaluated_on=made.evaluated_on if made else None,
    )


def _open(progress: Progress, referral: int) -> Iterator[Duty]:
    seen: set[Clock] = set()
    for duty in _windows(progress.running, referral):
        ratable = duty.clock not in RATINGS or _rated(progress, referral)
        if not duty.overdue(progress.on) and duty.clock not in seen and ratable:
            seen.add(duty.clock)
            yield duty


def _windows(running: Iterable[Duty], referral: int) -> Iterator[Duty]:
    return (duty for duty in running if duty.owner == PETITIONER and duty.referral == referral)


def _rated(progress: Progress, referral: int) -> bool:
    decided, petition = progress.classifications[-1], progress.petition
    route: str | None = decided.route
    if referral != ITSELF:
        route = next(one.route for one in progress.handled.referrals if one.ordinal == referral)
    refused = petition.disposition in REFUSED_FOR_GOOD
    return not refused and rated(decided.purpose, route, anonymous=petition.anonymous)
