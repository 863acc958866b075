"""An officer decides whether organs may see a file: releases what the machine withholds, withholds what it let pass."""

from dataclasses import dataclass
from datetime import datetime

from service.attachments.access import Reach
from service.desk.kit import Desk
from service.desk.officers import Hand
from service.desk.opening import known_and_held
from service.register import attachments, history, recusals
from service.register.attachments import Filed, Verdict
from service.register.history import Event
from service.rulebook.errors import AttachmentNotReady, OfficerRecused, UnknownAttachment
from service.rulebook.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class Withholding:
    """What an officer holds of a file, and why."""

    withheld: bool
    because: str


async def withhold(
    number: str, ordinal: int, decision: Withholding, *, hand: Hand, at: datetime, desk: Desk
) -> Verdict:
    """Put an officer's decision on a file on record; the last one counts. The same again is the one that stands.

    It opens a file to organs that may see the matter and to no other: one that the petition accuses still sees nothing
    (条例 30(3)). Who may not know of accusations decides on no file in which one was found. Raises
    `UnknownPetition`, `OfficerRecused`, `UnknownAttachment`, and `AttachmentNotReady` where nobody
    has looked into the file.
    """
    async with desk.begin() as tx:
        petition = await known_and_held(tx, number, desk)
        if await recusals.is_recused(tx, petition.id, hand.officer):
            raise OfficerRecused
        reach = Reach(petition, hand.actor, organ=False, accusations=desk.sight.accusations)
        filed = _of([one for one in await attachments.of(tx, petition.id) if reach.sees(one)], ordinal)
        if filed.view is None:
            raise AttachmentNotReady
        before = filed.verdict
        if before is not None and (before.withheld, before.because) == (decision.withheld, decision.because):
            return before
        verdict = Verdict(decision.withheld, decision.because, hand.actor, at)
        detail = {"attachment": ordinal, "released": not decision.withheld, "withheld": True}
        tx.write(
            attachments.decide(petition.id, ordinal, verdict),
            history.append(petition.id, Event(EventKind.FILE_DECIDED, at, hand.actor, detail)),
        )
    return verdict


def _of(found: list[Filed], ordinal: int) -> Filed:
    for filed in found:
        if filed.attachment.ordinal == ordinal:
            return filed
    raise UnknownAttachment
