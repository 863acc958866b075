"""The door of who audits: who has seen, revealed, taken out or changed what."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from service.auth.callers import Inspector
from service.desk.forms import Day
from service.desk.kit import ZONE, AtDesk
from service.desk.officers import OFFICER_PATTERN, Hand
from service.desk.opening import canonical
from service.desk.parameters import Limit, name_next
from service.desk.problems import problems
from service.desk.refusals import READING
from service.desk.witness import noted
from service.register import accesses
from service.register.accesses import Asked, Listed
from service.rulebook.vocabulary import AccessKind

router = APIRouter(prefix="/v1", tags=["audit"])

Cursor = Annotated[str | None, Query(pattern=r"^\d{1,17}_[1-9]_\d{1,18}$", description="from the Link header")]
NEWEST = datetime.max.replace(tzinfo=UTC), 9, 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AccessOut(BaseModel):
    """That somebody has seen, revealed, taken out or changed something."""

    at: datetime
    kind: AccessKind
    label: str
    actor: str = Field(examples=["client:3:A01"], description="the system and the officer's staff number")
    officer: str | None
    organ: str | None
    number: str | None = Field(description="null too where the petition is not for this auditor to know of")
    detail: dict[str, object] = Field(description="purpose, reason, fields, which notice or file, which change")


class AccessesOut(BaseModel):
    """Accesses, the newest first; `Link` names the next page where there is one."""

    entries: list[AccessOut]


@router.get("/audit", summary="审计记录 · Who has looked at what", responses=problems(*READING))
async def audit_trail(
    response: Response,
    caller: Inspector,
    desk: AtDesk,
    officer: Annotated[str | None, Query(pattern=OFFICER_PATTERN, description="a staff number")] = None,
    number: Annotated[str | None, Query(max_length=64, description="a petition's number")] = None,
    kind: Annotated[list[AccessKind] | None, Query(description="only these; all where none is named")] = None,
    first: Annotated[Day | None, Query(alias="from", description="on this day or later")] = None,
    last: Annotated[Day | None, Query(alias="to", description="on this day or before")] = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> AccessesOut:
    """Who has seen, revealed, taken out or changed what. That it was asked for is on record too.

    Nothing here can be changed unseen: `xinfang audit` names a record that was edited, deleted or put in.
    """
    wanted = canonical(number, desk) if number is not None else None
    period = (_begin(first or date.min), _begin(last + timedelta(days=1)) if last and last < date.max else NEWEST[0])
    asked = Asked(_place(after), *period, officer, wanted, kind or (), limit)
    async with desk.begin() as tx:
        found = await accesses.listed(tx, asked, desk.sight)
        filters = {"officer": officer, "number": wanted, "kind": [*map(str, kind or ())], "from": first, "to": last}
        said = {name: str(value) for name, value in filters.items() if value}
        tx.write(noted(AccessKind.AUDIT_READ, Hand(caller.actor, ""), desk.now(), desk, None, said))
    if len(found) == limit:
        kinds = [("kind", one) for one in kind or ()]
        named = [("officer", officer), ("number", number), *kinds, ("from", first), ("to", last)]
        more = "".join(f"&{name}={value}" for name, value in named if value)
        name_next(response, f"/v1/audit?limit={limit}{more}&after={_written(found[-1])}")
    response.headers["Cache-Control"] = "no-store"
    return AccessesOut(entries=[_out(one, desk.bureau.labels.of(one.kind).zh) for one in found])


def _out(one: Listed, label: str) -> AccessOut:
    return AccessOut(
        at=one.at.astimezone(ZONE),
        kind=one.kind,
        label=label,
        actor=one.actor,
        officer=one.officer,
        organ=one.organ,
        number=one.number,
        detail=dict(one.detail),
    )


def _begin(day: date) -> datetime:
    """The moment at which a day begins at the bureau."""
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(day, time(), ZONE)


def _written(one: Listed) -> str:
    return f"{(one.at - _EPOCH) // timedelta(microseconds=1)}_{one.book}_{one.id}"


def _place(after: str | None) -> tuple[datetime, int, int]:
    if after is None:
        return NEWEST
    microseconds, book, last = map(int, after.split("_"))
    longest = (NEWEST[0] - _EPOCH) // timedelta(microseconds=1)
    return _EPOCH + timedelta(microseconds=min(microseconds, longest)), book, last
