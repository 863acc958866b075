"""Put a petition into the mass issue it is suspected to belong to."""

from collections.abc import Sequence
from datetime import datetime

from service.matters.found import Found
from service.register import mass_issues
from service.register.mass_issues import Member
from service.register.petitions import Petition
from service.rulebook.mass_issue import Membership, place
from service.rulebook.vocabulary import Relation, Suspicion
from service.storage.transaction import Tx


async def group(tx: Tx, petition: Petition, found: Sequence[Found], at: datetime) -> None:
    """Join, open, unite or leave mass issues, within the transaction that holds the petition."""
    await mass_issues.turn(tx)
    memberships = await mass_issues.memberships(tx, [petition.id, *(one.other.id for one in found)])
    placed = {one.petition_id for one in memberships}
    # One person who writes twice opens no issue of many, but belongs where the first item is.
    matches = {
        one.other.id: one.probability for one in found if one.relation is Relation.SAME_ISSUE or one.other.id in placed
    }
    if not matches and petition.id not in placed:
        return
    placement = place(petition.id, matches, memberships)
    await mass_issues.leave_others(tx, petition.id, placement.issue_id)
    issue = placement.issue_id
    if placement.first is not None:
        issue = await mass_issues.open_(tx, at)
        first = next(one.other for one in found if one.other.id == placement.first)
        await _join(tx, issue, first, [], memberships, at)
    if issue is not None:
        await mass_issues.move(tx, placement.united, into=issue)
        await _join(tx, issue, petition, found, memberships, at)
    left = {one.issue_id for one in memberships if one.petition_id == petition.id}
    await mass_issues.count(tx, sorted({*left, *placement.united, *([issue] if issue else [])}))


async def _join(
    tx: Tx, issue: int, petition: Petition, found: Sequence[Found], memberships: Sequence[Membership], at: datetime
) -> None:
    # People who are in the issue already, through an earlier petition of theirs, are not counted twice.
    within = {one.petition_id for one in memberships if one.issue_id == issue and one.petition_id != petition.id}
    again = any(one.relation is Relation.REPEAT and one.other.id in within for one in found)
    surest = max((one.probability for one in found), default=1.0)
    people = 0 if again else petition.people_count
    await mass_issues.join(tx, issue, Member(petition.id, Suspicion.SUSPECTED, surest, people, at))
