"""The doors of what is owed by whom: the clerk's over everybody, an organ's own, the clocks of one petition."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.auth.callers import OrganCaller, Reader
from service.deadlines import look
from service.deadlines.views import AlertsOut, DutiesOut, StoriesOut, alerts_out, duties_out, stories_out
from service.desk.forms import Day
from service.desk.kit import AtDesk, local_date
from service.desk.parameters import Limit, Number, name_next
from service.desk.problems import problems
from service.desk.refusals import READING
from service.register import alerts, duties
from service.rulebook.errors import (
    UnknownPetition,
)
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import AlertKind

router = APIRouter(prefix="/v1", tags=["clerk"])

Filters = Mapping[str, Sequence[object]]
Cursor = Annotated[str | None, Query(pattern=r"^\d{1,7}_\d{1,18}$", description="from the Link header")]
Clocks = Annotated[list[Clock] | None, Query(alias="clock", description="only these clocks; all where none is named")]
Until = Annotated[Day | None, Query(description="only what the law wants by this day")]
Owner = Annotated[str | None, Query(min_length=1, max_length=32, description="an organ's code, or `bureau`")]


@router.get("/worklists/due", summary="应办清单 · What is owed, by whom, by when", responses=problems(*READING))
async def due_list(
    response: Response,
    _: Reader,
    desk: AtDesk,
    owner: Owner = None,
    clock: Clocks = None,
    until: Until = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> DutiesOut:
    """What the bureau and the organs owe, the nearest legal limit first. Rights (复查, 评价 …) are no duties."""
    asked = duties.Asked(owner, clock or (), until or date.max, _place(after), limit)
    page = await look.due(asked, desk=desk)
    filters: Filters = {"owner": [owner] if owner else [], "clock": clock or [], "until": [until] if until else []}
    _name_next(response, "/v1/worklists/due", page, limit, filters)
    return duties_out(page, desk.bureau, local_date(desk.now()))


@router.get("/duties", tags=["organ"], summary="本单位应办清单 · What the organ owes", responses=problems(*READING))
async def own_duties(
    response: Response,
    caller: OrganCaller,
    desk: AtDesk,
    clock: Clocks = None,
    until: Until = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> DutiesOut:
    """What the organ that calls owes, the nearest legal limit first; nobody else's duties, none that accuses it."""
    asked = duties.Asked(caller.organ or "", clock or (), until or date.max, _place(after), limit)
    page = await look.due(asked, reader=asked.owner, desk=desk)
    _name_next(response, "/v1/duties", page, limit, {"clock": clock or [], "until": [until] if until else []})
    return duties_out(page, desk.bureau, local_date(desk.now()))


@router.get("/worklists/alerts", summary="预警清单 · Near their end, or overdue", responses=problems(*READING))
async def alert_list(
    response: Response,
    _: Reader,
    desk: AtDesk,
    kind: Annotated[AlertKind | None, Query()] = None,
    owner: Owner = None,
    clock: Clocks = None,
    since: Annotated[Day | None, Query(description="only entries of this day or later")] = None,
    ended: Annotated[bool, Query(description="with duties that have ended since")] = False,
    limit: Limit = 50,
    after: Cursor = None,
) -> AlertsOut:
    """What the sweep found near its end (`near_due`) or overdue, the newest first."""
    place = _place(after) if after else (date.max, 0)
    asked = alerts.Asked(place, since or date.min, kind, owner, clock or (), ended, limit)
    page = await look.entries(asked, desk=desk)
    if len(page.entries) == limit:
        last = page.entries[-1]
        filters: Filters = {"kind": [kind] if kind else [], "owner": [owner] if owner else [], "clock": clock or []}
        more = {**filters, "since": [since] if since else [], "ended": ["true"] if ended else []}
        name_next(response, _address("/v1/worklists/alerts", limit, more, last.on_day, last.id))
    response.headers["Cache-Control"] = "no-store"
    return alerts_out(page, desk.bureau, local_date(desk.now()))


@router.get(
    "/petitions/{number}/deadlines",
    summary="查看办理期限 · The clocks of a petition",
    responses=problems(*READING, UnknownPetition),
)
async def deadlines_of(
    number: Number,
    response: Response,
    _: Reader,
    desk: AtDesk,
    explain: Annotated[bool, Query(description="day by day: counted, skipped and why")] = False,
) -> StoriesOut:
    """Every clock of a petition and what happened to it; on request each day between its start and its legal limit."""
    petition, found = await look.stories(number, explain=explain, desk=desk)
    response.headers["Cache-Control"] = "no-store"
    return stories_out(petition, found, desk.bureau, local_date(desk.now()), explain=explain)


def _place(after: str | None) -> tuple[date, int]:
    """A place in a list: a day, as its number, and an id."""
    if after is None:
        return date.min, -1
    day, last = after.split("_")
    return date.fromordinal(min(max(int(day), 1), date.max.toordinal())), int(last)


def _name_next(response: Response, path: str, page: look.DuePage, limit: int, filters: Filters) -> None:
    response.headers["Cache-Control"] = "no-store"
    if page.last is not None:
        name_next(response, _address(path, limit, filters, page.last.duty.legal_limit_on, page.last.id))


def _address(path: str, limit: int, filters: Filters, day: date, last: int) -> str:
    named = "".join(f"&{name}={value}" for name, values in filters.items() for value in values)
    return f"{path}?limit={limit}{named}&after={day.toordinal()}_{last}"
