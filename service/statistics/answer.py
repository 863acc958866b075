"""Answer a question from the ledger, as of a moment after which nothing older can still appear."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from service.bureau.load import Bureau
from service.desk.kit import Desk, local_date
from service.rulebook.errors import NotSettled
from service.statistics import queries
from service.statistics.fold import Table, fold, scopes, tells_kinds
from service.statistics.queries import Wanted, Watermark
from service.statistics.question import Question
from service.storage.settled import settled


@dataclass(frozen=True, slots=True)
class Reading:
    """Up to where the ledger is read: chosen once, so that asking again for this `as_of` gives the same figures."""

    as_of: datetime
    watermark: Watermark


async def reading(question: Question, *, desk: Desk) -> Reading:
    """The moment to answer as of: the one asked for, or else the latest settled one.

    Raises `NotSettled` for a moment that lies ahead of it.
    """
    async with desk.read() as tx:
        final = await settled(tx)
        if question.as_of is not None and question.as_of > final:
            raise NotSettled(final.isoformat())
        as_of = question.as_of or final
        return Reading(as_of, await queries.watermark(tx, as_of))


async def answer(question: Question, as_of: datetime, *, desk: Desk) -> Table:
    """The figures and their total, from one state of the ledger."""
    async with desk.snapshot() as tx:
        await queries.plan_once(tx)
        return fold(question, await queries.sums(tx, wanted(question, as_of)))


def wanted(question: Question, as_of: datetime) -> Wanted:
    """What of the ledger a question needs. What falls due after the day of `as_of` is not due yet and in no figure."""
    indicator = question.indicator
    return Wanted(
        indicator.measures,
        question.first,
        min(question.last, local_date(as_of)),
        question.by,
        scopes(indicator),
        tells_kinds(indicator),
        question.filters,
        as_of,
    )


def tag(question: Question, reading: Reading, bureau: Bureau) -> str:
    """What an ETag must change with: the question and its definition, the last counted line, the day (what is due by
    then), and by what release and which of the bureau's data it is worded.
    """
    asked = (
        version("xinfang"),
        bureau.fingerprint,
        wanted(question, reading.as_of).last,
        question.indicator.code,
        question.indicator.version,
        question.first,
        question.last,
        question.by,
        question.filters,
        question.as_of,
        question.window,
        reading.watermark.posting,
    )
    return hashlib.sha256(repr(asked).encode()).hexdigest()
