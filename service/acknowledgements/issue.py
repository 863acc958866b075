"""Issue what a petition's history owes: each notice once, numbered without a gap, printed once, told to who waits.

Three steps, so that nothing is printed while a row is locked: numbered and worded in one transaction, printed outside
any, kept in another one that also ends the job. A worker that dies between them leaves a notice without its file, and
whoever takes the job over prints the same bytes.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from service.acknowledgements import notices, press, words
from service.acknowledgements.dossier import opened
from service.acknowledgements.facts import facts_of
from service.acknowledgements.letter import Letter, Numbered, compose, sms
from service.acknowledgements.notices import Notice, Words
from service.bureau.notices import Stationery
from service.delivery import messages
from service.delivery.messages import Message, Value
from service.desk.figures import settle
from service.desk.kit import Desk, local_date
from service.desk.matter import kept_out
from service.desk.sealed_notice import proven_notice
from service.register import classifications, history, petitions
from service.register.history import Event
from service.register.petitions import Petition
from service.rulebook.notices import addressed
from service.rulebook.vocabulary import Addressee, EventKind, MessageKind
from service.storage.transaction import Begin, Tx
from service.transparency import log
from service.transparency.log import LeafKind


async def issue(petition_id: int, *, at: datetime, begin: Begin, desk: Desk) -> None:
    """Issue every notice that is owed and not yet there. `begin` ends the job that asked for it in the last commit."""
    async with desk.begin() as tx:
        await _word(tx, await petitions.hold(tx, petition_id), at, desk)
    async with desk.read() as tx:
        waiting = [one for one in await notices.of(tx, petition_id) if one.sealed and not one.printed]
    letters = [words.letter_of(words.of(one, desk.vault)) for one in waiting]
    printed = await asyncio.to_thread(_print, letters, desk.bureau.notices.stationery)
    async with begin() as tx:
        petition = await petitions.hold(tx, petition_id)
        # Another job of this petition may have printed some of them meanwhile.
        open_ = [one for one in await notices.of(tx, petition_id) if not one.printed and one.serial in printed]
        if open_:
            barred = kept_out(await classifications.latest(tx, petition_id), desk.bureau)
            _keep(tx, petition, [(one, printed[one.serial]) for one in open_], at, desk)
            tx.write(messages.post_all([told for one in open_ for told in _told(petition, one, barred, at)]))
            await settle(tx, [petition_id])


async def _word(tx: Tx, petition: Petition, at: datetime, desk: Desk) -> None:
    dossier = await opened(tx, petition, desk)
    there = {(one.event_sequence, one.kind) for one in await notices.of(tx, petition.id)}
    year = local_date(at).year
    missing = [one for one in dossier.owed() if (one[0], one[2]) not in there]
    # By kind, so that all workers take their numbers from the series in one order and none waits for another for ever.
    for sequence, event, kind in sorted(missing, key=lambda one: (one[2], one[0])):
        number = await notices.next_number(tx, kind, year)
        serial = desk.notice_serials.of(kind, year, number)
        facts = facts_of(kind, event, dossier, desk.bureau)
        called = Numbered(serial, year, number, f"{desk.public_url}/verify/{serial}")
        letter = compose(facts, kind, called, at, desk.bureau)
        said = Words(facts, asdict(letter), letter.text, sms(letter, petition.number, desk.bureau))
        organ = dossier.addressee(event) if addressed(kind) is Addressee.ORGAN else None
        notice = _notice(letter, said, petition, (sequence, event, organ), desk)
        proven = proven_notice(serial, kind, petition.number, at, notice.content_sha256, desk.seals)
        tx.write(
            notices.keep(notice, desk.vault.key_id),
            log.leaf(LeafKind.NOTICE, proven, petition_id=petition.id, name=serial),
        )


def _notice(letter: Letter, said: Words, petition: Petition, owed: tuple[int, Event, str | None], desk: Desk) -> Notice:
    sequence, event, organ = owed
    return Notice(
        serial=letter.serial,
        petition_id=petition.id,
        kind=letter.kind,
        issued_at=letter.issued_at,
        content=None,
        content_sha256=hashlib.sha256(said.text.encode()).digest(),
        event_sequence=sequence,
        addressee=addressed(letter.kind),
        referral=event.detail.get("referral"),
        organ=organ,
        title=letter.title,
        document_number=letter.document_number,
        issuer=letter.issuer,
        sealed=desk.vault.seal(letter.serial, asdict(said)),
    )


def _print(letters: Sequence[Letter], paper: Stationery) -> dict[str, bytes]:
    return {letter.serial: press.pdf(letter, paper) for letter in letters}


def _keep(tx: Tx, petition: Petition, done: Sequence[tuple[Notice, bytes]], at: datetime, desk: Desk) -> None:
    key_id = desk.vault.key_id
    for notice, printed in done:
        digest = hashlib.sha256(printed).digest()
        sealed = desk.vault.seal_bytes(notice.serial, printed)
        tx.write(notices.keep_file(notice.serial, digest, len(printed), sealed, key_id))
    tx.write(history.append(petition.id, *(_event(notice, printed, at) for notice, printed in done)))


def _event(notice: Notice, printed: bytes, at: datetime) -> Event:
    detail = {
        "serial": notice.serial,
        "kind": notice.kind,
        "addressee": notice.addressee,
        "document_number": notice.document_number,
        "of": notice.event_sequence,
        "pdf_sha256": hashlib.sha256(printed).hexdigest(),
    }
    return Event(EventKind.NOTICE_ISSUED, at, "worker", detail)


def _told(petition: Petition, notice: Notice, barred: frozenset[str], at: datetime) -> list[Message]:
    """A notice to a petitioner is told to the portal he came through, a letter to an organ to that organ.

    Never to one that the petition accuses, though it may still have had the matter when the letter was owed (30(3)).
    """
    data: dict[str, Value] = {"serial": notice.serial, "notice": notice.kind.value}
    key = (MessageKind.PETITION_NOTICE_ISSUED, petition.id, petition.number, notice.referral)
    match notice.addressee:
        case Addressee.PETITIONER:
            return [Message(*key, None, petition.client_id, at, data)]
        case Addressee.ORGAN if notice.organ is not None and notice.organ not in barred:
            return [Message(*key, notice.organ, None, at, data)]
    return []  # the bureau finds its own on its desk
