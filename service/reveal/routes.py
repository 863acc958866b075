"""The door behind which somebody is told who petitions, and the list of those who ask unusually often."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from service.auth.callers import Reader, Revealer
from service.desk.forms import Form
from service.desk.forms import Request as Reason
from service.desk.kit import ZONE, AtDesk
from service.desk.officers import Officer, hand_of
from service.desk.parameters import Limit, Number, name_next
from service.desk.problems import problems
from service.desk.refusals import DECIDING, READING
from service.register import accesses
from service.register.petitioners import Petitioner
from service.reveal.reveal import Restraint, Revealed, Wanted, reveal
from service.rulebook.errors import IdentityProtected, OfficerRecused, UnknownPetition
from service.rulebook.vocabulary import RevealField, RevealPurpose, TextField

router = APIRouter(prefix="/v1", tags=["clerk"])


class RevealForm(Form):
    """What is needed and what for. It stands on record with the officer who asks."""

    purpose: Annotated[RevealPurpose, Field(strict=False)]
    because: Annotated[Reason, Field(description="the reason, as it will stand on record")]
    fields: Annotated[
        list[Annotated[RevealField, Field(strict=False)]], Field(min_length=1, max_length=len(RevealField))
    ]

    def wanted(self) -> Wanted:
        """What is asked for."""
        return Wanted(self.purpose, self.because, frozenset(self.fields))


class PersonOut(BaseModel):
    """Somebody who petitions; what was not asked for is null."""

    name: str | None
    phone: str | None
    document_type: str | None
    document_number: str | None
    address: str | None


class WordsOut(BaseModel):
    """What was written, unmasked. For an organ of several claims only its own."""

    words: dict[TextField, str]
    problem_place: str | None
    supplements: list[str]


class RevealedOut(BaseModel):
    """Who petitions, as far as it was asked for; nobody where the petition is anonymous."""

    number: str
    revealed_at: datetime
    people: list[PersonOut]
    written: WordsOut | None


class FrequentOut(BaseModel):
    """An officer has revealed more often than usual."""

    id: int
    at: datetime
    actor: str = Field(examples=["client:3:A01"], description="the system and the officer's staff number")
    organ: str | None
    reveals: int = Field(description="by then, within the window")
    minutes: int = Field(description="how long the window was")


class FrequentsOut(BaseModel):
    """Such entries, the newest first; `Link` names the next page where there is one."""

    entries: list[FrequentOut]


@router.post(
    "/petitions/{number}/reveals",
    summary="查看信访人身份信息 · Reveal who petitions",
    responses=problems(*DECIDING, UnknownPetition, IdentityProtected, OfficerRecused),
)
async def reveal_identity(
    number: Number,
    form: RevealForm,
    request: Request,
    response: Response,
    caller: Revealer,
    officer: Officer,
    desk: AtDesk,
) -> RevealedOut:
    """Name, telephone, document, address, or the words unmasked: for a purpose, by an officer, on record.

    An organ's system is told of a petition that it has in hand, and never who accuses (条例 30(3)).
    """
    response.headers["Cache-Control"] = "no-store"
    restraint: Restraint = request.app.state.restraint
    wanted, at = form.wanted(), desk.now()
    found = await reveal(number, wanted, hand=hand_of(caller, officer), at=at, restraint=restraint, desk=desk)
    return _out(found, wanted, at)


@router.get(
    "/worklists/reveals",
    summary="频繁查看身份信息预警 · Who reveals unusually often",
    responses=problems(*READING),
)
async def frequent_reveals(
    response: Response,
    _: Reader,
    desk: AtDesk,
    limit: Limit = 50,
    after: Annotated[int, Query(ge=1, le=2**63 - 1, description="from the Link header")] = 2**63 - 1,
) -> FrequentsOut:
    """Officers who have revealed more often within a window than `XINFANG_REVEALS_FREQUENT`, the newest first."""
    async with desk.read() as tx:
        found = await accesses.frequent(tx, after, limit)
    if len(found) == limit:
        name_next(response, f"/v1/worklists/reveals?limit={limit}&after={found[-1].id}")
    response.headers["Cache-Control"] = "no-store"
    return FrequentsOut(
        entries=[
            FrequentOut(
                id=one.id,
                at=one.at.astimezone(ZONE),
                actor=one.actor,
                organ=one.organ,
                reveals=one.detail["reveals"],
                minutes=one.detail["minutes"],
            )
            for one in found
        ]
    )


def _out(found: Revealed, wanted: Wanted, at: datetime) -> RevealedOut:
    written = found.words
    return RevealedOut(
        number=found.petition.number,
        revealed_at=at.astimezone(ZONE),
        people=[_person(one, wanted.fields) for one in found.people],
        written=None
        if written is None
        else WordsOut(words=written.fields, problem_place=written.problem_place, supplements=list(written.supplements)),
    )


def _person(one: Petitioner, fields: frozenset[RevealField]) -> PersonOut:
    papers = RevealField.DOCUMENT in fields
    return PersonOut(
        name=one.name if RevealField.NAME in fields else None,
        phone=one.phone if RevealField.PHONE in fields else None,
        document_type=one.document_type if papers else None,
        document_number=one.document_number if papers else None,
        address=one.address if RevealField.ADDRESS in fields else None,
    )
