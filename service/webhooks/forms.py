"""What a client says when it wants to be told."""

from typing import Annotated

from pydantic import AfterValidator, Field

from service.desk.forms import Form
from service.rulebook.vocabulary import MessageKind
from service.webhooks.subscribe import Wish


def _each_once(kinds: list[MessageKind]) -> list[MessageKind]:
    return sorted(set(kinds), key=list(MessageKind).index)


# Strict types would not take a word for a value of an enum.
Kind = Annotated[MessageKind, Field(strict=False)]


class WebhookForm(Form):
    """Where to call, and of what."""

    url: Annotated[
        str, Field(max_length=500, pattern=r"^https?://[!-~]+$", examples=["https://organ.example/petitions"])
    ]
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=100), AfterValidator(_each_once)] | None = None
    new_secret: Annotated[bool, Field(description="make a new secret; the one before signs no more")] = False

    def wish(self) -> Wish:
        """It as the use case takes it."""
        return Wish(self.url, None if self.kinds is None else tuple(self.kinds), self.new_secret)
