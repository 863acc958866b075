"""What of a petition is told to those who have no right to its case: nothing that lets an accusation be found.

A petition is counted for them once a decision leaves nothing open, if that decision does not accuse; and if it accuses,
never. What is found to accuse only later stays counted as before, as if that had not been found: a figure that falls
by one on the day of a decision would say of which organ, class and day the accusation is (docs/decisions/0015).
"""

from collections.abc import Collection
from dataclasses import replace

from service.rulebook import figures
from service.rulebook.dossier import Dossier
from service.rulebook.postings import Posting, difference
from service.rulebook.replay import Happened
from service.rulebook.vocabulary import EventKind, Route


def is_veiled(dossier: Dossier) -> bool:
    """Whether what is told of it differs from what the ledger says without accusations, or ever did."""
    accuses = any(one.is_accusation for one in dossier.decisions)
    return accuses or dossier.decisions[0].is_open or bool(_secret_matters(dossier))


def openly(dossier: Dossier) -> tuple[Posting, ...]:
    """Every line that is told of it."""
    told = _as_told(dossier)
    return () if told is None else tuple(figures.of_petition(told))


def veil(dossier: Dossier) -> tuple[Posting, ...]:
    """What must be added to its lines that are not confidential, so that they say what is told of it."""
    stands = [line for line in figures.of_petition(dossier) if not line.dimensions.confidential]
    return difference(stands, openly(dossier))


def _as_told(dossier: Dossier) -> Dossier | None:
    first = next((one for one in dossier.decisions if not one.is_open), None)
    if first is None or first.is_accusation:
        return None
    last = max(at for at, one in enumerate(dossier.decisions) if not one.is_accusation)
    secret = _secret_matters(dossier)
    return replace(
        dossier,
        decisions=dossier.decisions[: last + 1],
        history=tuple(_without(one, secret) for one in dossier.history),
        clocks=tuple(change for change in dossier.clocks if change.duty.referral not in secret),
    )


def _secret_matters(dossier: Dossier) -> Collection[int]:
    """Those that went to discipline (30(1)), by their ordinals."""
    return {
        one.detail["referral"]
        for one in dossier.history
        if one.kind is EventKind.REFERRED and one.detail["route"] == Route.DISCIPLINE
    }


def _without(one: Happened, secret: Collection[int]) -> Happened:
    """Of what happened to a secret matter only where the petition came to stand: else it would be in hand for ever."""
    if one.detail.get("referral") not in secret:
        return one
    return Happened(
        EventKind.SUPPLEMENTED, one.on, {name: one.detail[name] for name in ("stage",) if name in one.detail}
    )
