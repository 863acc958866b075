"""How the bureau's own ending is told to a petitioner: where to go instead, the answer, or why it is not accepted."""

from datetime import date

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.kit import local_date
from service.intake.progress import Progress
from service.intake.progress_matters import ChannelOut
from service.register.history import Event
from service.rulebook.handling_vocabulary import Disposition, RefusalCode
from service.rulebook.vocabulary import EventKind

_REFUSALS = frozenset((Disposition.REFUSE, Disposition.REFUSE_FURTHER))
_ENDS = frozenset((EventKind.DISPOSED, EventKind.REFUSAL_APPROVED))


class DispositionOut(BaseModel):
    """How the bureau has ended its part. A refusal always has code, article, reason and where to go (domain §5)."""

    disposition: Disposition
    label: str
    says: str
    on: date
    channel: ChannelOut | None = Field(description="of `guide`")
    where_to_go: str | None
    answer: str | None = Field(description="of `reply`")
    code: RefusalCode | None
    article: str | None
    reason: str | None = Field(description="of a refusal; what else is noted on a decision stays in the bureau")


def dispositions_out(progress: Progress, bureau: Bureau) -> list[DispositionOut]:
    """What stands of how the bureau ended its part: what a reopening undid is told no more."""
    standing: list[Event] = []
    for event in progress.events:
        if event.kind is EventKind.REOPENED:
            standing.clear()
        elif event.kind in _ENDS:
            standing.append(event)
    return [_disposition(event, bureau) for event in standing]


def _disposition(event: Event, bureau: Bureau) -> DispositionOut:
    said = event.detail
    disposition = Disposition(said["disposition"])
    refused = disposition in _REFUSALS
    channel = said.get("channel")
    return DispositionOut(
        disposition=disposition,
        label=bureau.labels.of(disposition).zh,
        says=bureau.wording.disposition(disposition),
        on=local_date(event.at),
        channel=ChannelOut(name=channel["name"], days=channel["days"], article=channel["article"]) if channel else None,
        where_to_go=said.get("where_to_go"),
        answer=said.get("answer"),
        code=RefusalCode(said["code"]) if refused else None,
        article=said["article"] if refused else None,
        reason=said["because"] if refused else None,
    )
