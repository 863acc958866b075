"""Put a petition into the mass issue it is suspected to belong to."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from service.matters.found import Found
from service.register import mass_issues
from service.register.mass_issues import Member
from service.register.petitions import Petition
from service.register.relations import Related
from service.rulebook.mass_issue import STANDING, place
from service.rulebook.vocabulary import Relation, Suspicion
from service.storage.transaction import Tx


async def group(tx: Tx, petition: Petition, found: Sequence[Found], standing: Sequence[Related], at: datetime) -> None:
    """Join, open, unite or leave mass issues, within the transaction that holds the petition and has its turn.

    `standing` are relations known before, beside those `found` now.
    """
    pairs = [(one.other.id, one.relation, one.probability) for one in found]
    pairs += [(one.beside(petition.id), one.relation, one.probability) for one in standing if one.suspicion in STANDING]
    memberships = await mass_issues.memberships(tx, [petition.id, *(other for other, _, _ in pairs)])
    placed = {one.petition_id for one in memberships}
    # One person who writes twice opens no issue of many, but belongs where the other item is.
    matches = {
        other: probability
        for other, relation, probability in pairs
        if relation is Relation.SAME_ISSUE or other in placed
    }
    if not matches and petition.id not in placed:
        return
    placement = place(petition.id, matches, memberships)
    await mass_issues.leave_others(tx, petition.id, placement.issue_id)
    issue = placement.issue_id
    if issue is None and placement.brought:
        issue = await mass_issues.open_(tx, at)
    if issue is not None:
        await mass_issues.move(tx, placement.united, into=issue)
        within = {one.petition_id for one in memberships if one.standing and one.issue_id in {issue, *placement.united}}
        for member in _members(petition, found, placement.brought, within, at):
            await mass_issues.join(tx, issue, member)
    left = {one.issue_id for one in memberships if one.petition_id == petition.id}
    await mass_issues.count(tx, sorted({*left, *placement.united, *([issue] if issue else [])}))


def _members(
    petition: Petition, found: Sequence[Found], brought: Collection[int], within: Collection[int], at: datetime
) -> Iterator[Member]:
    """The petition and those it brings along. Whose people are in the issue already is not counted twice."""
    repeated = [one.other.id for one in found if one.relation is Relation.REPEAT]
    surest = max((one.probability for one in found), default=1.0)
    people = 0 if any(other in within for other in repeated) else petition.people_count
    yield Member(petition.id, Suspicion.SUSPECTED, surest, people, at)
    for one in found:
        if one.other.id in brought:
            yield Member(one.other.id, Suspicion.SUSPECTED, one.probability, one.other.people_count, at)
