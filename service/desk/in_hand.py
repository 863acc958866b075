"""The figure of what is in hand follows a petition out of the procedure and back into it."""

from collections.abc import Iterable
from datetime import date

from service.ledger import book
from service.register import classifications
from service.register.classifications import Classification
from service.register.petitions import Petition
from service.rulebook import postings
from service.rulebook.lifecycle import OPEN
from service.rulebook.postings import Posting
from service.rulebook.vocabulary import Stage
from service.storage.transaction import Tx


async def follow(tx: Tx, petition: Petition, decided: Classification, stage: Stage, on: date) -> None:
    """Post what a petition that moves to this stage changes of what is in hand; nothing where it stays in or out."""
    lines: Iterable[Posting] = ()
    if petition.stage in OPEN and stage not in OPEN:
        lines = postings.of_ending(await book.standing(tx, petition.id), on)
    elif petition.stage not in OPEN and stage in OPEN:
        lines = postings.of_reopening(classifications.dimensions(petition, decided), on)
    if posted := tuple(lines):
        tx.write(book.post(petition.id, posted))
