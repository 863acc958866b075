"""Bears witness: what is to be noted where somebody sees, reveals, takes out or changes something."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.desk.kit import Desk
from service.desk.officers import Hand
from service.register import accesses
from service.register.accesses import Access
from service.register.petitions import Petition
from service.rulebook.vocabulary import AccessKind
from service.storage.statement import Write


def noted(
    kind: AccessKind, hand: Hand, at: datetime, desk: Desk, petition: Petition | None, detail: Mapping[str, Any]
) -> Write:
    """A record of access, for the transaction of the fact that it is about."""
    petition_id, number = (petition.id, petition.number) if petition else (None, None)
    access = Access(kind, at, hand.actor, hand.officer or None, hand.organ, petition_id, number, detail)
    return accesses.note(access, desk.seals.accesses)
