"""Answer a question from the ledger, as of a moment after which nothing older can still appear."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from importlib.metadata import version

from service.bureau.load import Bureau
from service.desk.kit import ZONE, Desk, local_date
from service.rulebook.errors import NotSettled
from service.statistics import queries
from service.statistics.discretion import ACCUSING, NOT_ACCUSING, asks_for_accusations, months, told
from service.statistics.fold import Table, fold, scopes, tells_kinds
from service.statistics.queries import Wanted, Watermark
from service.statistics.question import Question
from service.storage.past import Past

_RELEASE = version("xinfang")  # read from the disk


@dataclass(frozen=True, slots=True)
class Reading:
    """Up to where the ledger is read: chosen once, so that asking again for this `as_of` gives the same figures.

    The watermark is told to those alone who may know of accusations: else it would tell that one came in.
    """

    as_of: datetime
    watermark: Watermark


async def reading(question: Question, *, desk: Desk) -> Reading:
    """The moment to answer as of: the one asked for, or else the latest settled one.

    Raises `NotSettled` for a moment that lies ahead of it.
    """
    as_of = await settled_by(desk.past, question.as_of)
    if not question.sees_all:
        return Reading(as_of, Watermark(None, None))
    async with desk.past.up_to(as_of) as tx:
        return Reading(as_of, await queries.watermark(tx, as_of))


async def settled_by(past: Past, as_of: datetime | None) -> datetime:
    """The moment asked for, or else the latest settled one. Raises `NotSettled` for a moment that lies ahead of it."""
    final = await past.settled()
    if as_of is not None and as_of > final:
        final = await past.newest()  # that a replica has not come so far is no reason to refuse
        if as_of > final:
            raise NotSettled(final.isoformat())
    return as_of or final


async def answer(question: Question, as_of: datetime, *, desk: Desk) -> Table:
    """The figures and their total, from one state of the ledger. Raises `AccusationsWithheld`."""
    if not question.sees_all and asks_for_accusations(question, local_date(as_of)):
        return await _accusations(question, as_of, desk)
    want = wanted(question, as_of)
    async with desk.past.up_to(as_of) as tx:
        await queries.plan_once(tx)
        found = await queries.sums(tx, want)
        if not question.sees_all:
            found += await queries.veiled(tx, want)
    return fold(question, found)


async def _accusations(question: Question, as_of: datetime, desk: Desk) -> Table:
    """Of each month what the ledger said when it was over: a later figure beside it would tell a single one."""
    counts = {}
    asked = months(question.first or question.last, question.last)
    async with desk.past.up_to(max(as_of, _end(asked[-1][1]))) as tx:
        await queries.plan_once(tx)
        for first, last in asked:
            want = replace(wanted(question, _end(last)), first=first, last=last, by=(), filters=ACCUSING)
            counts[f"{first:%Y-%m}"] = sum(one.quantity for one in await queries.sums(tx, want))
    return told(question, counts, desk.small_cells)


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZONE) - timedelta(microseconds=1)


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
        question.filters if question.sees_all else (*question.filters, NOT_ACCUSING),
        as_of,
    )


def tag(question: Question, reading: Reading, bureau: Bureau, table: Table | None) -> str:
    """What an ETag must change with: the question and its definition, the last counted line, the day (what is due by
    then), and by what release and which of the bureau's data it is worded.

    Where the last line is not to be known, the figures themselves stand for it.
    """
    asked = (
        _RELEASE,
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
        question.sees_all,
        reading.watermark.posting if question.sees_all else table,
    )
    return hashlib.sha256(repr(asked).encode()).hexdigest()
