"""A clerk states that a confirmed mass issue has been resolved before it became an incident (提前化解)."""

from datetime import datetime

from service.desk.kit import Desk
from service.matters.settle import held_issue, settled_issue
from service.register import mass_issues
from service.register.mass_issues import MassIssue
from service.rulebook.errors import StepRefused
from service.rulebook.vocabulary import Suspicion

RESOLVE = "resolve"


async def resolve(issue_id: int, because: str, *, seen_version: int, actor: str, at: datetime, desk: Desk) -> MassIssue:
    """Put it on record, and count it on this day.

    Raises `UnknownMassIssue`, `VersionStale` where somebody else has decided since it was read, `StepRefused` for one
    that no clerk has confirmed, or that is resolved already.
    """
    async with desk.begin() as tx:
        issue = await held_issue(tx, issue_id, seen_version)
        if issue.resolved_at is not None:
            raise StepRefused("resolved", RESOLVE, "")
        if issue.suspicion is not Suspicion.CONFIRMED:
            raise StepRefused(issue.suspicion, RESOLVE, "confirm, reject")
        tx.write(mass_issues.resolve(issue_id, actor=actor, because=because, at=at))
        return await settled_issue(tx, issue_id, desk)
