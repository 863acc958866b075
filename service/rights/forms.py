"""What an officer says where a person claims a right."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from service.desk.forms import Form, Request
from service.desk.officers import Hand
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
