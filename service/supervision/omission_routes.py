"""The doors of the detectors: what ought to have been done and was not (四应四不), with the petitions behind it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.auth.callers import Reader
from service.desk.codes import unknown
from service.desk.forms import Day
from service.desk.kit import AtDesk, Desk, local_date
from service.desk.parameters import Limit, name_next
from service.desk.problems import problems
from service.desk.refusals import READING
from service.register.omissions import Span
from service.rulebook.errors import (
    ContentConflict,
    Fault,
)
from service.supervision import look
from service.supervision.views import DetectorsOut, OmissionsOut, detector_out, omissions_out

router = APIRouter(prefix="/v1/supervision", tags=["supervision"])

PLACE = Query(pattern=r"^\d{1,7}_\d{1,18}_\d{1,4}_[a-z0-9_]{0,20}$", description="from the Link header")
First = Annotated[Day | None, Query(alias="from", description="by default the first day of the year of the last")]
Last = Annotated[Day | None, Query(alias="to", description="by default today; nothing later is known yet")]
Alone = Annotated[bool, Query(description="only petitions without an open case (督办): what is proposed (40(1))")]


@router.get("/detectors", summary="四应四不检测项 · The detectors", responses=problems(*READING, ContentConflict))
async def detectors(
    response: Response, _: Reader, desk: AtDesk, first: First = None, last: Last = None, without_case: Alone = False
) -> DetectorsOut:
    """Every detector with its definition and how much it finds in a period."""
    span = _span(first, last, desk, without_case=without_case)
    response.headers["Cache-Control"] = "no-store"
    found = [detector_out(each, total) for each, total in await look.totals(span, desk=desk)]
    return DetectorsOut(first=span.first, last=span.last, detectors=found)


@router.get(
    "/omissions",
    summary="应办未办清单 · What a detector finds",
    responses=problems(*READING, ContentConflict),
)
async def omissions(
    response: Response,
    _: Reader,
    desk: AtDesk,
    detector: Annotated[str, Query(min_length=1, max_length=64, description="a code of `/v1/supervision/detectors`")],
    first: First = None,
    last: Last = None,
    without_case: Alone = False,
    limit: Limit = 50,
    after: Annotated[str | None, PLACE] = None,
) -> OmissionsOut:
    """What a detector finds in a period: how many, of how many petitions, and which, the oldest first."""
    known = desk.bureau.detectors
    if detector not in known:
        raise ContentConflict((unknown("?detector", detector, known),))
    span = _span(first, last, desk, without_case=without_case)
    found = await look.omitted(known[detector], span, _place(after), limit, desk=desk)
    if len(found.page) == limit:
        end = found.page[-1]
        period = f"from={span.first}&to={span.last}" + ("&without_case=true" if without_case else "")
        where = f"{end.on_day.toordinal()}_{end.petition_id}_{end.referral}_{end.clock}"
        name_next(response, f"/v1/supervision/omissions?detector={detector}&{period}&limit={limit}&after={where}")
    response.headers["Cache-Control"] = "no-store"
    return omissions_out(found, span.first, span.last, desk.bureau)


def _span(first: date | None, last: date | None, desk: Desk, *, without_case: bool) -> Span:
    """Raises `ContentConflict` where the period ends before it begins."""
    end = min(last or date.max, local_date(desk.now()))
    begin = first or date(end.year, 1, 1)
    if begin > end:
        raise ContentConflict((Fault("?from", "period_reversed", {"last": end.isoformat()}),))
    return Span(begin, end, without_case)


def _place(after: str | None) -> tuple[date, int, int, str] | None:
    if after is None:
        return None
    day, petition, referral, clock = after.split("_", 3)
    return date.fromordinal(min(max(int(day), 1), date.max.toordinal())), int(petition), int(referral), clock
