"""What a bureau does to see that others act (条例 18(2), 36-40): its kinds, and how each goes on."""

from enum import StrEnum

from service.rulebook.errors import StepRefused


class SupervisionKind(StrEnum):
    """The acts of supervision that the bureau's yearly report counts."""

    URGE = "urge"  # 催办
    CASE = "case"  # 督办
    SUGGESTION = "suggestion"  # 三项建议
    INSPECTION = "inspection"  # 实地督查
    BULLETIN = "bulletin"  # 通报
    RECEPTION = "reception"  # 领导干部接访
    CARE = "care"  # 领导干部包案


class SupervisionStage(StrEnum):
    """Where one stands."""

    OPEN = "open"
    REPORTED = "reported"  # the organ has reported, the inspectors have found
    ANSWERED = "answered"  # in writing, whether adopted (40(4))
    CLOSED = "closed"


class SupervisionStep(StrEnum):
    """What is done with one."""

    OPEN = "open"
    REPORT = "report"
    ANSWER = "answer"
    CLOSE = "close"


class Means(StrEnum):
    """By what the bureau supervises a case (39(3), domain §10)."""

    ONLINE = "online"
    PHONE = "phone"
    LETTER = "letter"
    ON_SITE = "on_site"
    TALK = "talk"  # 约谈
    BULLETIN = "bulletin"  # 通报
    LISTED = "listed"  # 挂牌督办


class SuggestionKind(StrEnum):
    """The three suggestions (三项建议, 14, 40(2)-(4))."""

    IMPROVE_WORK = "improve_work"
    IMPROVE_POLICY = "improve_policy"
    HOLD_ACCOUNTABLE = "hold_accountable"


class Adoption(StrEnum):
    """What an organ writes back to a suggestion (40(4))."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"


class LeaderRole(StrEnum):
    """Who received visitors or took charge of a case: by role, never by name (18(2))."""

    PARTY_MAIN = "party_main"  # 党委主要负责同志
    GOVERNMENT_MAIN = "government_main"
    OTHER = "other"


_K, _S, _T = SupervisionKind, SupervisionStage, SupervisionStep

TRANSITIONS: dict[tuple[SupervisionKind, SupervisionStage, SupervisionStep], SupervisionStage] = {
    # A case is closed on a report of what was done; another report may be asked for as long as it is open.
    (_K.CASE, _S.OPEN, _T.REPORT): _S.REPORTED,
    (_K.CASE, _S.REPORTED, _T.REPORT): _S.REPORTED,
    (_K.CASE, _S.REPORTED, _T.CLOSE): _S.CLOSED,
    (_K.SUGGESTION, _S.OPEN, _T.ANSWER): _S.ANSWERED,
    (_K.INSPECTION, _S.OPEN, _T.REPORT): _S.REPORTED,
    (_K.INSPECTION, _S.REPORTED, _T.CLOSE): _S.CLOSED,
    (_K.CARE, _S.OPEN, _T.REPORT): _S.REPORTED,
    (_K.CARE, _S.REPORTED, _T.REPORT): _S.REPORTED,
    (_K.CARE, _S.REPORTED, _T.CLOSE): _S.CLOSED,
}

# What is done in doing it: an urge is sent, a bulletin is out, a reception is over.
AT_ONCE = frozenset((_K.URGE, _K.BULLETIN, _K.RECEPTION))


def opened(kind: SupervisionKind) -> SupervisionStage:
    """The stage of a new one."""
    return SupervisionStage.CLOSED if kind in AT_ONCE else SupervisionStage.OPEN


def allowed(kind: SupervisionKind, stage: SupervisionStage) -> list[SupervisionStep]:
    """The steps that it may take."""
    return [step for step in SupervisionStep if (kind, stage, step) in TRANSITIONS]


def advance(kind: SupervisionKind, stage: SupervisionStage, step: SupervisionStep) -> SupervisionStage:
    """The stage after a step. Raises `StepRefused`, which names the steps that are allowed instead."""
    try:
        return TRANSITIONS[kind, stage, step]
    except KeyError:
        raise StepRefused(stage, step, ", ".join(allowed(kind, stage))) from None
