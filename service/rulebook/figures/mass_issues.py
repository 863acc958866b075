"""What a mass issue (类案) counts for: one risk resolved early (信访工作条例 25: 防止不良影响的产生、扩大)."""

from collections.abc import Iterator
from datetime import date

from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions, Posting


def of_mass_issue(resolved_on: date, bureau: str) -> Iterator[Posting]:
    """Every line that should stand in the ledger for one that is confirmed and was resolved on a day.

    It counts for the bureau alone: its petitions may be of several classes and places, and one of them may be corrected
    at any time.
    """
    yield Posting(Measure.MASS_ISSUES_RESOLVED, 1, resolved_on, Dimensions(bureau))
