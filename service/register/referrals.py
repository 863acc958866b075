"""Matters at organs (转送、交办), as they stand: entered once, then only moved along their lifecycle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from asyncpg import Record

from service.rulebook.handling_vocabulary import Outcome, Procedure, ReferralKind, ReferralStage
from service.rulebook.parts import Part
from service.rulebook.vocabulary import Route
from service.storage.sight import Sight, seen
from service.storage.statement import Write
from service.storage.transaction import ReadTx

_COLUMNS = """
    petition_id, ordinal, organ, kind, claim, decision, route, procedure, stage, version, objections, sent_on,
    arrived_on, accepted_on, replied_on, delivered_on, closed_on, outcome, resolved
"""

ENTER = f"""
INSERT INTO referral ({_COLUMNS})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
"""  # noqa: S608 - the only thing put in is the constant above

MOVE = """
UPDATE referral SET organ = $3, procedure = $4, stage = $5, version = $6, objections = $7, arrived_on = $8,
    accepted_on = $9, replied_on = $10, delivered_on = $11, closed_on = $12, outcome = $13, resolved = $14
WHERE petition_id = $1 AND ordinal = $2
"""

OF_PETITION = f"SELECT {_COLUMNS} FROM referral WHERE petition_id = $1 ORDER BY ordinal"  # noqa: S608 - likewise

OF_ALL = f"""
SELECT {_COLUMNS} FROM referral WHERE petition_id = ANY($1::bigint[]) ORDER BY petition_id, ordinal
"""  # noqa: S608 - likewise

OF_ORGAN = f"""
SELECT {_COLUMNS} FROM referral
WHERE organ = $1 AND stage = ANY($2::text[]) AND stage <> 'recalled' AND (petition_id, ordinal) > ($3, $4)
  AND {seen("referral.petition_id", "$6")}
ORDER BY petition_id, ordinal LIMIT $5
"""  # noqa: S608 - likewise

OPEN_TO = f"""
SELECT petition.id FROM petition JOIN referral ON referral.petition_id = petition.id
WHERE number = $1 AND ordinal = $2 AND ($3::text IS NULL OR (organ = $3 AND referral.stage <> 'recalled'))
  AND {seen("petition.id", "$4")}
"""  # noqa: S608 - likewise

HELD_BY = f"""
SELECT {_COLUMNS} FROM referral
WHERE petition_id = (SELECT id FROM petition WHERE number = $1) AND organ = $2 AND stage <> 'recalled'
  AND {seen("referral.petition_id", "$3")}
ORDER BY ordinal
"""  # noqa: S608 - likewise

HAS_WHOLE = f"""
SELECT EXISTS (SELECT FROM petition JOIN referral ON referral.petition_id = petition.id
               WHERE number = $1 AND organ = $2 AND referral.stage <> 'recalled' AND claim IS NULL
                 AND {seen("petition.id", "$3")})
"""  # noqa: S608 - likewise


@dataclass(frozen=True, slots=True)
class Referral:
    """One matter at one organ. `claim` counts from 1 in that decision; None is the whole."""

    petition_id: int
    ordinal: int
    organ: str
    kind: ReferralKind
    claim: int | None
    decision: int  # the version of the classification it was sent under
    route: Route
    procedure: Procedure
    stage: ReferralStage
    version: int
    objections: int
    sent_on: date
    arrived_on: date | None = None
    accepted_on: date | None = None
    replied_on: date | None = None
    delivered_on: date | None = None
    closed_on: date | None = None
    outcome: Outcome | None = None
    resolved: bool | None = None

    def moved(self, stage: ReferralStage, **facts: Any) -> "Referral":
        """The matter after a step, at its next version."""
        return replace(self, stage=stage, version=self.version + 1, **facts)


def enter(referral: Referral) -> Write:
    """Send a matter to an organ."""
    return Write(ENTER, tuple(getattr(referral, name) for name in Referral.__slots__))


def move(referral: Referral) -> Write:
    """Record where a matter of a locked petition stands now."""
    return Write(
        MOVE,
        (
            referral.petition_id,
            referral.ordinal,
            referral.organ,
            referral.procedure,
            referral.stage,
            referral.version,
            referral.objections,
            referral.arrived_on,
            referral.accepted_on,
            referral.replied_on,
            referral.delivered_on,
            referral.closed_on,
            referral.outcome,
            referral.resolved,
        ),
    )


async def of(tx: ReadTx, petition_id: int) -> list[Referral]:
    """The matters of a petition, the first first."""
    return [_referral(row) for row in await tx.rows(OF_PETITION, petition_id)]


async def of_all(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, list[Referral]]:
    """The matters of several petitions, by petition, the first first."""
    found: dict[int, list[Referral]] = {}
    for row in await tx.rows(OF_ALL, list(petition_ids)):
        found.setdefault(row["petition_id"], []).append(_referral(row))
    return found


async def of_organ(
    tx: ReadTx, organ: str, stages: Sequence[ReferralStage], after: tuple[int, int], limit: int, sight: Sight
) -> list[Referral]:
    """The matters of an organ at these stages, in the order of registration, beyond a petition and its ordinal.

    None that was taken back from it, and none that is not for these eyes.
    """
    return [_referral(row) for row in await tx.rows(OF_ORGAN, organ, list(stages), *after, limit, sight.kept)]


async def open_to(tx: ReadTx, number: str, ordinal: int, organ: str | None, sight: Sight) -> int | None:
    """The id of the petition of a matter that is there for this organ (None: the bureau) and these eyes."""
    found: int | None = await tx.value(OPEN_TO, number, ordinal, organ, sight.kept)
    return found


async def held_by(tx: ReadTx, number: str, organ: str, sight: Sight) -> list[Referral]:
    """The matters of a petition that an organ has, for these eyes."""
    return [_referral(row) for row in await tx.rows(HELD_BY, number, organ, sight.kept)]


async def has_whole(tx: ReadTx, number: str, organ: str, sight: Sight) -> bool:
    """Whether an organ has a petition as one whole matter, for these eyes."""
    return bool(await tx.value(HAS_WHOLE, number, organ, sight.kept))


def part(one: Referral) -> Part:
    """The same as the rulebook sees it."""
    # A claim is counted within a decision: the first of another decision is another claim.
    subject = None if one.claim is None else (one.decision, one.claim)
    return Part(subject, one.kind, one.stage)


def _referral(row: Record) -> Referral:
    facts = dict(row)
    return Referral(
        **{
            **facts,
            "kind": ReferralKind(facts["kind"]),
            "route": Route(facts["route"]),
            "procedure": Procedure(facts["procedure"]),
            "stage": ReferralStage(facts["stage"]),
            "outcome": Outcome(facts["outcome"]) if facts["outcome"] else None,
        }
    )
