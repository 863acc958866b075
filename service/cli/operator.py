"""What an operator does on the command line stands on record like what anybody else does."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from service.register import accesses
from service.register.accesses import Access
from service.rulebook.vocabulary import AccessKind
from service.storage.statement import Write
from service.transparency.seals import Seals

OPERATOR = "operator"


def by_operator(kind: AccessKind, detail: Mapping[str, Any], seals: Seals) -> Write:
    """The record, for the transaction of the fact that it is about."""
    return accesses.note(Access(kind, datetime.now(UTC), OPERATOR, detail=detail), seals.accesses)
