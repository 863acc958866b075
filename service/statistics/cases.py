"""A figure opens into its cases, and a commitment binds the bureau to the list without showing it.

The commitment is SHA-256 over the canonical list with a nonce. The nonce follows from the service's secret, the
question and `as_of`: the same question has the same commitment for ever, and without it nobody can try out lists.
"""

import hashlib
import hmac
from dataclasses import dataclass

from service.desk.kit import ZONE, Desk, local_date
from service.rulebook.errors import AccusationsWithheld, TooManyCases
from service.signing.canonical import Value, canonical
from service.statistics import lines
from service.statistics.answer import Reading, reading, wanted
from service.statistics.discretion import HOW, asks_for_accusations
from service.statistics.fold import Share, share
from service.statistics.lines import BEFORE_ALL, BOOKS, Case, Source
from service.statistics.question import Question
from service.statistics.written import written

MOST = 20_000  # cases under one commitment: some seconds of one connection
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Counted:
    """A case and how much it has in the figure."""

    case: Case
    share: Share


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases of a figure in their order, and after which source the next ones come."""

    cases: tuple[Counted, ...]
    last: Source | None


async def opened(question: Question, *, desk: Desk) -> Reading:
    """As of when a figure is opened. Raises `NotSettled`, `AccusationsWithheld`.

    What outsiders are told of accusations has no list: the figure of a month that is over, and nothing else of it.
    """
    read = await reading(question, desk=desk)
    if not question.sees_all and asks_for_accusations(question, local_date(read.as_of)):
        raise AccusationsWithheld(HOW)
    return read


async def page(question: Question, read: Reading, *, after: Source, limit: int, desk: Desk) -> Page:
    """The next cases. Those that have nothing in the figure are passed over, so a page may be shorter."""
    async with desk.past.up_to(read.as_of) as tx:
        want = wanted(question, read.as_of)
        found = await lines.cases(tx, want, openly=not question.sees_all, after=after, limit=limit)
    counted = (Counted(one, share(question, one.sums)) for one in found)
    return Page(
        tuple(one for one in counted if not one.share.is_none),
        found[-1].source if len(found) == limit else None,
    )


async def commitment(question: Question, read: Reading, *, desk: Desk) -> str:
    """What binds the bureau to the list, in hex. Raises `TooManyCases`."""
    listed: list[Value] = []
    after: Source | None = BEFORE_ALL
    while after is not None:
        found = await page(question, read, after=after, limit=_PAGE, desk=desk)
        listed += [entry(one) for one in found.cases]
        after = found.last
        if len(listed) > MOST:
            raise TooManyCases(MOST)
    whole = {**_asked(question, read), "cases": listed, "nonce": nonce(question, read, desk=desk)}
    return hashlib.sha256(canonical(whole)).hexdigest()


def nonce(question: Question, read: Reading, *, desk: Desk) -> str:
    """What opens the commitment of a question, in hex."""
    return hmac.digest(desk.commitment_key, canonical(_asked(question, read)), hashlib.sha256).hex()


def entry(one: Counted) -> dict[str, Value]:
    """A case as it is listed and committed to; what its indicator has not is null."""
    kind, number = BOOKS[one.case.source[0]], one.case.number
    return {
        "kind": kind,
        "case": number or str(one.case.source[1]),
        "numerator": one.share.numerator,
        "denominator": one.share.denominator,
        "second": one.share.second,
        "days": {str(day): many for day, many in sorted(one.share.days.items())},
    }


def _asked(question: Question, read: Reading) -> dict[str, Value]:
    return {"question": written(question), "as_of": read.as_of.astimezone(ZONE).isoformat()}
