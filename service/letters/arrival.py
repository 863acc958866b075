"""From a letter on the desk to the facts that intake registers."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, time, timedelta

import orjson

from service.bureau.divisions import Divisions
from service.desk.files import Accepted
from service.desk.kit import ZONE, local_date
from service.intake.arrival import Arrival, petitioner_of
from service.letters.forms import LetterForm, TextForm
from service.reading.letter_words import taken_apart
from service.reading.masking import masked
from service.rulebook.errors import ContentConflict, Fault
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import Channel

OLDEST = timedelta(days=366)  # a letter that lay in a drawer is still registered; what is older is a slip of the pen
UNREAD = "来信（扫描件，共{pages}份文件，文字待识别）"


def arrival_of(form: LetterForm, pages: Sequence[Accepted], *, at: datetime, divisions: Divisions) -> Arrival:
    """The facts of a letter at this moment. Raises `ContentConflict` with every fault found."""
    if conflicts := [*_of_itself(form, pages), *_of_days(form, at), *_of_people(form), *_of_place(form, divisions)]:
        raise ContentConflict(tuple(conflicts))
    place = form.problem_place
    words = words_of(form.text) if form.text else Submission(UNREAD.format(pages=len(pages)), "", "")
    stated = divisions.find(place.division_code) if place and place.division_code else None
    return Arrival(
        submission=Submission(
            words.subject,
            words.request,
            words.facts,
            (place.address or "") if place else "",
            stated.code if stated else None,
            form.people_count,
            form.people_count > 1,
        ),
        channel=Channel.LETTER,
        received_at=min(datetime.combine(form.received_on, time.min, ZONE), at),
        petitioners=tuple(petitioner_of(one) for one in (form.sender, *form.signers) if one),
        anonymous=form.anonymous,
        affected_count=form.affected_count,
        external_number=None,
        language=form.language,
        content_sha256=hashlib.sha256(_canonical(form) + b"".join(one.arrived.sha256 for one in pages)).digest(),
        legible=form.text is not None,
    )


def words_of(text: TextForm) -> Submission:
    """The words of a text that a person typed, numbers of people masked: the text itself is kept under seal."""
    subject = text.subject or taken_apart(text.facts).subject or text.facts[:60]
    return Submission(masked(subject), masked(text.request or ""), masked(text.facts))


def content_of(form: LetterForm, pages: Sequence[Accepted]) -> bytes:
    """The digest by which the same letter is known again: of its pages, or of its text where it was typed."""
    if pages:
        return hashlib.sha256(b"".join(one.arrived.sha256 for one in pages)).digest()
    return hashlib.sha256("".join((form.text.facts if form.text else "").split()).encode()).digest()


def _canonical(form: LetterForm) -> bytes:
    return orjson.dumps(form.model_dump(mode="json", exclude_none=True), option=orjson.OPT_SORT_KEYS)


def _of_itself(form: LetterForm, pages: Sequence[Accepted]) -> list[Fault]:
    faults = []
    if form.text is None and not pages:
        faults.append(Fault("/text", "page_or_text_needed"))
    if form.anonymous and form.sender is not None:
        faults.append(Fault("/sender", "petitioner_not_allowed"))
    return faults


def _of_days(form: LetterForm, at: datetime) -> list[Fault]:
    today, faults = local_date(at), []
    if form.received_on > today:
        faults.append(Fault("/received_on", "in_the_future"))
    if form.received_on < today - OLDEST:
        faults.append(Fault("/received_on", "received_too_long_ago", {"limit": (today - OLDEST).isoformat()}))
    if form.postmarked_on is not None and form.postmarked_on > form.received_on:
        faults.append(Fault("/postmarked_on", "postmarked_later"))
    return faults


def _of_people(form: LetterForm) -> list[Fault]:
    named = len(form.signers) + (form.sender is not None)
    return [Fault("/people_count", "more_signers_than_people")] if named > form.people_count else []


def _of_place(form: LetterForm, divisions: Divisions) -> list[Fault]:
    stated = form.problem_place.division_code if form.problem_place else None
    if stated is None or divisions.find(stated) is not None:
        return []
    return [Fault("/problem_place/division_code", "unknown_division")]
