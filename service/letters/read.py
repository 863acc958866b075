"""A worker reads a letter: page by page, and what nobody could read well goes to the desk instead of being guessed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from service.attachments.know_again import known_again
from service.attachments.prepare import Looked, looked_into
from service.desk.kit import Desk, Legibility
from service.letters.apply import apply
from service.reading.apart import Opener
from service.reading.letter_words import taken_apart
from service.register import attachments, letters, petitions
from service.register.attachments import FileKind
from service.register.classifications import MACHINE
from service.register.letters import LetterText
from service.storage.transaction import Begin

RECOGNISED = "recognition"
LONGEST = 20_000  # characters, as of any petition


async def read(petition_id: int, *, at: datetime, begin: Begin, desk: Desk, opener: Opener) -> None:
    """Read the pages of a letter and classify it by them. `begin` ends the job in the commit of its effect.

    A page below the bars of the bureau makes the whole letter one for a clerk: its words are kept for him to compare,
    and nothing is classified by them. Done again after a worker died in the middle, it is as if done once.
    """
    async with desk.read() as tx:
        filed = await attachments.of(tx, petition_id)
    pages = [one.attachment for one in filed if one.attachment.kind is FileKind.PAGE]
    looked = [(one, await looked_into(one, at, desk, opener)) for one in pages]
    doubts = await known_again(petition_id, [(one, found.pages) for one, found in looked], at=at, desk=desk)
    async with begin() as tx:
        tx.write(*doubts)
        petition = await petitions.hold(tx, petition_id)
        known = {one.attachment.ordinal for one in await attachments.of(tx, petition_id) if one.view is not None}
        for one, found in looked:
            if one.ordinal not in known:
                tx.write(attachments.keep_view(petition_id, one.ordinal, found.view, at))
        texts = await letters.texts(tx, petition_id, desk.vault)
        if not any(one.made_by == MACHINE for one in texts):
            await apply(
                tx, petition, _text([found for _, found in looked], len(texts) + 1, at, desk.legibility), at, desk
            )
    desk.bell.set()


def _text(looked: Sequence[Looked], version: int, at: datetime, bars: Legibility) -> LetterText:
    pages = [page for one in looked for page in one.pages]
    doubtful = not pages or any(one.view.doubt for one in looked) or any(not bars.legible(page) for page in pages)
    whole = "\n".join(str(page["text"]) for page in pages)
    words = taken_apart(whole[:LONGEST])
    return LetterText(
        version=version,
        made_at=at,
        made_by=MACHINE,
        confidence=min((float(page["confidence"]) for page in pages), default=0.0),
        doubtful=doubtful or not words.body or len(whole) > LONGEST,
        words={"subject": words.subject, "request": "", "facts": words.body},
        pages=[_kept(page) for page in pages],
        proposed=words.proposed,
    )


def _kept(page: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": page["text"], "by": page["by"], "confidence": page["confidence"], "lines": page["lines"]}
