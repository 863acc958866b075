"""A petition comes in: classified, registered with everything that follows from it, and only then answered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson

from service.delivery import outbox
from service.desk.kit import Desk, local_date
from service.desk.sealed_receipt import SignedReceipt, signed_receipt
from service.intake import answers
from service.intake.answers import Asked
from service.intake.arrival import Arrival
from service.ledger import book, veil
from service.ledger.book import Source
from service.register import classifications, deadlines, history, petitioners, petitions
from service.register.classifications import Classification
from service.register.history import Event
from service.register.petitions import Petition
from service.rulebook import figures, openly
from service.rulebook.consequences import Clocks
from service.rulebook.dossier import Decided, Dossier, Registered
from service.rulebook.duties import Change, Duty, Reckoning
from service.rulebook.errors import AnswerExpired, KeyReused
from service.rulebook.postings import difference
from service.rulebook.vocabulary import EventKind, JobKind, Stage
from service.storage.statement import Write
from service.storage.transaction import AlreadyThere
from service.transparency import log
from service.transparency.log import LeafKind


@dataclass(frozen=True, slots=True)
class Registration:
    """What is put on the register, the receipt that proves it, and what only this moment knows: the query code."""

    petition: Petition
    query_code: str
    classification: Classification
    clocks: tuple[Change, ...]
    receipt: SignedReceipt

    @property
    def first(self) -> Duty:
        """What the bureau owes first."""
        return self.clocks[0].duty


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to the portal: `replayed` where it was given before, `superseded` where its code is dead since."""

    number: str
    body: bytes
    replayed: bool = False
    superseded: bool = False


async def receive(
    arrival: Arrival,
    *,
    client_id: int,
    key: str,
    at: datetime,
    desk: Desk,
    told: Callable[[Registration], bytes],
    beside: Callable[[Petition], Iterable[Write]] = lambda _: (),
) -> Received:
    """Register a petition, and `beside` with it, and return the answer, which is sent only now that it is durable.

    Once per key: a retry is given the stored answer, and told where the query code in it was replaced since: never the
    new code, which went to somebody whose identity was checked. Raises `KeyReused` where the key was used for other
    content, `AnswerExpired` where the answer is kept no more (the petition is, and is not registered again),
    `DatabaseUnavailable` where nothing could be registered or it cannot be known.
    """
    registration = await _registration(arrival, client_id, await desk.serials.take(), at, desk)
    asked = Asked(client_id, key, desk.answer_key)
    body = told(registration)
    try:
        await _enter(registration, arrival, asked, body, desk, tuple(beside(registration.petition)))
    except AlreadyThere as there:
        if there.constraint != answers.ONE_PER_KEY:
            raise
        return await _as_before(asked, arrival, desk)
    desk.bell.set()
    return Received(registration.petition.number, body)


async def _registration(arrival: Arrival, client_id: int, serial: int, at: datetime, desk: Desk) -> Registration:
    number, code = desk.numbers.of(serial), desk.query_codes.make()
    jurisdiction = desk.classify(arrival.submission, local_date(at))
    clocks = Clocks((), local_date(at), Reckoning(desk.bureau.terms, desk.bureau.calendar))
    started = tuple(clocks.of_registration(local_date(arrival.received_at)))
    submission = arrival.submission
    petition = Petition(
        id=serial,
        number=number,
        query_code_hash=desk.query_codes.hash(number, code),
        external_number=arrival.external_number,
        bureau=desk.bureau.code,
        client_id=client_id,
        channel=arrival.channel,
        received_at=arrival.received_at,
        registered_at=at,
        registered_on=local_date(at),
        subject=submission.subject,
        request=submission.request,
        facts=submission.facts,
        problem_place=submission.problem_place or None,
        stated_division=submission.division_code,
        language=arrival.language,
        anonymous=arrival.anonymous,
        joint=submission.joint,
        people_count=submission.people_count,
        affected_count=arrival.affected_count,
        content_sha256=arrival.content_sha256,
        stage=Stage.AWAITING_CLERK if jurisdiction.unsure_of else Stage.REGISTERED,
        version=1,
        classification_version=1,
        due_on=started[0].duty.due_on,
    )
    receipt = await signed_receipt(petition, started[0].duty, len(arrival.petitioners), desk.seals)
    return Registration(petition, code, classifications.by_machine(jurisdiction, at), started, receipt)


async def _enter(
    registration: Registration, arrival: Arrival, asked: Asked, body: bytes, desk: Desk, beside: tuple[Write, ...]
) -> None:
    petition, made = registration.petition, registration.classification
    dossier = _dossier(registration)
    counted = tuple(figures.of_petition(dossier))
    async with desk.begin() as tx:
        tx.write(
            answers.keep(asked, petition.id, petition.content_sha256, body),
            petitions.enter(petition),
            classifications.record(petition.id, made),
            history.begin_with(petition.id, _first_events(petition, made)),
            *deadlines.change(petition.id, registration.clocks, petition.registered_at),
            # What `desk.figures.settle` would post, without asking the register for what is in hand here.
            book.post(Source.PETITION, {petition.id: difference((), counted)}),
            outbox.post(JobKind.ACKNOWLEDGE, petition.id),
            log.leaf(LeafKind.REGISTRATION, registration.receipt.proven, petition_id=petition.id, name=petition.number),
        )
        if openly.is_veiled(dossier) and (veiled := openly.veil(dossier, counted)):
            tx.write(veil.hang({petition.id: veiled}))
        if beside:
            tx.write(*beside)
        if arrival.legible:  # else there is nothing to compare yet
            tx.write(outbox.post(JobKind.RELATE, petition.id))
        if arrival.petitioners:
            tx.write(petitioners.enter(petition.id, petition.number, arrival.petitioners, desk.vault))


def _first_events(petition: Petition, made: Classification) -> tuple[Event, ...]:
    at = petition.registered_at
    return (
        Event(
            EventKind.REGISTERED,
            at,
            f"client:{petition.client_id}",
            {"channel": petition.channel, "stage": petition.stage},
        ),
        Event(EventKind.CLASSIFIED, at, made.made_by, {"version": made.version, "open": list(made.open_questions)}),
    )


def _dossier(registration: Registration) -> Dossier:
    petition, made = registration.petition, registration.classification
    answers, left = classifications.answers(made), made.open_questions
    decided = Decided.made(petition.registered_on, answers, left, by_machine=True, accuses=bool(made.accused))
    return Dossier(
        Registered(petition.registered_on, petition.bureau, petition.channel, petition.people_count, petition.joint),
        (decided,),
        (),
        registration.clocks,
    )


async def _as_before(asked: Asked, arrival: Arrival, desk: Desk) -> Received:
    async with desk.read() as tx:
        answer = await answers.given(tx, asked)
        if answer is None or answer.content_sha256 != arrival.content_sha256:
            raise KeyReused
        number = desk.numbers.of(answer.petition_id)
        if answer.body is None:
            raise AnswerExpired(number)
        petition = (await petitions.among(tx, [answer.petition_id]))[answer.petition_id]
    code = orjson.loads(answer.body)["query_code"]
    opens = desk.query_codes.matches(petition.number, code, petition.query_code_hash)
    return Received(number, answer.body, replayed=True, superseded=not opens)
