"""What is on record of petitions, as their figures need it: one question for any number of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from asyncpg import Record

from service.rulebook.dossier import Decided, Dossier, Registered, Repeat
from service.rulebook.duties import Change, Duty
from service.rulebook.replay import Happened
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep, EventKind, Question
from service.storage.transaction import ReadTx, Tx

# Words stay where they are: no figure depends on them. What a clerk last decided of a pair is in both histories.
OF = """
SELECT petition.id, registered_on, bureau, channel, people_count, joint,
    (SELECT jsonb_agg(jsonb_build_array((made_at AT TIME ZONE 'Asia/Shanghai')::date, made_by = 'machine',
                                        purpose, content_class, division, route, organ, open_questions,
                                        cardinality(accused) > 0) ORDER BY version)
     FROM classification WHERE petition_id = petition.id) AS decisions,
    (SELECT jsonb_agg(jsonb_build_array(kind, (at AT TIME ZONE 'Asia/Shanghai')::date,
                                        detail - '{text,because,answer,opinion}'::text[]) ORDER BY sequence)
     FROM event WHERE petition_id = petition.id AND kind NOT IN ('related', 'classified')) AS history,
    (SELECT jsonb_agg(jsonb_build_array(clock, referral, owner, step, coalesce(on_day, starts_on), starts_on, due_on,
                                        legal_limit_on, provisional, article) ORDER BY clock, sequence)
     FROM deadline WHERE petition_id = petition.id) AS clocks,
    (SELECT jsonb_agg(jsonb_build_array(other.registered_on,
                                        (other.registered_at, other.id) < (petition.registered_at, petition.id))
                      ORDER BY other.id)
     FROM (SELECT DISTINCT ON (detail ->> 'number') detail
           FROM event WHERE petition_id = petition.id AND kind = 'relation_decided' AND detail ? 'number'
           ORDER BY detail ->> 'number', sequence DESC) AS last
     JOIN petition AS other ON other.number = last.detail ->> 'number'
     WHERE last.detail ->> 'relation' = 'repeat' AND last.detail ->> 'decision' = 'confirmed') AS repeats
FROM petition WHERE petition.id = ANY($1::bigint[])
"""


IDS_AFTER = "SELECT id FROM petition WHERE id > $1 ORDER BY id LIMIT $2"

HOLD = "SELECT id FROM petition WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE"


async def ids_after(tx: ReadTx, last: int, limit: int) -> list[int]:
    """The next petitions beyond this one, in the order of their ids."""
    return [row["id"] for row in await tx.rows(IDS_AFTER, last, limit)]


async def hold(tx: Tx, petition_ids: Sequence[int]) -> None:
    """Hold these petitions until the transaction ends."""
    await tx.rows(HOLD, list(petition_ids))


async def of(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, Dossier]:
    """The dossiers of these petitions, by their ids."""
    return {row["id"]: _dossier(row) for row in await tx.rows(OF, list(petition_ids))}


def _dossier(row: Record) -> Dossier:
    return Dossier(
        Registered(row["registered_on"], row["bureau"], row["channel"], row["people_count"], row["joint"]),
        tuple(_decided(*one) for one in row["decisions"]),
        tuple(_happened(*one) for one in row["history"] or ()),
        tuple(_change(*one) for one in row["clocks"] or ()),
        tuple(Repeat(date.fromisoformat(on), earlier) for on, earlier in row["repeats"] or ()),
    )


def _decided(
    on: str,
    by_machine: bool,
    purpose: str | None,
    content_class: str | None,
    division: str | None,
    route: str | None,
    organ: str | None,
    open_questions: Sequence[str],
    accuses: bool,
) -> Decided:
    answers = dict(zip(Question, (purpose, content_class, division, route, organ), strict=True))
    return Decided.made(date.fromisoformat(on), answers, open_questions, by_machine=by_machine, accuses=accuses)


def _happened(kind: str, on: str, detail: Mapping[str, Any]) -> Happened:
    return Happened(EventKind(kind), date.fromisoformat(on), detail)


def _change(clock: str, referral: int, owner: str, step: str, on: str, *rest: Any) -> Change:
    starts_on, due_on, legal_limit_on = map(date.fromisoformat, rest[:3])
    provisional, article = rest[3:]
    duty = Duty(Clock(clock), referral, owner, starts_on, due_on, legal_limit_on, provisional, article)
    return Change(DeadlineStep(step), duty, date.fromisoformat(on))
