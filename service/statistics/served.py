"""Which questions were answered, so that whoever was told a figure can be told that it changed."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from cachetools import LRUCache

from service.desk.kit import Desk, local_date
from service.signing.canonical import canonical
from service.statistics.discretion import asks_for_accusations
from service.statistics.question import Question
from service.statistics.written import written
from service.storage.statement import Write
from service.storage.transaction import ReadTx

log = logging.getLogger(__name__)

# One row a question, written once on each day on which it is asked, however often that is.
REMEMBER = """
INSERT INTO served_question
    (digest, question, indicator, version, counted_for, first_as_of, newest_as_of, newest_on)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7)
ON CONFLICT (digest) DO UPDATE SET newest_as_of = excluded.newest_as_of, newest_on = excluded.newest_on,
    first_as_of = least(served_question.first_as_of, excluded.first_as_of)
WHERE served_question.newest_on < excluded.newest_on
"""

LISTED = """
SELECT id, question, first_as_of, newest_as_of FROM served_question
WHERE id > $1 AND counted_for = ANY($2::text[]) ORDER BY id LIMIT $3
"""

_KNOWN = 10_000  # questions of which this process knows that they are on record for the day


@dataclass(frozen=True, slots=True)
class Told:
    """A question that was answered, and as of when: the first time, and the first time on the newest day."""

    id: int
    question: dict[str, Any]
    as_of: tuple[datetime, ...]


class Served:
    """Remembers what was answered, after the answer: it neither delays nor fails one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: LRUCache[bytes, date] = LRUCache(_KNOWN)

    async def remember(self, question: Question, as_of: datetime) -> None:
        """Put a question on record. What is told of accusations is never revised, so it is not."""
        asked, on = written(question), local_date(as_of)
        text = canonical(asked)
        digest = hashlib.sha256(text).digest()
        known = self._known.get(digest)
        if known is not None and known >= on:
            return
        if not question.sees_all and asks_for_accusations(question, on):
            return
        indicator = question.indicator
        args = (digest, text.decode(), indicator.code, indicator.version, str(asked["counted_for"]), as_of, on)
        try:
            async with self._desk.begin() as tx:
                tx.write(Write(REMEMBER, args))
        except Exception:
            log.exception("An answered question could not be put on record", extra={"indicator": indicator.code})
            return
        self._known[digest] = on


async def listed(tx: ReadTx, counted_for: Sequence[str], *, after: int, limit: int) -> list[Told]:
    """The questions that were answered, in the order in which they came to be known, so many from there."""
    return [
        Told(row["id"], orjson.loads(row["question"]), tuple(dict.fromkeys((row["first_as_of"], row["newest_as_of"]))))
        for row in await tx.rows(LISTED, after, list(counted_for), limit)
    ]
