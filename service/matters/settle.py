"""A clerk decides on a mass issue, or on one petition's place in it."""

from datetime import datetime

from service.desk.figures import settle_mass_issue
from service.desk.kit import Desk
from service.desk.opening import known_and_held
from service.register import history, mass_issues
from service.register.history import Event
from service.register.mass_issues import MassIssue
from service.rulebook.errors import UnknownMassIssue, VersionStale
from service.rulebook.vocabulary import EventKind, Relation, Suspicion
from service.storage.transaction import Tx


async def settle(
    issue_id: int, suspicion: Suspicion, because: str, *, seen_version: int, actor: str, at: datetime, desk: Desk
) -> MassIssue:
    """Confirm or dismiss a mass issue. The machine adds to a confirmed one, and never opens a dismissed one again.

    Raises `UnknownMassIssue`, `VersionStale` where somebody else has decided since it was read.
    """
    async with desk.begin() as tx:
        await held_issue(tx, issue_id, seen_version)
        tx.write(mass_issues.decide(issue_id, suspicion, actor=actor, because=because, at=at))
        return await settled_issue(tx, issue_id, desk)


async def held_issue(tx: Tx, issue_id: int, seen_version: int) -> MassIssue:
    """A mass issue at the version that was read, with the turn of whoever may change one.

    Raises `UnknownMassIssue`, `VersionStale`.
    """
    await mass_issues.turn(tx)
    issue = await mass_issues.find(tx, issue_id)
    if issue is None:
        raise UnknownMassIssue
    if issue.version != seen_version:
        raise VersionStale(issue.version)
    return issue


async def settled_issue(tx: Tx, issue_id: int, desk: Desk) -> MassIssue:
    """A held mass issue as this transaction leaves it, counted as it now counts."""
    settled = await mass_issues.find(tx, issue_id)
    assert settled is not None  # noqa: S101 - it is there, and its turn is ours
    await settle_mass_issue(tx, settled, desk.bureau.code)
    return settled


async def settle_member(
    issue_id: int, number: str, suspicion: Suspicion, because: str, *, actor: str, at: datetime, desk: Desk
) -> MassIssue:
    """Confirm a petition's place in a mass issue, or take it out for good.

    Raises `UnknownPetition`, `UnknownMassIssue`.
    """
    async with desk.begin() as tx:
        petition = await known_and_held(tx, number, desk)
        await mass_issues.turn(tx)
        places = await mass_issues.memberships(tx, [petition.id])
        if not any(one.issue_id == issue_id for one in places):
            raise UnknownMassIssue
        detail = {"mass_issue": issue_id, "relation": Relation.SAME_ISSUE, "decision": suspicion, "because": because}
        tx.write(
            mass_issues.decide_member(issue_id, petition.id, suspicion),
            history.append(petition.id, Event(EventKind.RELATION_DECIDED, at, actor, detail)),
        )
        await mass_issues.count(tx, [issue_id])
        settled = await mass_issues.find(tx, issue_id)
        assert settled is not None  # noqa: S101 - one of its places was found above
    return settled
