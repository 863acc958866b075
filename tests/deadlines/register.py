"""A register for the sweep, filled past the doors: petitions with whatever duties a test wants."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import asyncpg

from service.desk.kit import ZONE, Desk
from service.register import classifications, deadlines, petitions, referrals
from service.register.classifications import Classification
from service.register.petitions import Petition
from service.register.referrals import Referral
from service.rulebook.duties import Change
from service.rulebook.handling_vocabulary import Procedure, ReferralKind, ReferralStage
from service.rulebook.vocabulary import Channel, Route, Stage

DAY = timedelta(days=1)


def noon(on: date) -> datetime:
    """The middle of a day at the bureau."""
    return datetime.combine(on, time(12), ZONE)


async def enter(
    desk: Desk, number: int, on: date, organs: Sequence[str] = (), accused: Sequence[str] = (), **changes: Any
) -> Petition:
    """A petition on the register, with a matter at each of these organs."""
    at = noon(on)
    facts: dict[str, Any] = {
        "id": number,
        "number": f"HB{number}",
        "query_code_hash": b"",
        "external_number": None,
        "bureau": "HB-XFJ",
        "client_id": 1,
        "channel": Channel.ONLINE,
        "received_at": at,
        "registered_at": at,
        "registered_on": on,
        "subject": "一件事",
        "request": "请求",
        "facts": "事实",
        "problem_place": None,
        "stated_division": None,
        "language": "zh",
        "anonymous": False,
        "joint": False,
        "people_count": 1,
        "affected_count": None,
        "content_sha256": b"",
        "stage": Stage.REFERRED if organs else Stage.REGISTERED,
        "version": 1,
        "classification_version": 1,
        "due_on": on + 15 * DAY,
    }
    petition = Petition(**{**facts, **changes})
    decided = Classification(
        1,
        at,
        "machine",
        "appeal",
        "030903",
        "411202002",
        "petition_procedure",
        None,
        (),
        {},
        None,
        "r",
        (),
        tuple(accused),
    )
    async with desk.begin() as tx:
        tx.write(petitions.enter(petition), classifications.record(petition.id, decided))
        for ordinal, organ in enumerate(organs, 1):
            tx.write(referrals.enter(_at(petition.id, ordinal, organ, on)))
    return petition


def _at(petition_id: int, ordinal: int, organ: str, on: date) -> Referral:
    route, procedure = Route.PETITION_PROCEDURE, Procedure.ORDINARY
    return Referral(
        petition_id, ordinal, organ, ReferralKind.TRANSFER, None, 1, route, procedure, ReferralStage.ACCEPTED, 1, 0, on
    )


async def change(desk: Desk, petition_id: int, changes: Sequence[Change], at: datetime) -> None:
    """What a step does to the clocks, recorded at a moment."""
    async with desk.begin() as tx:
        tx.write(*deadlines.change(petition_id, changes, at))


ROWS = {
    "clocks": """
        SELECT petition_id, clock, referral, owner, step, on_day, starts_on, due_on, legal_limit_on FROM deadline
    """,
    "duties": "SELECT petition_id, clock, referral, owner, starts_on, due_on, state, ended_on, missed_on FROM duty",
    "entries": """
        SELECT alert.petition_id, clock, due_on, kind, on_day, alert.owner FROM alert JOIN duty ON duty_id = duty.id
    """,
    "events": "SELECT petition_id, kind, detail FROM event",
    "messages": "SELECT kind, petition_id, referral, organ, data FROM message",
    "referrals": "SELECT petition_id, ordinal, organ, stage, version FROM referral",
    "reviews": "SELECT petition_id, referral, level, organ, version FROM review",
}


async def rows(connection: asyncpg.Connection) -> dict[str, list[str]]:
    """Everything that a sweep may leave behind, without the moments at which it was recorded and their order."""
    return {name: sorted(repr(dict(row)) for row in await connection.fetch(sql)) for name, sql in ROWS.items()}
