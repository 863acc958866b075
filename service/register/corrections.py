"""What clerks decided, as a model may learn from it: the text of a petition and the class now in force."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from service.register import petition_words
from service.register.classifications import MACHINE
from service.rulebook.vocabulary import Purpose
from service.storage.transaction import ReadTx

# An accusation is for those who need to know (条例 30(3)); nobody needs a model that has read it.
IN_FORCE = f"""
SELECT id, {petition_words.COLUMNS}, content_class, made_at
FROM petition JOIN classification ON petition_id = id AND classification.version = classification_version
WHERE made_by <> $1 AND purpose IS DISTINCT FROM $2 AND content_class IS NOT NULL AND id < $3
ORDER BY id DESC
LIMIT $4
"""  # noqa: S608 - the only thing put in are the names of columns

MOST = 50_000  # decisions: what is learnt from is held in memory, some 20 kB each
_PAGE = 500
_BEYOND_ALL = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Correction:
    """A petition's words with the content class that a clerk decided on."""

    petition_id: int
    subject: str
    request: str
    facts: str
    content_class: str
    made_at: datetime


async def in_force(tx: ReadTx, most: int = MOST) -> AsyncIterator[Correction]:
    """The decisions of clerks that are in force, but for accusations; the newest petitions first, at most `most`.

    Read page by page, so that the database never sends more than a page at a time; ask on a snapshot.
    """
    before, left = _BEYOND_ALL, most
    while left:
        page = await tx.rows(IN_FORCE, MACHINE, Purpose.ACCUSATION, before, min(_PAGE, left))
        for row in page:
            words = petition_words.now(row, tx)
            said = (words["subject"], words["request"], words["facts"])
            yield Correction(row["id"], *said, row["content_class"], row["made_at"])
        if len(page) < min(_PAGE, left):
            return
        before, left = page[-1]["id"], left - len(page)
