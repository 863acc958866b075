"""What is held about a person is told: in clear what is his own, others as anybody may see them."""

from collections.abc import Iterator
from datetime import date, datetime

from service.attachments.views import AttachmentOut, told
from service.bureau.load import Bureau
from service.desk.citizen import PETITIONER, TO_COMPETENT_ORGAN
from service.desk.findings import label
from service.desk.kit import ZONE
from service.intake.progress_views import progress_out
from service.register import classifications
from service.register.accesses import Listed
from service.register.classifications import Classification
from service.register.petitioners import Petitioner, masked
from service.register.petitions import Petition
from service.rights.document import (
    HeldAccessOut,
    HeldAnswerOut,
    HeldDecisionOut,
    HeldEvaluationOut,
    HeldMessageOut,
    HeldNoticeOut,
    HeldPersonOut,
    HeldPetitionOut,
    HeldSupplementOut,
    PersonExportOut,
)
from service.rights.export import Held
from service.rulebook.vocabulary import (
    EventKind,
    Purpose,
    Question,
    Route,
)


def export_out(held: Held, at: datetime, bureau: Bureau) -> PersonExportOut:
    """The document."""
    progress = held.progress
    accused = any(_accuses(one) for one in progress.classifications)
    return PersonExportOut(
        number=progress.petition.number,
        exported_at=at.astimezone(ZONE),
        person=held.person,
        people=[_person(nth, one, held.person) for nth, one in enumerate(held.people, 1)],
        earlier=[_person(held.person, one, held.person) for one in held.earlier],
        petition=_petition(progress.petition),
        supplements=[*_supplements(held)],
        progress=progress_out(progress, bureau),
        decisions=[_decision(one, progress.petition.registered_on, bureau) for one in progress.classifications],
        notices=[*_notices(held)],
        files=[AttachmentOut(**told(filed, name)) for filed, name in held.files],
        evaluations=[
            HeldEvaluationOut(**{name: getattr(one, name) for name in HeldEvaluationOut.model_fields})
            for one in held.evaluations
        ],
        messages=[
            HeldMessageOut(
                id=one.uid, kind=one.kind, at=one.at.astimezone(ZONE), referral=one.referral, data=dict(one.data)
            )
            for one in held.messages
        ],
        accesses=[_access(one, accused, bureau) for one in held.accesses],
    )


def _person(nth: int, one: Petitioner, identified: int) -> HeldPersonOut:
    if nth != identified:
        other = dict.fromkeys(("phone", "document_type", "document_number", "address"))
        return HeldPersonOut(person=nth, name=masked(one.name), **other)
    own = {name: getattr(one, name) for name in Petitioner.__slots__}
    return HeldPersonOut(person=nth, **own)


def _petition(one: Petition) -> HeldPetitionOut:
    facts = {name: getattr(one, name) for name in HeldPetitionOut.model_fields}
    times = {name: facts[name].astimezone(ZONE) for name in ("received_at", "registered_at")}
    return HeldPetitionOut(**{**facts, **times, "content_sha256": one.content_sha256.hex()})


def _supplements(held: Held) -> Iterator[HeldSupplementOut]:
    for event in held.progress.own_events:
        if event.kind is EventKind.SUPPLEMENTED:
            yield HeldSupplementOut(at=event.at.astimezone(ZONE), text=event.detail["text"])


def _accuses(made: Classification) -> bool:
    claims = any(claim.accusation for claim in made.claims)
    return made.purpose == Purpose.ACCUSATION or made.route == Route.DISCIPLINE or claims


def _decision(made: Classification, on: date, bureau: Bureau) -> HeldDecisionOut:
    def answer(question: Question, code: str | None) -> HeldAnswerOut | None:
        return None if code is None else HeldAnswerOut(code=code, label=label(question, code, bureau, on))

    return HeldDecisionOut(
        version=made.version,
        made_at=made.made_at.astimezone(ZONE),
        made_by="machine" if made.made_by == classifications.MACHINE else "clerk",
        purpose=answer(Question.PURPOSE, made.purpose),
        content_class=answer(Question.CONTENT_CLASS, made.content_class),
        place=answer(Question.PLACE, made.division),
        route=None if _accuses(made) else answer(Question.ROUTE, made.route),
    )


def _notices(held: Held) -> Iterator[HeldNoticeOut]:
    for one, words in held.notices:
        yield HeldNoticeOut(
            serial=one.serial,
            kind=one.kind,
            issued_at=one.issued_at.astimezone(ZONE),
            title=one.title,
            document_number=one.document_number,
            text=words.text,
            sms=words.sms,
            content_sha256=one.content_sha256.hex(),
            file_sha256=one.file_sha256.hex() if one.file_sha256 else None,
        )


def _access(one: Listed, accused: bool, bureau: Bureau) -> HeldAccessOut:
    who = bureau.name
    if one.actor.startswith(PETITIONER):
        who = PETITIONER
    elif one.organ is not None:
        who = TO_COMPETENT_ORGAN if accused else bureau.organs.called(one.organ)
    return HeldAccessOut(at=one.at.astimezone(ZONE), kind=one.kind, label=bureau.labels.of(one.kind).zh, by=who)
