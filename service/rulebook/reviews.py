"""复查 and 复核 (条例 35, 36): their lifecycle, which is asked for next, and who is the 上一级 that gives them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from service.rulebook.errors import StepRefused
from service.rulebook.handling_vocabulary import ReviewLevel, ReviewOutcome, ReviewStage, ReviewStep

TRANSITIONS: dict[tuple[ReviewStage, ReviewStep], ReviewStage] = {
    (ReviewStage.REQUESTED, ReviewStep.HEAR): ReviewStage.REQUESTED,
    (ReviewStage.REQUESTED, ReviewStep.DECIDE): ReviewStage.DECIDED,
    # Proof may come again (a letter, then a signature); the first one opens the window.
    (ReviewStage.DECIDED, ReviewStep.DELIVER): ReviewStage.DECIDED,
}

GOVERNMENT = "people_government"
# domain §7.2: a department's and a township's 上一级 is the government of the district; a municipal one's, of the city.
_GOVERNED_BY = {
    "district": "district",
    "township": "district",
    "municipal": "municipal",
    "municipal_branch": "municipal",
}
_GOVERNED_KINDS = frozenset(("government", "public_institution", "arbitration", ""))


class Placed(Protocol):
    """An organ as far as this asks: its level and kind, and who reviews it where the bureau's data says so."""

    @property
    def code(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def review_organ(self) -> str | None: ...


def advance(stage: ReviewStage, step: ReviewStep) -> ReviewStage:
    """The stage after `step`. Raises `StepRefused`, which names the steps that are allowed instead."""
    try:
        return TRANSITIONS[stage, step]
    except KeyError:
        raise StepRefused(stage, step, ", ".join(allowed(stage))) from None


def allowed(stage: ReviewStage) -> list[ReviewStep]:
    """The steps that a review at this stage may take."""
    return [step for step in ReviewStep if (stage, step) in TRANSITIONS]


def level_next(asked: Collection[ReviewLevel]) -> ReviewLevel:
    """What is asked for after these: 复查 first, 复核 after it; whether its window is open is for the clocks to say."""
    return ReviewLevel.RE_REVIEW if ReviewLevel.REVIEW in asked else ReviewLevel.REVIEW


def terminates(level: ReviewLevel, outcome: ReviewOutcome) -> bool:
    """Whether the procedure ends with it (程序终结, 36(3)): what is to be handled anew has not ended."""
    return level is ReviewLevel.RE_REVIEW and outcome is not ReviewOutcome.REMANDED


def reviewer(organ: str, organs: Mapping[str, Placed], kept_out: Collection[str]) -> str | None:
    """The 上一级 that reviews what `organ` has answered or decided (35, 36); None where the data knows none.

    An accused organ never reviews (28(3), 30(3)): the next one above it does.
    """
    seen = {organ}
    above = _above(organ, organs)
    while above is not None and above not in seen:
        if above not in kept_out:
            return above
        seen.add(above)
        above = _above(above, organs)
    return None


def _above(code: str, organs: Mapping[str, Placed]) -> str | None:
    organ = organs.get(code)
    if organ is None:
        return None
    if organ.review_organ is not None:
        return organ.review_organ
    wanted = _GOVERNED_BY.get(organ.level) if organ.kind in _GOVERNED_KINDS else None
    return next(_governments(wanted, organs.values()), None) if wanted else None


def _governments(level: str, organs: Iterable[Placed]) -> Iterator[str]:
    return (one.code for one in organs if one.kind == GOVERNMENT and one.level == level)
