"""What a letter says is put on record, and the letter is classified by it as one that came online is."""

from dataclasses import replace
from datetime import datetime

from service.delivery import messages, outbox
from service.desk.figures import settle
from service.desk.kit import Desk, local_date
from service.desk.telling import to_portal
from service.reading.masking import masked
from service.register import classifications, history, letters, petitions
from service.register.classifications import MACHINE, Classification
from service.register.history import Event
from service.register.letters import LetterText
from service.register.petitions import Petition
from service.rulebook.jurisdiction import Submission
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import EventKind, JobKind, Stage, Step
from service.storage.transaction import Tx


async def apply(tx: Tx, petition: Petition, text: LetterText, at: datetime, desk: Desk) -> None:
    """Keep a reading of a held letter. One that is not doubtful becomes its words, and the machine decides by them.

    What a clerk has decided stands: then only the words are kept. So do they of a withdrawn letter.
    """
    detail: dict[str, object] = {"reading": text.version, "doubtful": text.doubtful, "confidence": text.confidence}
    tx.write(letters.keep_text(petition.id, text, desk.vault))
    if text.doubtful:
        tx.write(history.append(petition.id, Event(EventKind.LETTER_READ, at, text.made_by, detail)))
        return
    words = _words(petition, text)
    latest = await classifications.latest(tx, petition.id)
    if latest.made_by != MACHINE or petition.stage is not Stage.AWAITING_CLERK:
        tx.write(
            petitions.read(petition, words),
            history.append(petition.id, Event(EventKind.LETTER_READ, at, text.made_by, detail)),
        )
        return
    made = _classified(petition, words, at, desk)
    stage = petition.stage if made.open_questions else advance(petition.stage, Step.CORRECT)
    tx.write(
        petitions.read_and_reclassify(petition, words, stage, made.version),
        classifications.record(petition.id, made),
        history.append(
            petition.id,
            Event(EventKind.LETTER_READ, at, text.made_by, {**detail, "stage": stage}),
            Event(EventKind.CLASSIFIED, at, MACHINE, {"version": made.version, "open": list(made.open_questions)}),
        ),
        outbox.post(JobKind.RELATE, petition.id, version=made.version),
        messages.post_all([to_portal(petition, at, stage=stage, step=EventKind.LETTER_READ)]),
    )
    await settle(tx, [petition.id])


def _words(petition: Petition, text: LetterText) -> Submission:
    """Numbers of people are masked in what is read by others; the reading itself lies under seal."""
    said = {name: masked(words) for name, words in text.words.items()}
    return replace(
        petition.submission, subject=said["subject"] or petition.subject, request=said["request"], facts=said["facts"]
    )


def _classified(petition: Petition, words: Submission, at: datetime, desk: Desk) -> Classification:
    made = classifications.by_machine(desk.classify(words, local_date(at)), at)
    return replace(made, version=petition.classification_version + 1)
