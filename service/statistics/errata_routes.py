"""The door to errata: what of the figures that were told is different now."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from service.auth.callers import Statistician
from service.desk.forms import Moment
from service.desk.kit import AtDesk
from service.desk.parameters import name_next
from service.desk.problems import problems
from service.rulebook.errors import DatabaseUnavailable, InvalidContent, NotSettled, ScopeMissing, Unauthenticated
from service.statistics.answer import settled_by
from service.statistics.errata import errata
from service.statistics.errata_view import ErrataOut, errata_out
from service.statistics.routes import CATALOGUE

# Nothing was served before; a moment near the calendar's own beginning has no UTC.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

router = APIRouter(prefix="/v1/statistics", tags=["statistics"])


@router.get(
    "/errata",
    summary="更正 · Figures that were told and have changed",
    responses=problems(Unauthenticated, ScopeMissing, InvalidContent, NotSettled, DatabaseUnavailable),
)
async def errata_since(
    response: Response,
    caller: Statistician,
    desk: AtDesk,
    since: Annotated[Moment | None, Query(description="lines recorded after this; default: all")] = None,
    as_of: Annotated[Moment | None, Query(description="what is told now; default: the latest settled")] = None,
    after: Annotated[int, Query(ge=0, le=2**62, description="from the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=50, description="questions looked at")] = 20,
) -> ErrataOut:
    """Of each question that was answered: the cells that were told otherwise than they are now, and why.

    Only what was recorded later for a day up to the one of the answer counts. Page on by `Link`; then ask again with
    this answer's `as_of` as `since`.
    """
    moment = await settled_by(desk.past, max(as_of, EARLIEST) if as_of else None)
    since = min(max(since, EARLIEST), moment) if since else None
    feed = await errata(CATALOGUE, since, moment, sees_all=caller.has_case_rights, after=after, limit=limit, desk=desk)
    shown = errata_out(feed, desk.bureau)
    response.headers["Cache-Control"] = "private, no-store"
    if feed.last is not None:
        told = {"since": since.isoformat() if since else None, "as_of": shown.as_of.isoformat()}
        again = {name: text for name, text in told.items() if text} | {"after": str(feed.last), "limit": str(limit)}
        name_next(response, f"/v1/statistics/errata?{urlencode(again)}")
    return shown
