"""The door at which a person, through an officer who has checked who asks, is told what is held about him."""

from fastapi import APIRouter, Response

from service.auth.callers import PersonServer
from service.desk.kit import AtDesk
from service.desk.officers import Officer, hand_of
from service.desk.parameters import Number
from service.desk.problems import problems
from service.desk.refusals import DECIDING
from service.rights.export import export
from service.rights.forms import ClaimForm
from service.rights.views import PersonExportOut, export_out
from service.rulebook.errors import NobodyToIdentify, OfficerRecused, UnknownPerson, UnknownPetition

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
