"""A petitioner adds to a petition: kept as written, shown to the clerk, decided on by nobody but the clerk."""

from dataclasses import dataclass
from datetime import datetime

from service.delivery import messages
from service.delivery.messages import Message
from service.desk.citizen import PETITIONER, own_petition, reproach_of
from service.desk.kit import Desk
from service.desk.matter import HeldPetition, kept_out
from service.desk.telling import to_organ, to_portal
from service.register import history, petitions
from service.register.history import Event
from service.rulebook.errors import ContentConflict, Fault
from service.rulebook.handling import ENDED
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import EventKind, MessageKind, Stage, Step

# A clerk reads each; whoever has more to say than twenty letters has another matter. 条例 sets no number.
MOST = 20


@dataclass(frozen=True, slots=True)
class Supplement:
    """What became of it: which one of the petition it is, from 1."""

    number: str
    stage: Stage
    ordinal: int
    supplemented_at: datetime


async def supplement(number: str, query_code: str, text: str, *, at: datetime, desk: Desk) -> Supplement:
    """Add a text to a petition. The same text again is the same supplement, so that a retry doubles nothing.

    New facts void a proposed refusal, and move the version, so that no clerk decides without having read them. Raises
    `UnknownPetition` for a wrong number or code, `StepRefused` at a stage that takes none, `ContentConflict` beyond
    the limit.
    """
    async with desk.begin() as tx:
        held = await own_petition(tx, number, query_code, at, desk)
        given = [event for event in await history.of(tx, held.petition.id) if event.kind is EventKind.SUPPLEMENTED]
        for ordinal, event in enumerate(given, 1):
            if event.detail["text"] == text:
                return Supplement(held.petition.number, held.petition.stage, ordinal, event.at)
        stage = advance(held.petition.stage, Step.SUPPLEMENT)
        if len(given) >= MOST:
            raise ContentConflict((Fault("/text", "too_many_supplements", {"limit": MOST}),))
        # `withheld`: for no organ's eyes, since it may accuse one (30(3)).
        withheld = reproach_of(text, at, desk).accuses
        detail = {"text": text, "withheld": withheld}
        if stage is not held.petition.stage:
            detail["stage"] = stage
        tx.write(
            petitions.move(held.petition, stage, disposition=held.petition.disposition),
            history.append(held.petition.id, Event(EventKind.SUPPLEMENTED, at, PETITIONER, detail)),
            messages.post_all(_messages(held, stage, at, desk, withheld=withheld)),
        )
    desk.bell.set()
    return Supplement(held.petition.number, stage, len(given) + 1, at)


def _messages(held: HeldPetition, stage: Stage, at: datetime, desk: Desk, *, withheld: bool) -> list[Message]:
    """The portal that registered it hears of it; so do the organs that have the whole in hand and may read it."""
    petition, out = held.petition, kept_out(held.decided, desk.bureau)
    told = [to_portal(petition, at, stage=stage, step=EventKind.SUPPLEMENTED)]
    for one in held.referrals:
        if one.stage not in ENDED and one.claim is None and one.organ not in out and not withheld:
            told.append(to_organ(petition, one, at, MessageKind.REFERRAL_SUPPLEMENTED))
    return told
