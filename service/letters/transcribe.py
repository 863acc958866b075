"""A person types what a letter says: a new version beside the machine's, never in its place."""

from datetime import datetime

from service.desk.discretion import discretion_of
from service.desk.kit import Desk
from service.desk.opening import seen
from service.letters.apply import apply
from service.letters.forms import TextForm
from service.letters.show import discreet
from service.reading.letter_words import taken_apart
from service.register import letters, petitions
from service.register.letters import LetterText
from service.rulebook.errors import UnknownLetter


async def transcribe(number: str, form: TextForm, *, actor: str, at: datetime, desk: Desk) -> LetterText:
    """Put a transcript on record and classify by it, unless a clerk has decided. Raises `UnknownLetter`.

    The same transcript again is the same version, so that a retry doubles nothing.
    """
    async with desk.begin() as tx:
        known = await seen(tx, number, desk)
        petition = await petitions.lock(tx, known.number) if known else None
        if petition is None or await letters.of(tx, petition.id) is None:
            raise UnknownLetter
        before = await letters.texts(tx, petition.id, desk.vault)
        discretion = await discretion_of(tx, petition, desk)
        taken = taken_apart(form.facts)
        words = {"subject": form.subject or taken.subject, "request": form.request or "", "facts": form.facts}
        if before and before[-1].made_by == actor and dict(before[-1].words) == words:
            return discreet(before[-1], discretion)
        text = LetterText(len(before) + 1, at, actor, 1.0, False, words, (), taken.proposed)
        await apply(tx, petition, text, at, desk)
    desk.bell.set()
    return discreet(text, discretion)
