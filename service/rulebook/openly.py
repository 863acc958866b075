"""What of a petition is told to those who have no right to its case: nothing that lets an accusation be found.

A petition is counted for them once a decision leaves nothing open, if that decision does not accuse; and if it accuses,
never. What is found to accuse only later stays counted as before, as if that had not been found: a figure that falls
by one on the day of a decision would say of which organ, class and day the accusation is (docs/decisions/0015).
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta

from service.rulebook import figures
from service.rulebook.dossier import Dossier
from service.rulebook.duties import Change
from service.rulebook.lifecycle import OPEN
from service.rulebook.postings import Posting, difference
from service.rulebook.replay import Happened
from service.rulebook.vocabulary import DeadlineStep, EventKind, Route, Stage

# What fulfils what the bureau owes on the same day: then it was fulfilled before the decision, not by what followed.
_DONE = frozenset((EventKind.REFERRED, EventKind.DISPOSED, EventKind.REFUSAL_APPROVED))


def is_veiled(dossier: Dossier) -> bool:
    """Whether what is told of it differs from what the ledger says without accusations, or ever did."""
    accuses = any(one.is_accusation for one in dossier.decisions)
    return accuses or dossier.decisions[0].is_open or bool(_secret_matters(dossier))


def openly(dossier: Dossier) -> tuple[Posting, ...]:
    """Every line that is told of it."""
    told = _as_told(dossier)
    return () if told is None else tuple(figures.of_petition(told))


def veil(dossier: Dossier, counted: Iterable[Posting]) -> tuple[Posting, ...]:
    """What must be added to its lines that are not confidential, so that they say what is told of it.

    `counted` are its lines (`figures.of_petition`).
    """
    return difference([line for line in counted if not line.dimensions.confidential], openly(dossier))


def _as_told(dossier: Dossier) -> Dossier | None:
    first = next((one for one in dossier.decisions if not one.is_open), None)
    if first is None or first.is_accusation:
        return None
    if dossier.decisions[-1].is_accusation:
        dossier = _before_it_accused(dossier)
    secret = _secret_matters(dossier)
    return replace(
        dossier,
        history=tuple(_ended(one) if one.detail.get("referral") in secret else one for one in dossier.history),
        clocks=tuple(change for change in dossier.clocks if change.duty.referral not in secret),
    )


def _before_it_accused(dossier: Dossier) -> Dossier:
    """As it was before the decision that accuses; of what came after only that it is in hand no longer.

    That looks like a withdrawal, of which there are others: no line is left that only an accusation would leave.
    """
    last = max(at for at, one in enumerate(dossier.decisions) if not one.is_accusation)
    corrections = [at for at, one in enumerate(dossier.history) if one.kind is EventKind.CORRECTED]
    # The second decision is the first correction.
    accused_at = corrections[last] if last < len(corrections) else len(dossier.history)
    before, after = dossier.history[:accused_at], dossier.history[accused_at:]
    on = dossier.decisions[last + 1].on
    done_that_day = any(one.on == on and one.kind in _DONE for one in before)
    since = on if not done_that_day else on + timedelta(days=1)
    return replace(
        dossier,
        decisions=dossier.decisions[: last + 1],
        history=(*before, *(_ended(one) for one in after)),
        clocks=tuple(_lifted(change) if change.on >= since else change for change in dossier.clocks),
    )


def _secret_matters(dossier: Dossier) -> Collection[int]:
    """Those that went to discipline (30(1)), by their ordinals."""
    return {
        one.detail["referral"]
        for one in dossier.history
        if one.kind is EventKind.REFERRED and one.detail["route"] == Route.DISCIPLINE
    }


def _ended(one: Happened) -> Happened:
    """Of what happened only whether the petition was in hand then, as if it had been withdrawn where it was not."""
    stage = one.detail.get("stage")
    if stage is None:
        return Happened(EventKind.SUPPLEMENTED, one.on, {})
    return Happened(EventKind.SUPPLEMENTED, one.on, {"stage": stage if Stage(stage) in OPEN else Stage.WITHDRAWN})


def _lifted(change: Change) -> Change:
    return replace(change, step=DeadlineStep.LIFTED) if change.step is DeadlineStep.MET else change
