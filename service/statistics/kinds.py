"""What the kinds of a measure are, and what they are called."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from service.bureau.load import Bureau
from service.rulebook.handling_vocabulary import (
    Disposition,
    Outcome,
    ProofOfDelivery,
    RatingState,
    ReferralKind,
    RefusalCode,
    ReviewLevel,
    ReviewOutcome,
    Satisfaction,
)
from service.rulebook.measures import Measure, Resolution, Urging
from service.rulebook.supervising import Adoption, LeaderRole, SuggestionKind
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import NoticeKind, Question, Stage

_RATINGS = (*Satisfaction, RatingState.LAPSED)

KINDS: Mapping[Measure, tuple[StrEnum, ...]] = {
    Measure.OVERDUE: tuple(Clock),
    Measure.DUTIES_DUE: tuple(Clock),
    Measure.DUTIES_MET: tuple(Clock),
    Measure.DUTIES_LATE: tuple(Clock),
    Measure.REFERRALS: tuple(ReferralKind),
    Measure.DISPOSALS: tuple(Disposition),
    Measure.REFUSALS: tuple(RefusalCode),
    Measure.ITEMS_ENDED: (Stage.DISPOSED, Stage.CLOSED),
    Measure.REPLIES: tuple(Outcome),
    Measure.CLOSINGS: tuple(Resolution),
    Measure.MEDIATED_CLOSINGS: tuple(Resolution),
    Measure.REVIEWS: tuple(ReviewLevel),
    Measure.REVIEW_DECISIONS: tuple(ReviewOutcome),
    Measure.NOTICES: tuple(NoticeKind),
    Measure.DELIVERIES: tuple(ProofOfDelivery),
    Measure.RATINGS_OF_BUREAU: _RATINGS,
    Measure.RATINGS_OF_ORGANS: _RATINGS,
    Measure.MACHINE_JUDGED: tuple(Question),
    Measure.MACHINE_CORRECTED: tuple(Question),
    Measure.URGES: tuple(Urging),
    Measure.SUGGESTIONS: tuple(SuggestionKind),
    Measure.SUGGESTIONS_ANSWERED: tuple(Adoption),
    Measure.RECEPTIONS: tuple(LeaderRole),
    Measure.RECEIVED_PEOPLE: tuple(LeaderRole),
    Measure.RECEPTION_CASES: tuple(LeaderRole),
    Measure.CARES: tuple(LeaderRole),
    Measure.RECOUNT_DIFFERENCES: tuple(Measure),
}


def kinds(measures: Iterable[Measure]) -> list[str]:
    """The kinds that these measures distinguish; none where they count days or nothing further."""
    return list(dict.fromkeys(word.value for measure in measures for word in KINDS.get(measure, ())))


def label(measures: Iterable[Measure], code: str, bureau: Bureau) -> str:
    """What a kind of these measures is called."""
    for measure in measures:
        for word in KINDS.get(measure, ()):
            if word == code:
                return bureau.labels.of(word).zh
    return f"{int(code)}日" if code.isdecimal() else code
