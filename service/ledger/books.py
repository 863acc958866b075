"""The two books whose lines the pages total: the ledger, and the veil over it. The same cuts of both."""

import hashlib
from enum import IntEnum

from service.ledger.cuts import CUTS, Cut


class Book(IntEnum):
    """What stands in a book is told apart, in the totals, by the number under which a cut of it is kept."""

    LEDGER = 0
    VEIL = 100

    @property
    def table(self) -> str:
        """Where its lines stand."""
        return "posting" if self is Book.LEDGER else "veil_posting"

    def number(self, cut: Cut) -> int:
        """Under which its lines are totalled by a cut."""
        return self + cut.number


# Pages totalled by another declaration than this one are of no use to it.
DECLARATION = hashlib.sha256(repr((CUTS, [*Book])).encode()).hexdigest()[:16]
