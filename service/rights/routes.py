"""The doors at which somebody, whom an officer has identified, is told what is held of him and has it put right."""

from fastapi import APIRouter, Response

from service.auth.callers import Disposer, PersonServer
from service.desk.acting import PersonAct
from service.desk.conditional import version_tag
from service.desk.kit import ZONE, AtDesk
from service.desk.officers import Officer, hand_of
from service.desk.opening import canonical
from service.desk.parameters import Number
from service.desk.problems import problems
from service.desk.refusals import ACTING, DECIDING
from service.rights.correct import correct
from service.rights.document import PersonExportOut
from service.rights.export import export
from service.rights.export_view import export_out
from service.rights.forms import ClaimForm, CorrectionForm, HoldForm
from service.rights.hold import hold
from service.rights.views import HoldOut, PersonCorrectedOut
from service.rulebook.errors import (
    ContentConflict,
    NobodyToIdentify,
    OfficerRecused,
    UnknownPerson,
    UnknownPetition,
)

router = APIRouter(prefix="/v1/petitions", tags=["clerk"])


@router.post(
    "/{number}/person-export",
    summary="提供本人个人信息副本 · What is held about a person",
    responses=problems(*DECIDING, UnknownPetition, UnknownPerson, OfficerRecused, NobodyToIdentify),
)
async def person_export(
    number: Number, form: ClaimForm, response: Response, caller: PersonServer, officer: Officer, desk: AtDesk
) -> PersonExportOut:
    """Everything held about somebody whose identity was checked, as one document, on record (个人信息保护法 45).

    Of others who signed the same petition only masked names, and nothing of how the bureau works inside.
    """
    response.headers["Cache-Control"] = "no-store"
    at = desk.now()
    held = await export(number, form.claim(hand_of(caller, officer), at), desk=desk)
    return export_out(held, at, desk.bureau)


@router.post(
    "/{number}/person-corrections",
    summary="更正信访人身份信息 · Correct who petitions",
    status_code=201,
    responses=problems(*ACTING, UnknownPetition, UnknownPerson, OfficerRecused, NobodyToIdentify, ContentConflict),
)
async def person_correction(
    number: Number, form: CorrectionForm, act: PersonAct, response: Response
) -> PersonCorrectedOut:
    """Put right name, address, telephone or document of somebody whose identity was checked (个人信息保护法 46).

    It counts from now on wherever he is named; what was registered and signed for stays beside it.
    """
    made = await correct(number, form.claim(act.hand, act.at), form.given(), act)
    response.headers["ETag"] = version_tag(made.version)
    response.headers["Cache-Control"] = "no-store"
    return PersonCorrectedOut(
        number=made.number,
        person=made.person,
        fields=list(made.fields),
        corrected_at=act.at.astimezone(ZONE),
        version=made.version,
    )


@router.put(
    "/{number}/legal-hold",
    summary="决定是否暂缓销毁 · Hold a petition beyond its time",
    responses=problems(*DECIDING, UnknownPetition, OfficerRecused),
)
async def decide_on_hold(number: Number, form: HoldForm, officer: Officer, caller: Disposer, desk: AtDesk) -> HoldOut:
    """Keep a petition beyond its retention, since it may be needed as evidence, or lift that. The last word counts."""
    made = await hold(number, form.held, form.because, hand=hand_of(caller, officer), at=desk.now(), desk=desk)
    return HoldOut(
        number=canonical(number, desk),
        held=made.held,
        because=made.because,
        decided_by=made.decided_by,
        decided_at=made.decided_at.astimezone(ZONE),
    )
