"""What an officer may say of a file."""

from typing import Annotated

from pydantic import Field

from service.desk.forms import Form, Request


class WithholdingForm(Form):
    """Whether a file is kept from organs, and why."""

    withheld: bool
    because: Annotated[Request, Field(description="the reason, as it will stand on record")]
