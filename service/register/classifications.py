"""Decisions on jurisdiction, version by version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from asyncpg import Record

from service.register import findings
from service.rulebook.jurisdiction import Claim, Finding, Jurisdiction
from service.rulebook.vocabulary import Question
from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx

RECORD = """
INSERT INTO classification (petition_id, version, made_at, made_by, purpose, content_class, division, route, organ,
                            open_questions, findings, claims, sealed, accused, model_version, rules_version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text[], '{}', '[]', $11, $12::text[], $13, $14)
"""

MACHINE = "machine"

OF_PETITION = """
SELECT petition_id, version, made_at, made_by, purpose, content_class, division, route, organ,
       open_questions, findings, claims, sealed, accused, model_version, rules_version
FROM classification WHERE petition_id = $1 ORDER BY version
"""

LATEST = OF_PETITION + " DESC LIMIT 1"

IN_FORCE = """
SELECT petition_id, classification.version, purpose, content_class, division, open_questions
FROM classification
JOIN petition ON petition.id = petition_id AND petition.classification_version = classification.version
WHERE petition_id = ANY($1::bigint[])
"""


ACCUSED_IN = """
SELECT petition_id, accused FROM classification
JOIN petition ON petition.id = petition_id AND petition.classification_version = classification.version
WHERE petition_id = ANY($1::bigint[]) AND cardinality(accused) > 0
"""


@dataclass(frozen=True, slots=True)
class Classification:
    """One decision: the five answers, which of them a clerk still has to give, the findings that led there, and the
    claims of a petition on several matters, the main one first."""

    version: int
    made_at: datetime
    made_by: str  # 'machine' or 'client:<id>'
    purpose: str | None
    content_class: str | None
    division: str | None
    route: str | None
    organ: str | None
    open_questions: tuple[Question, ...]
    findings: Mapping[Question, Finding]
    model_version: str | None
    rules_version: str
    claims: tuple[Claim, ...] = ()
    accused: tuple[str, ...] = ()  # organs it accuses: neither they nor what is below them may receive it (30(3))


@dataclass(frozen=True, slots=True)
class Answered:
    """What the decision in force answers to three of the questions; None where a clerk still has to decide."""

    version: int
    purpose: str | None
    content_class: str | None
    division: str | None


class Decided(Protocol):
    """Whatever answers the five questions."""

    @property
    def purpose(self) -> str | None: ...
    @property
    def content_class(self) -> str | None: ...
    @property
    def division(self) -> str | None: ...
    @property
    def route(self) -> str | None: ...
    @property
    def organ(self) -> str | None: ...


def answers(decided: Decided) -> dict[Question, str | None]:
    """The answer to each question."""
    return {
        Question.PURPOSE: decided.purpose,
        Question.CONTENT_CLASS: decided.content_class,
        Question.PLACE: decided.division,
        Question.ROUTE: decided.route,
        Question.ORGAN: decided.organ,
    }


def record(petition_id: int, made: Classification) -> Write:
    """Add a version."""
    return Write(
        RECORD,
        (
            petition_id,
            made.version,
            made.made_at,
            made.made_by,
            made.purpose,
            made.content_class,
            made.division,
            made.route,
            made.organ,
            list(made.open_questions),
            Secret(
                _owner(petition_id, made.version),
                {
                    "findings": {question.value: finding for question, finding in made.findings.items()},
                    "claims": made.claims,
                },
            ),
            list(made.accused),
            made.model_version,
            made.rules_version,
        ),
    )


async def of(tx: ReadTx, petition_id: int) -> list[Classification]:
    """Every version, the first first."""
    return [_classification(row, tx) for row in await tx.rows(OF_PETITION, petition_id)]


async def latest(tx: ReadTx, petition_id: int) -> Classification:
    """The decision in force; a petition has one from its registration on."""
    row = await tx.row(LATEST, petition_id)
    if row is None:
        raise LookupError(f"petition {petition_id} was registered without a classification")
    return _classification(row, tx)


async def accused_in(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Those of these petitions that accuse organs, with whom."""
    return {row["petition_id"]: tuple(row["accused"]) for row in await tx.rows(ACCUSED_IN, list(petition_ids))}


async def in_force(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, Answered]:
    """What is answered of each of these petitions."""
    return {row["petition_id"]: _answered(row) for row in await tx.rows(IN_FORCE, petition_ids)}


def by_machine(jurisdiction: Jurisdiction, at: datetime) -> Classification:
    """The first version: what the machine suggests."""
    return Classification(
        version=1,
        made_at=at,
        made_by=MACHINE,
        purpose=jurisdiction.purpose.answer,
        content_class=jurisdiction.content_class.answer,
        division=jurisdiction.place.answer,
        route=jurisdiction.route.answer,
        organ=jurisdiction.organ.answer,
        open_questions=jurisdiction.unsure_of,
        findings=dict(jurisdiction.findings()),
        model_version=jurisdiction.model_version,
        rules_version=jurisdiction.rules_version,
        claims=jurisdiction.claims,
        accused=jurisdiction.accused,
    )


def _answered(row: Record) -> Answered:
    unsure = row["open_questions"]
    return Answered(
        version=row["version"],
        purpose=None if Question.PURPOSE in unsure else row["purpose"],
        content_class=None if Question.CONTENT_CLASS in unsure else row["content_class"],
        division=None if Question.PLACE in unsure else row["division"],
    )


def _owner(petition_id: int, version: int) -> str:
    return f"petition {petition_id} classification {version}"


def _classification(row: Record, tx: ReadTx) -> Classification:
    kept = dict(row)
    kept.update(tx.opened(_owner(kept.pop("petition_id"), row["version"]), kept.pop("sealed")) or {})
    kept["open_questions"] = tuple(Question(question) for question in kept["open_questions"])
    kept["findings"] = {Question(question): findings.finding(found) for question, found in kept["findings"].items()}
    kept["accused"] = tuple(kept["accused"])
    kept["claims"] = tuple(findings.claim(claim) for claim in kept["claims"])
    return Classification(**kept)
