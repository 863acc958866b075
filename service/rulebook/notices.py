"""Which written notices each fact of the procedure owes, and to whom (条例 22, 23, 29, 31-36; domain §9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.rulebook.handling_vocabulary import Disposition, ReferralKind, ReviewLevel, ReviewOutcome
from service.rulebook.sending import FORWARDED
from service.rulebook.vocabulary import Addressee, EventKind, NoticeKind, Purpose, Route

TO_ORGANS = frozenset((NoticeKind.TRANSFER, NoticeKind.ASSIGNMENT, NoticeKind.URGE, NoticeKind.SUPERVISION))

# These alone may say that something is, or is not, accepted: in them somebody competent has said so.
SAYS_ACCEPTED = frozenset(
    (
        *(NoticeKind.ACCEPTANCE, NoticeKind.REFUSAL, NoticeKind.NO_FURTHER, NoticeKind.EXTENSION),
        *(NoticeKind.REVIEW_ACCEPTANCE, NoticeKind.RE_REVIEW_OPINION, NoticeKind.TERMINATION),
    )
)

_BY_DISPOSITION = {
    Disposition.GUIDE: NoticeKind.GUIDANCE,
    Disposition.REPLY: NoticeKind.DIRECT_REPLY,
    Disposition.REFUSE: NoticeKind.REFUSAL,
    Disposition.REFUSE_FURTHER: NoticeKind.NO_FURTHER,
}

_BY_KIND = {
    EventKind.REGISTERED: NoticeKind.RECEIPT,
    EventKind.ACCEPTED: NoticeKind.ACCEPTANCE,
    EventKind.EXTENDED: NoticeKind.EXTENSION,
    EventKind.REVIEW_REQUESTED: NoticeKind.REVIEW_ACCEPTANCE,
    EventKind.TERMINATED: NoticeKind.TERMINATION,
    EventKind.URGED: NoticeKind.URGE,
    EventKind.SUPERVISED: NoticeKind.SUPERVISION,
}

# Which of these owe what depends on more than their kind (`_of`).
_BY_MORE = frozenset(
    (
        *(EventKind.REFERRED, EventKind.DISPOSED, EventKind.REFUSAL_APPROVED, EventKind.REPLIED),
        *(EventKind.MEDIATED, EventKind.CLOSED, EventKind.REVIEW_DECIDED),
    )
)

# What takes the ground from a notice: these, later, for the same matter (or for the petition itself).
_OVERTAKING = {
    NoticeKind.DESTINATION: (EventKind.RECALLED, EventKind.OBJECTION_UPHELD, EventKind.SUCCEEDED),
    NoticeKind.TRANSFER: (EventKind.RECALLED, EventKind.OBJECTION_UPHELD, EventKind.SUCCEEDED),
    NoticeKind.ASSIGNMENT: (EventKind.RECALLED, EventKind.OBJECTION_UPHELD, EventKind.SUCCEEDED),
    NoticeKind.ACCEPTANCE: (EventKind.RECALLED,),
    NoticeKind.REFUSAL: (EventKind.REOPENED,),
    NoticeKind.NO_FURTHER: (EventKind.REOPENED,),
    NoticeKind.GUIDANCE: (EventKind.REOPENED,),
    NoticeKind.DIRECT_REPLY: (EventKind.REOPENED,),
    NoticeKind.OPINION: (EventKind.REOPENED, EventKind.REVIEW_DECIDED),
    NoticeKind.REVIEW_OPINION: (EventKind.REVIEW_DECIDED,),
    NoticeKind.TERMINATION: (EventKind.REOPENED,),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """An event with what its notices depend on: the matter it is about, if it is about one, and who petitions.

    `purpose` and `route` are those of the decision in force, `route` that of the matter where there is one.
    """

    kind: EventKind
    detail: Mapping[str, Any]
    purpose: Purpose | None
    route: Route | None
    sent_as: ReferralKind | None
    anonymous: bool

    @property
    def by_own_rules(self) -> bool:
        """检举控告 and 涉法涉诉: who receives them tells the petitioner by rules of his own (23(4))."""
        return self.route in FORWARDED or (self.sent_as is None and self.purpose is Purpose.ACCUSATION)


def addressed(kind: NoticeKind) -> Addressee:
    """To whom a notice of this kind goes."""
    if kind in TO_ORGANS:
        return Addressee.ORGAN
    return Addressee.BUREAU if kind is NoticeKind.CLOSING_REPORT else Addressee.PETITIONER


def owed(fact: Fact) -> list[NoticeKind]:
    """The notices that a fact owes.

    None to a petitioner whose name or address is unclear (23(2)), but for the receipt, which he has in hand anyway.
    """
    kinds = _of(fact)
    if fact.anonymous:
        return [kind for kind in kinds if addressed(kind) is not Addressee.PETITIONER or kind is NoticeKind.RECEIPT]
    return kinds


def may_owe(kind: EventKind) -> bool:
    """Whether there is any fact of this kind that owes a notice."""
    return kind in _BY_KIND or kind in _BY_MORE


def _of(fact: Fact) -> list[NoticeKind]:
    detail = fact.detail
    match fact.kind:
        case EventKind.REFERRED:
            told = NoticeKind.FORWARDED if fact.by_own_rules else NoticeKind.DESTINATION
            letter = NoticeKind.ASSIGNMENT if fact.sent_as is ReferralKind.ASSIGN else NoticeKind.TRANSFER
            return [told, letter]
        case EventKind.DISPOSED | EventKind.REFUSAL_APPROVED:
            kind = _BY_DISPOSITION.get(Disposition(detail["disposition"]))
            return [] if kind is None or fact.purpose is Purpose.ACCUSATION else [kind]
        case EventKind.REPLIED:
            return [NoticeKind.OPINION if fact.route is Route.PETITION_PROCEDURE else NoticeKind.ANSWER]
        case EventKind.MEDIATED:
            return [NoticeKind.SETTLEMENT] if detail["agreed"] else []
        case EventKind.CLOSED:
            return [NoticeKind.CLOSING_REPORT] if fact.sent_as is ReferralKind.ASSIGN else []
        case EventKind.REVIEW_DECIDED:
            again = detail["level"] == ReviewLevel.RE_REVIEW
            return [NoticeKind.RE_REVIEW_OPINION if again else NoticeKind.REVIEW_OPINION]
        case EventKind.URGED | EventKind.SUPERVISED if fact.sent_as is None:
            return []  # the bureau's own duties are urged by nobody's letter
    return [_BY_KIND[fact.kind]] if fact.kind in _BY_KIND else []


def overtaken(
    kind: NoticeKind, referral: int | None, later: Iterable[tuple[EventKind, Mapping[str, Any]]]
) -> int | None:
    """Which of the later events took the ground from a notice: its place among them, None where it stands."""
    for nth, (event, detail) in enumerate(later):
        whole = event is EventKind.REOPENED
        if event not in _OVERTAKING.get(kind, ()) or not (whole or detail.get("referral") == referral):
            continue
        if event is EventKind.REVIEW_DECIDED and detail.get("outcome") == ReviewOutcome.UPHELD:
            continue
        return nth
    return None
