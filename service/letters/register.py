"""A letter is registered: at once, as what it is, whether or not anybody could read it yet."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.attachments.access import Adder
from service.attachments.add import on_record
from service.auth.callers import Caller
from service.delivery import outbox
from service.desk.files import Accepted, Arrived
from service.desk.kit import Desk
from service.intake import answers
from service.intake.answers import Asked
from service.intake.arrival import Arrival
from service.intake.receive import Received, Registration, receive
from service.letters.arrival import arrival_of, content_of, words_of
from service.letters.forms import LetterForm
from service.reading.kinds import LEGIBLE
from service.reading.letter_words import taken_apart
from service.register import attachments, letters, scans
from service.register.attachments import FileKind
from service.register.letters import ONE_PER_CONTENT, Letter, LetterText
from service.register.petitions import Petition
from service.rulebook.errors import AnswerExpired, ContentConflict, Fault, InvalidContent, KeyReused, LetterKnown
from service.rulebook.vocabulary import JobKind
from service.storage.statement import Write
from service.storage.transaction import AlreadyThere


@dataclass(frozen=True, slots=True)
class Handed:
    """A letter as the desk hands it in."""

    form: LetterForm
    pages: Sequence[Arrived]
    caller: Caller
    key: str


async def register(handed: Handed, *, at: datetime, desk: Desk, told: Callable[[Registration], bytes]) -> Received:
    """Register a letter through the same intake as a petition (条例 17, 22(1)); its words follow where it is a scan.

    Once per key and once per content: the same scan under another key is shown, and registered only where the desk says
    that it came again. Raises `KeyReused`, `LetterKnown`, `InvalidContent`, `ContentConflict`, `DatabaseUnavailable`.
    """
    accepted = [await desk.files.accept(page, "/page") for page in handed.pages]
    _legible(accepted)
    arrival = arrival_of(handed.form, accepted, at=at, divisions=desk.bureau.divisions)
    if before := await _as_before(handed, arrival, desk):
        return before
    content = content_of(handed.form, accepted)
    if not handed.form.register_again:
        await _unknown(content, desk)
    within_limits(accepted, desk)
    try:
        async with desk.files.keeping(accepted):
            received = await receive(
                arrival,
                client_id=handed.caller.id,
                key=handed.key,
                at=at,
                desk=desk,
                told=told,
                beside=lambda petition: _beside(petition, handed, accepted, content, at, desk),
            )
            if received.replayed:
                raise _SameKeyAtOnce(received)
            return received
    except _SameKeyAtOnce as first:
        return first.received
    except AlreadyThere as there:
        if there.constraint != ONE_PER_CONTENT:
            raise
        await _unknown(content, desk)  # two came at once, and the index has decided which is the first
        raise


class _SameKeyAtOnce(Exception):
    """Another request under this key was first: what this one put into the store is taken out again."""

    def __init__(self, received: Received) -> None:
        super().__init__()
        self.received = received


def within_limits(accepted: Sequence[Accepted], desk: Desk) -> None:
    """Raises `ContentConflict` for more than a petition may have."""
    limits, faults = desk.files.limits, []
    if len(accepted) > limits.petition_files:
        faults.append(Fault("/page", "petition_files_full", {"limit": limits.petition_files}))
    if sum(one.arrived.size for one in accepted) > limits.petition_bytes:
        faults.append(Fault("/page", "petition_bytes_full", {"limit": limits.petition_bytes}))
    if faults:
        raise ContentConflict(tuple(faults))


def _legible(accepted: Sequence[Accepted]) -> None:
    if any(one.media not in LEGIBLE for one in accepted):
        raise InvalidContent((Fault("/page", "not_a_page"),))
    if len({one.arrived.sha256 for one in accepted}) != len(accepted):
        raise InvalidContent((Fault("/page", "same_page_twice"),))


async def _as_before(handed: Handed, arrival: Arrival, desk: Desk) -> Received | None:
    """The stored answer where this key was answered before; a retry puts nothing into the store."""
    async with desk.read() as tx:
        answer = await answers.given(tx, Asked(handed.caller.id, handed.key, desk.answer_key))
    if answer is None:
        return None
    if answer.content_sha256 != arrival.content_sha256:
        raise KeyReused
    number = desk.numbers.of(answer.petition_id)
    if answer.body is None:
        raise AnswerExpired(number)
    return Received(number, answer.body, replayed=True)


async def _unknown(content: bytes, desk: Desk) -> None:
    async with desk.read() as tx:
        number = await letters.with_content(tx, content)
    if number is not None:
        raise LetterKnown(number)


def _beside(
    petition: Petition, handed: Handed, accepted: Sequence[Accepted], content: bytes, at: datetime, desk: Desk
) -> Iterable[Write]:
    form, actor = handed.form, handed.caller.actor
    yield letters.enter(
        Letter(
            petition.id,
            form.received_on,
            form.postmarked_on,
            form.barcode,
            form.addressee,
            len(accepted),
            content,
            form.register_again,
        )
    )
    if form.barcode is not None and not form.register_again:
        yield scans.doubt_barcode(petition.id, form.barcode, at)
    adder = Adder(handed.caller.id, actor, None)
    for ordinal, page in enumerate(accepted, 1):
        yield attachments.enter(on_record(petition, ordinal, page, adder, at, desk, kind=FileKind.PAGE))
    if form.text is not None:
        words = words_of(form.text)
        typed = {"subject": words.subject, "request": form.text.request or "", "facts": form.text.facts}
        proposed = taken_apart(form.text.facts).proposed
        yield letters.keep_text(petition.id, LetterText(1, at, actor, 1.0, False, typed, (), proposed), desk.vault)
    if accepted:
        yield outbox.post(JobKind.READ_LETTER if form.text is None else JobKind.PREPARE, petition.id)
