"""A clerk decides: a new version beside the old ones, and the figures moved with it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from service.bureau.load import Bureau
from service.delivery import outbox
from service.desk.kit import Desk, local_date
from service.desk.opening import canonical
from service.desk.suggestion import nearest
from service.ledger import book
from service.register import classifications, history, petitions
from service.register.classifications import Classification
from service.register.history import Event
from service.register.petitions import Petition
from service.rulebook import postings
from service.rulebook.errors import ContentConflict, Fault, UnknownPetition, VersionStale
from service.rulebook.jurisdiction import Finding, Reason
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import EventKind, JobKind, Purpose, Route, Step

RULE = "clerk"
# 条例 22(1) makes disposing of a petition the bureau's own duty; PIPL 24(3) lets nobody be bound by a machine alone.
ARTICLE = "信访工作条例 22(1)；个人信息保护法 24(3)"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk decides: all five answers, since what is not corrected is thereby confirmed."""

    purpose: Purpose
    content_class: str
    division: str | None
    route: Route
    organ: str
    because: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The petition with the decision now in force."""

    petition: Petition
    classification: Classification
    version: int


async def correct(
    number: str, decision: Decision, *, seen_version: int, actor: str, at: datetime, desk: Desk
) -> Corrected:
    """Put a clerk's decision in force. The earlier ones stay, the ledger is reversed and posted anew.

    Raises `UnknownPetition`, `VersionStale` where the petition has changed since the clerk read it,
    `ContentConflict` for codes that the bureau does not have and organs not in force that day, `StepRefused` where its
    stage allows no correction.
    """
    async with desk.begin() as tx:
        petition = await petitions.lock(tx, canonical(number, desk))
        if petition is None:
            raise UnknownPetition
        if petition.version != seen_version:
            raise VersionStale(petition.version)
        decision = _with_known_codes(decision, desk.bureau, local_date(at))
        stage = advance(petition.stage, Step.CORRECT)
        standing = await book.standing(tx, petition.id)
        made = _classification(petition, decision, actor, at, desk.bureau.fingerprint)
        tx.write(
            classifications.record(petition.id, made),
            petitions.reclassify(petition, stage, made.version),
            history.append(petition.id, Event(EventKind.CORRECTED, at, actor, {"version": made.version})),
            book.post(petition.id, postings.of_correction(standing, classifications.dimensions(petition, made))),
            outbox.post(JobKind.RELATE, petition.id, version=made.version),  # class, place and purpose count there
        )
    desk.bell.set()
    return Corrected(petition, made, petition.version + 1)


def _with_known_codes(decision: Decision, bureau: Bureau, on: date) -> Decision:
    division = bureau.divisions.find(decision.division) if decision.division is not None else None
    faults = []
    if decision.content_class not in bureau.content_classes:
        faults.append(_unknown("content_class", decision.content_class, [one.code for one in bureau.content_classes]))
    if decision.division is not None and division is None:
        faults.append(_unknown("division", decision.division, []))
    if decision.organ not in bureau.organs:
        faults.append(_unknown("organ", decision.organ, [one.code for one in bureau.organs]))
    elif not bureau.organs.by_code[decision.organ].validity.covers(on):
        faults.append(_not_in_force(decision.organ, bureau, on))
    if faults:
        raise ContentConflict(tuple(faults))
    return replace(decision, division=division.code if division else None)


def _unknown(field: str, given: str, known: list[str]) -> Fault:
    near = nearest(given, known)
    hints = {
        "suggestion_zh": f"是否指 {near}？" if near else "",
        "suggestion_en": f"Did you mean {near}? " if near else "",
    }
    return Fault(f"/{field}", "unknown_code", {"given": given, **hints})


def _not_in_force(organ: str, bureau: Bureau, on: date) -> Fault:
    """条例 24(2): what an organ that is no more was competent for is its successor's."""
    acting = bureau.organs.in_force(organ, on)
    facts = {"given": organ, "on": on.isoformat()}
    if acting is None:
        return Fault("/organ", "organ_abolished", facts)
    return Fault("/organ", "organ_succeeded", {**facts, "acting": acting.code, "name": acting.name})


def _classification(
    petition: Petition, decision: Decision, actor: str, at: datetime, rules_version: str
) -> Classification:
    reason = Reason(RULE, decision.because, ARTICLE)
    answers = classifications.answers(decision)
    findings = {question: Finding(answer, 1.0, False, (), (reason,)) for question, answer in answers.items()}
    return Classification(
        version=petition.classification_version + 1,
        made_at=at,
        made_by=actor,
        purpose=decision.purpose,
        content_class=decision.content_class,
        division=decision.division,
        route=decision.route,
        organ=decision.organ,
        open_questions=(),
        findings=findings,
        model_version=None,
        rules_version=rules_version,
    )
