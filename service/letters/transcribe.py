"""A person types what a letter says: a new version beside the machine's, never in its place."""

from datetime import datetime

from service.desk.kit import Desk
from service.desk.opening import canonical
from service.letters.apply import apply
from service.letters.forms import TextForm
from service.reading.letter_words import taken_apart
from service.register import letters, petitions
from service.register.letters import LetterText
from service.rulebook.errors import UnknownLetter


async def transcribe(number: str, form: TextForm, *, actor: str, at: datetime, desk: Desk) -> LetterText:
    """Put a transcript on record and classify by it, unless a clerk has decided. Raises `UnknownLetter`.

    The same transcript again is the same version, so that a retry doubles nothing.
    """
    async with desk.begin() as tx:
        petition = await petitions.lock(tx, canonical(number, desk))
        if petition is None or await letters.of(tx, petition.id) is None:
            raise UnknownLetter
        before = await letters.texts(tx, petition.id, desk.vault)
        taken = taken_apart(form.facts)
        words = {"subject": form.subject or taken.subject, "request": form.request or "", "facts": form.facts}
        if before and before[-1].made_by == actor and dict(before[-1].words) == words:
            return before[-1]
        text = LetterText(len(before) + 1, at, actor, 1.0, False, words, (), taken.proposed)
        await apply(tx, petition, text, at, desk)
    desk.bell.set()
    return text
