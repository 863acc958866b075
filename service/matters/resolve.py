"""A clerk states that a confirmed mass issue has been resolved before it became an incident (提前化解)."""

from datetime import datetime

from service.desk.figures import settle_mass_issue
from service.desk.kit import Desk
from service.register import mass_issues
from service.register.mass_issues import MassIssue
from service.rulebook.errors import StepRefused, UnknownMassIssue, VersionStale
from service.rulebook.vocabulary import Suspicion

RESOLVE = "resolve"


async def resolve(issue_id: int, because: str, *, seen_version: int, actor: str, at: datetime, desk: Desk) -> MassIssue:
    """Put it on record, and count it on this day.

    Raises `UnknownMassIssue`, `VersionStale` where somebody else has decided since it was read, `StepRefused` for one
    that no clerk has confirmed, or that is resolved already.
    """
    async with desk.begin() as tx:
        await mass_issues.turn(tx)
        issue = await mass_issues.find(tx, issue_id)
        if issue is None:
            raise UnknownMassIssue
        if issue.version != seen_version:
            raise VersionStale(issue.version)
        if issue.resolved_at is not None:
            raise StepRefused("resolved", RESOLVE, "")
        if issue.suspicion is not Suspicion.CONFIRMED:
            raise StepRefused(issue.suspicion, RESOLVE, "confirm, reject")
        tx.write(mass_issues.resolve(issue_id, actor=actor, because=because, at=at))
        resolved = await mass_issues.find(tx, issue_id)
        assert resolved is not None  # noqa: S101 - it is there, and its turn is ours
        await settle_mass_issue(tx, resolved, desk.bureau.code)
    return resolved
