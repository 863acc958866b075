"""From the form to the facts: what arrived, checked where one field depends on another or on the bureau's data."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from service.bureau.divisions import Divisions
from service.intake.forms import PetitionerForm, PetitionForm
from service.register.petitioners import Petitioner
from service.rulebook.errors import ContentConflict, Fault, InvalidContent
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import Channel

SKEW = timedelta(minutes=5)  # how far a portal's clock may be ahead of ours
OLDEST = timedelta(days=31)  # what is older comes through the letter desk, where receipt is proven by hand


@dataclass(frozen=True, slots=True)
class Arrival:
    """A petition that may be registered."""

    submission: Submission
    channel: Channel
    received_at: datetime
    petitioners: tuple[Petitioner, ...]  # the one who wrote, then those who signed; empty where anonymous
    anonymous: bool
    affected_count: int | None
    external_number: str | None
    language: str
    content_sha256: bytes
    legible: bool = True  # False: a scan whose words are still to be read


def arrival_of(form: PetitionForm, *, at: datetime, divisions: Divisions) -> Arrival:
    """The facts of a form that arrived at this moment. Raises `InvalidContent`, `ContentConflict`, each with
    every fault found.
    """
    if absent := _of_persons(form):
        raise InvalidContent(tuple(absent))
    if conflicts := [*_of_numbers(form), *_of_times(form, at), *_of_place(form, divisions)]:
        raise ContentConflict(tuple(conflicts))
    place = form.problem_place
    return Arrival(
        submission=Submission(
            subject=form.subject,
            request=form.request,
            facts=form.facts,
            problem_place=(place.address or "") if place else "",
            division_code=_division(form, divisions),
            people_count=form.people_count,
            joint=form.people_count > 1,
        ),
        channel=form.channel_of(),
        received_at=min(form.received_at, at) if form.received_at else at,
        petitioners=tuple(petitioner_of(one) for one in (form.petitioner, *form.signers) if one),
        anonymous=form.anonymous,
        affected_count=form.affected_count,
        external_number=form.external_number,
        language=form.language,
        content_sha256=hashlib.sha256(canonical(form)).digest(),
    )


def canonical(form: PetitionForm) -> bytes:
    """The content in the one form that is hashed (RFC 8785; it holds texts, whole numbers and truth values only)."""
    content: dict[str, Any] = form.model_dump(mode="json", exclude_none=True)
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _of_persons(form: PetitionForm) -> list[Fault]:
    faults = []
    if form.anonymous and form.petitioner is not None:
        faults.append(Fault("/petitioner", "petitioner_not_allowed"))
    if not form.anonymous and form.petitioner is None:
        faults.append(Fault("/petitioner", "petitioner_required"))
    return faults


def _of_numbers(form: PetitionForm) -> list[Fault]:
    named = len(form.signers) + (form.petitioner is not None)
    return [Fault("/people_count", "more_signers_than_people")] if named > form.people_count else []


def _of_times(form: PetitionForm, at: datetime) -> list[Fault]:
    if form.received_at is None:
        return []
    if form.received_at > at + SKEW:
        return [Fault("/received_at", "in_the_future")]
    if form.received_at < at - OLDEST:
        return [Fault("/received_at", "too_long_ago", {"limit": (at - OLDEST).date().isoformat()})]
    return []


def _of_place(form: PetitionForm, divisions: Divisions) -> list[Fault]:
    stated = form.problem_place.division_code if form.problem_place else None
    if stated is None or divisions.find(stated) is not None:
        return []
    return [Fault("/problem_place/division_code", "unknown_division")]


def _division(form: PetitionForm, divisions: Divisions) -> str | None:
    stated = form.problem_place.division_code if form.problem_place else None
    found = divisions.find(stated) if stated else None
    return found.code if found else None


def petitioner_of(form: PetitionerForm) -> Petitioner:
    """The person or body of a form."""
    return Petitioner(
        form.name,
        form.address,
        form.phone,
        form.document.type if form.document else None,
        form.document.number if form.document else None,
    )
