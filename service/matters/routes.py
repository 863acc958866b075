"""The doors of what belongs together: relations of a petition, suspected repeats, mass issues. For clerks."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from service.auth.callers import Clerk, Reader
from service.desk.conditional import IfMatch, version_named, version_tag
from service.desk.kit import AtDesk
from service.desk.parameters import Limit, Number, name_next
from service.desk.problems import problems
from service.desk.refusals import READING, SAYING
from service.matters.decide import decide
from service.matters.forms import RelationForm, ResolutionForm, VerdictForm
from service.matters.look import belonging, issue, issues, suspected_repeats
from service.matters.resolve import resolve
from service.matters.settle import settle, settle_member
from service.matters.views import (
    BelongingOut,
    MassIssueOut,
    MassIssuesOut,
    MassIssueWholeOut,
    RelationOut,
    RepeatsOut,
    belonging_out,
    issue_out,
    placed_out,
    relation_out,
)
from service.register.mass_issues import BEHIND
from service.rulebook.errors import (
    ContentConflict,
    StepRefused,
    UnknownMassIssue,
    UnknownPetition,
    VersionMissing,
    VersionStale,
)
from service.rulebook.vocabulary import Suspicion

router = APIRouter(prefix="/v1", tags=["clerk"])


IssueId = Annotated[int, Path(ge=1, le=2**63 - 1)]
SIZE_CURSOR = Query(pattern=r"^\d{1,9}_\d{1,18}$", description="from the Link header")
PAIR_CURSOR = Query(pattern=r"^\d{1,18}_\d{1,18}$", description="from the Link header")
ONE_CURSOR = Query(pattern=r"^\d{1,18}$", description="from the Link header")


@router.get(
    "/petitions/{number}/relations",
    summary="疑似重复和同类事项 · What a petition may belong to",
    responses=problems(*READING, UnknownPetition),
)
async def relations_of(number: Number, response: Response, _: Reader, desk: AtDesk) -> BelongingOut:
    """Petitions that may be the same matter or the same issue, with what led there. Found within seconds of a
    registration; a clerk decides, and nothing is merged.
    """
    response.headers["Cache-Control"] = "no-store"
    return belonging_out(await belonging(number, desk=desk), desk.bureau)


@router.put(
    "/petitions/{number}/relations/{other}",
    summary="核定关联 · Decide whether two petitions belong together",
    responses=problems(*SAYING, UnknownPetition, ContentConflict, VersionStale, VersionMissing),
)
async def decide_relation(
    number: Number,
    other: Number,
    form: RelationForm,
    if_match: IfMatch,
    response: Response,
    caller: Clerk,
    desk: AtDesk,
) -> RelationOut:
    """Confirm or reject that two petitions belong together. A pair that the machine did not find has version 0."""
    pair = await decide(
        number,
        other,
        form.decided(),
        seen_version=version_named(if_match),
        actor=caller.actor,
        at=desk.now(),
        desk=desk,
    )
    response.headers["ETag"] = version_tag(pair.related.version)
    return relation_out(pair, desk.bureau)


@router.get(
    "/worklists/repeats",
    summary="疑似重复信访清单 · Suspected repeats",
    responses=problems(*READING),
)
async def repeats(
    response: Response, _: Reader, desk: AtDesk, limit: Limit = 50, after: Annotated[str | None, PAIR_CURSOR] = None
) -> RepeatsOut:
    """Suspected repeats on which nobody has decided, in the order of registration."""
    found = await suspected_repeats(_pair(after) or (-1, -1), limit, desk=desk)
    if len(found) == limit:
        last = found[-1].related
        name_next(response, f"/v1/worklists/repeats?limit={limit}&after={last.petition_id}_{last.other_id}")
    response.headers["Cache-Control"] = "no-store"
    return RepeatsOut(entries=[relation_out(pair, desk.bureau) for pair in found])


@router.get(
    "/mass-issues",
    summary="类案清单 · Mass issues",
    responses=problems(*READING),
)
async def mass_issues(
    response: Response,
    _: Reader,
    desk: AtDesk,
    suspicion: Suspicion = Suspicion.SUSPECTED,
    people_from: Annotated[int, Query(ge=0, le=100_000_000, description="of at least so many people")] = 0,
    limit: Limit = 50,
    after: Annotated[str | None, SIZE_CURSOR] = None,
) -> MassIssuesOut:
    """Matters of many people, those of most people first: a mass incident is best seen while it is small."""
    found = await issues(suspicion, people_from, _pair(after) or BEHIND, limit, desk=desk)
    if len(found) == limit:
        position = f"{found[-1].people}_{found[-1].id}"
        asked = f"suspicion={suspicion}&people_from={people_from}&limit={limit}"
        name_next(response, f"/v1/mass-issues?{asked}&after={position}")
    response.headers["Cache-Control"] = "no-store"
    return MassIssuesOut(entries=[issue_out(one) for one in found])


@router.get(
    "/mass-issues/{issue_id}",
    summary="类案详情 · A mass issue and its petitions",
    responses=problems(*READING, UnknownMassIssue),
)
async def mass_issue(
    issue_id: IssueId,
    response: Response,
    _: Reader,
    desk: AtDesk,
    limit: Limit = 50,
    after: Annotated[str | None, ONE_CURSOR] = None,
) -> MassIssueWholeOut:
    """One mass issue and its petitions in the order of registration. Those that a clerk took out are marked so."""
    found, members = await issue(issue_id, int(after) if after else -1, limit, desk=desk)
    if len(members) == limit:
        name_next(response, f"/v1/mass-issues/{issue_id}?limit={limit}&after={members[-1].petition.id}")
    response.headers["ETag"] = version_tag(found.version)
    response.headers["Cache-Control"] = "no-store"
    return MassIssueWholeOut(issue=issue_out(found), petitions=[placed_out(one) for one in members])


@router.put(
    "/mass-issues/{issue_id}",
    summary="核定类案 · Confirm or dismiss a mass issue",
    responses=problems(*SAYING, UnknownMassIssue, VersionStale, VersionMissing),
)
async def decide_mass_issue(
    issue_id: IssueId, form: VerdictForm, if_match: IfMatch, response: Response, caller: Clerk, desk: AtDesk
) -> MassIssueOut:
    """Confirm or dismiss a mass issue. The machine adds to a confirmed one, and never opens a dismissed one again."""
    settled = await settle(
        issue_id,
        form.suspicion(),
        form.because,
        seen_version=version_named(if_match),
        actor=caller.actor,
        at=desk.now(),
        desk=desk,
    )
    response.headers["ETag"] = version_tag(settled.version)
    return issue_out(settled)


@router.post(
    "/mass-issues/{issue_id}/resolution",
    summary="化解类案 · A mass issue has been resolved",
    responses=problems(*SAYING, UnknownMassIssue, StepRefused, VersionStale, VersionMissing),
)
async def resolve_mass_issue(
    issue_id: IssueId, form: ResolutionForm, if_match: IfMatch, response: Response, caller: Clerk, desk: AtDesk
) -> MassIssueOut:
    """A confirmed mass issue has been resolved before it became an incident. Once; it counts on this day."""
    resolved = await resolve(
        issue_id, form.because, seen_version=version_named(if_match), actor=caller.actor, at=desk.now(), desk=desk
    )
    response.headers["ETag"] = version_tag(resolved.version)
    return issue_out(resolved)


@router.put(
    "/mass-issues/{issue_id}/petitions/{number}",
    summary="核定类案成员 · Decide on a petition's place in a mass issue",
    responses=problems(*SAYING, UnknownMassIssue, UnknownPetition),
)
async def decide_place(
    issue_id: IssueId, number: Number, form: VerdictForm, caller: Clerk, desk: AtDesk
) -> MassIssueOut:
    """Confirm that a petition belongs to a mass issue, or take it out for good. Answers with the new counts."""
    settled = await settle_member(
        issue_id, number, form.suspicion(), form.because, actor=caller.actor, at=desk.now(), desk=desk
    )
    return issue_out(settled)


def _pair(cursor: str | None) -> tuple[int, int] | None:
    if cursor is None:
        return None
    one, _, two = cursor.partition("_")
    return int(one), int(two)
