"""What an officer says where a person claims a right."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from service.desk.forms import Address, Form, Name, Request
from service.desk.officers import Hand
from service.intake.forms import DocumentForm, Phone
from service.rights.identified import Claim
from service.rulebook.vocabulary import IdentityCheck


class ClaimForm(Form):
    """Who claims, and how an officer made sure of it."""

    identity_check: Annotated[IdentityCheck, Field(strict=False)]
    because: Annotated[Request, Field(description="the reason, as it will stand on record")]
    person: Annotated[
        int, Field(ge=1, le=501, description="who was identified: 1 who wrote, the others as they signed")
    ] = 1

    def claim(self, hand: Hand, at: datetime) -> Claim:
        """The claim, as this hand takes it."""
        return Claim(self.person, self.identity_check, self.because, hand, at)


class CorrectionForm(ClaimForm):
    """What is not right any more, as it is to stand. What is not given stays as it is."""

    name: Name | None = None
    address: Address | None = None
    phone: Annotated[Phone | None, Field(description="null takes it off the record")] = None
    document: Annotated[DocumentForm | None, Field(description="null takes it off the record")] = None

    def given(self) -> dict[str, str | None]:
        """What is to be corrected, as the register names it."""
        wanted: dict[str, str | None] = {}
        if self.name is not None:
            wanted["name"] = self.name
        if self.address is not None:
            wanted["address"] = self.address
        if "phone" in self.model_fields_set:
            wanted["phone"] = self.phone
        if "document" in self.model_fields_set:
            wanted["document_type"] = self.document.type if self.document else None
            wanted["document_number"] = self.document.number if self.document else None
        return wanted


class HoldForm(Form):
    """Whether a petition is kept beyond its time, and why."""

    held: bool
    because: Annotated[Request, Field(description="the reason, as it will stand on record")]
