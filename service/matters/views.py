"""How relations and mass issues are shown to a clerk. Who petitions stays out: what matters is what was written."""

from datetime import datetime

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.matters.look import Belonging, Pair, Placed
from service.register.mass_issues import MassIssue
from service.register.petitions import Petition
from service.rulebook import matters
from service.rulebook.vocabulary import Relation, Stage, Suspicion


class ItemOut(BaseModel):
    """A petition in short."""

    number: str
    registered_at: datetime
    stage: Stage
    subject: str
    people_count: int


class RelationOut(BaseModel):
    """Two petitions that may belong together. The machine suspects, a clerk decides; nothing is merged."""

    version: int = Field(description="send it back as If-Match with the decision; a pair not listed has version 0")
    relation: Relation
    label: str
    suspicion: Suspicion
    probability: float = Field(ge=0, le=1, description="that both are about one matter")
    because: str
    article: str
    shared: list[str] = Field(description="the words of both that tell most")
    later: ItemOut
    earlier: ItemOut
    found_at: datetime
    decided_at: datetime | None
    decided_because: str | None


class MassIssueOut(BaseModel):
    """A matter of many people. `people` are those stated, without the ones who wrote before."""

    id: int
    version: int = Field(description="send it back as If-Match with the decision")
    suspicion: Suspicion
    petitions: int
    people: int
    opened_at: datetime
    last_joined_at: datetime
    decided_at: datetime | None
    decided_because: str | None
    resolved_at: datetime | None = Field(description="when it was resolved before it became an incident")
    resolved_because: str | None


class BelongingOut(BaseModel):
    """All that a petition may belong to."""

    number: str
    relations: list[RelationOut]
    mass_issue: MassIssueOut | None


class RepeatsOut(BaseModel):
    """One page of suspected repeats; `Link` names the next."""

    entries: list[RelationOut]


class MassIssuesOut(BaseModel):
    """One page of mass issues; `Link` names the next."""

    entries: list[MassIssueOut]


class PlacedOut(BaseModel):
    """A petition in a mass issue."""

    suspicion: Suspicion
    probability: float = Field(ge=0, le=1)
    people: int = Field(description="what it adds to the count: 0 where its petitioner is counted already")
    joined_at: datetime
    petition: ItemOut


class MassIssueWholeOut(BaseModel):
    """A mass issue with one page of its petitions; `Link` names the next."""

    issue: MassIssueOut
    petitions: list[PlacedOut]


def belonging_out(found: Belonging, bureau: Bureau) -> BelongingOut:
    """For the one who reads a petition."""
    return BelongingOut(
        number=found.petition.number,
        relations=[relation_out(pair, bureau) for pair in found.pairs],
        mass_issue=issue_out(found.issue) if found.issue else None,
    )


def relation_out(pair: Pair, bureau: Bureau) -> RelationOut:
    """One pair."""
    related = pair.related
    reason = matters.reason(related.relation, related.acquaintance)
    return RelationOut(
        version=related.version,
        relation=related.relation,
        label=bureau.labels.of(related.relation).zh,
        suspicion=related.suspicion,
        probability=round(related.probability, 4),
        because=reason.because,
        article=reason.article,
        shared=list(related.shared),
        later=_item(pair.later),
        earlier=_item(pair.earlier),
        found_at=related.found_at.astimezone(ZONE),
        decided_at=_local(related.decided_at),
        decided_because=related.because,
    )


def issue_out(issue: MassIssue) -> MassIssueOut:
    """One mass issue."""
    return MassIssueOut(
        id=issue.id,
        version=issue.version,
        suspicion=issue.suspicion,
        petitions=issue.petitions,
        people=issue.people,
        opened_at=issue.opened_at.astimezone(ZONE),
        last_joined_at=issue.last_joined_at.astimezone(ZONE),
        decided_at=_local(issue.decided_at),
        decided_because=issue.because,
        resolved_at=_local(issue.resolved_at),
        resolved_because=issue.resolved_because,
    )


def placed_out(placed: Placed) -> PlacedOut:
    """One petition of a mass issue."""
    return PlacedOut(
        suspicion=placed.member.suspicion,
        probability=round(placed.member.probability, 4),
        people=placed.member.people,
        joined_at=placed.member.joined_at.astimezone(ZONE),
        petition=_item(placed.petition),
    )


def _item(petition: Petition) -> ItemOut:
    return ItemOut(
        number=petition.number,
        registered_at=petition.registered_at.astimezone(ZONE),
        stage=petition.stage,
        subject=petition.subject,
        people_count=petition.people_count,
    )


def _local(at: datetime | None) -> datetime | None:
    return at.astimezone(ZONE) if at else None
