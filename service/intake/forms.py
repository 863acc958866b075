"""What a portal may send: the door, not the shelf. Nothing here is trusted before it has passed.

Required by 信访工作条例 19(1): name (名称) and address, request (请求), facts and reasons (事实、理由). Telephone and
identity document are never required.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from service.desk.forms import Address, DocumentNumber, Facts, Form, Moment, Name, Request, Subject
from service.rulebook.vocabulary import Channel, IdentityCheck

Phone = Annotated[str, Field(pattern=r"^[0-9+()\- ]{5,25}$")]


class DocumentForm(Form):
    """An identity document. Never required; other kinds than the resident card are equal."""

    type: Literal["resident_id", "passport", "hk_macao_permit", "taiwan_permit", "uscc", "other"]
    number: DocumentNumber


class PetitionerForm(Form):
    """A person or body that petitions."""

    name: Name
    address: Address
    phone: Phone | None = None
    document: DocumentForm | None = None


class PlaceForm(Form):
    """Where the problem is (问题属地). The code decides over the words; both may be left out."""

    division_code: Annotated[str, Field(pattern=r"^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$")] | None = None
    address: Address | None = None


# 条例 19(1) in the schema itself, so that a portal's form can be checked before it is sent.
NAMED: JsonDict = {
    "title": "named",
    "properties": {"anonymous": {"const": False}, "petitioner": {"type": "object"}},
    "required": ["petitioner"],
}
ANONYMOUS: JsonDict = {
    "title": "anonymous",
    "properties": {"anonymous": {"const": True}, "petitioner": {"type": "null"}},
    "required": ["anonymous"],
}


class PetitionForm(Form):
    """A petition as a portal sends it."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [NAMED, ANONYMOUS]})

    subject: Subject
    request: Request
    facts: Facts
    anonymous: bool = False
    petitioner: PetitionerForm | None = None
    problem_place: PlaceForm | None = None
    people_count: Annotated[int, Field(ge=1, le=9_999, description="信访人数；2 人及以上为联名信访")] = 1
    affected_count: Annotated[int, Field(ge=1, le=100_000_000, description="涉及人数")] | None = None
    signers: Annotated[
        tuple[PetitionerForm, ...],
        Field(max_length=500, strict=False, description="联名者；不含信访人本人，不必列全"),
    ] = ()
    channel: Annotated[
        Literal["online", "phone", "other"], Field(description="letters and visits have doors of their own")
    ] = "online"
    received_at: Moment | None = Field(
        default=None, description="when the portal took it in, if earlier than this call; starts the clock"
    )
    external_number: (
        Annotated[str, Field(pattern=r"^[A-Za-z0-9\-]{1,38}$", description="号 of another system")] | None
    ) = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)] = "zh"

    def channel_of(self) -> Channel:
        """The channel as the register names it."""
        return Channel(self.channel)


class ReissueForm(Form):
    """Why a new query code may be given out."""

    identity_check: Annotated[IdentityCheck, Field(strict=False)]
    because: Annotated[Request, Field(description="the reason, as it will stand on record")]
