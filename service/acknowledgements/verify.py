"""Say to anybody who holds a notice whether it is genuine and still stands; nothing else, and to no guess."""

from dataclasses import dataclass
from datetime import datetime

from service.acknowledgements import notices
from service.acknowledgements.notices import Notice
from service.desk.kit import Desk
from service.register import history, notice_serials, petitions
from service.register.history import Event
from service.register.petitions import Petition
from service.rulebook.notices import overtaken
from service.rulebook.vocabulary import NoticeKind

SHOWN = 4  # signs of a number at either end that a stranger may see: HB48****3506


@dataclass(frozen=True, slots=True)
class Genuine:
    """What is said of a notice that was issued. `overtaken_at` is when something took the ground from it."""

    serial: str
    kind: NoticeKind
    title: str | None
    document_number: str | None
    issuer: str
    issued_at: datetime
    number: str
    overtaken_at: datetime | None
    same_file: bool | None


async def verify(serial: str, sha256: bytes | None = None, *, desk: Desk) -> Genuine | None:
    """What is known of a serial; None for one that was never issued. With a file's hash: whether it is the one printed.

    Both answers ask the same of the database, one by one: no clock tells them apart.
    """
    wanted = notice_serials.read(serial)
    async with desk.snapshot() as tx:
        notice = await notices.with_serial(tx, wanted)
        petition_id = notice.petition_id if notice else -1
        petition = (await petitions.among(tx, [petition_id])).get(petition_id)
        events = await history.of(tx, petition_id)
    if notice is None or petition is None:
        return None
    same = None if sha256 is None else notice.file_sha256 == sha256
    return _genuine(notice, petition, events, same, desk)


def masked(number: str) -> str:
    """A petition's number as a stranger may see it: enough for who has it before him."""
    return number[:SHOWN] + "*" * max(len(number) - 2 * SHOWN, 0) + number[-SHOWN:]


def _genuine(notice: Notice, petition: Petition, events: list[Event], same: bool | None, desk: Desk) -> Genuine:
    later = events[notice.event_sequence :]
    nth = overtaken(notice.kind, notice.referral, ((one.kind, one.detail) for one in later))
    return Genuine(
        serial=notice.serial,
        kind=notice.kind,
        title=notice.title,
        document_number=notice.document_number,
        issuer=notice.issuer or desk.bureau.name,
        issued_at=notice.issued_at,
        number=masked(petition.number),
        overtaken_at=None if nth is None else later[nth].at,
        same_file=same,
    )
