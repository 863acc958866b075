"""What each fact counts for: the lines that a dossier puts into the ledger, by what they speak of."""

from collections.abc import Iterator

from service.rulebook.dossier import Dossier
from service.rulebook.figures import arrivals, duties, machine, matters, ratings, steps
from service.rulebook.postings import Posting


def of_petition(dossier: Dossier) -> Iterator[Posting]:
    """Every line that should stand in the ledger for a petition with this dossier."""
    for part in (arrivals, duties, steps, matters, ratings, machine):
        yield from part.lines(dossier)
