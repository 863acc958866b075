"""Show notices to those they are for: by number and query code, to the organ they went to, to a clerk."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.acknowledgements import notices, words
from service.acknowledgements.notices import Notice, Words
from service.auth.callers import Caller
from service.auth.scopes import Scope
from service.desk.kit import Desk
from service.desk.matter import kept_out
from service.desk.opening import canonical, opened
from service.register import classifications, notice_serials, petitions
from service.register.petitions import Petition
from service.rulebook.errors import UnknownNotice
from service.rulebook.vocabulary import Addressee
from service.storage.transaction import ReadTx


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice with its words."""

    notice: Notice
    words: Words


@dataclass(frozen=True, slots=True)
class File:
    """A notice as it was printed."""

    serial: str
    content: bytes


async def notices_of(number: str, query_code: str, *, desk: Desk) -> Sequence[Shown]:
    """What the petitioner was told so far. Raises `UnknownPetition` for a wrong number and a wrong code alike."""
    wanted = canonical(number, desk)
    async with desk.snapshot() as tx:
        petition = opened(await petitions.find(tx, wanted), wanted, query_code, desk)
        found = await notices.of(tx, petition.id)
    own = [one for one in found if one.addressee is Addressee.PETITIONER]
    return [Shown(one, words.of(one, desk.vault)) for one in own]


async def file_of(serial: str, query_code: str | None, *, caller: Caller, desk: Desk) -> File:
    """The printed notice, for a clerk, for the organ it went to, or for who shows the petition's query code.

    Raises `UnknownNotice` for a wrong serial, a wrong code, somebody else's letter, and one that is not printed yet.
    """
    wanted = notice_serials.read(serial)
    async with desk.snapshot() as tx:
        notice = await notices.with_serial(tx, wanted)
        sealed = await notices.file_of(tx, wanted)
        petition = await _petition(tx, notice)
        allowed = await _may_read(tx, notice, petition, query_code, caller, desk)
    if notice is None or sealed is None or not allowed:
        raise UnknownNotice
    return File(notice.serial, desk.vault.open_bytes(notice.serial, sealed))


async def _petition(tx: ReadTx, notice: Notice | None) -> Petition | None:
    """The petition of a notice; asked for though there is none, so that a wrong serial takes as long."""
    petition_id = notice.petition_id if notice else -1
    return (await petitions.among(tx, [petition_id])).get(petition_id)


async def _may_read(
    tx: ReadTx, notice: Notice | None, petition: Petition | None, query_code: str | None, caller: Caller, desk: Desk
) -> bool:
    number = petition.number if petition else ""
    shown = desk.query_codes.matches(number, query_code or "", petition.query_code_hash if petition else None)
    if notice is None or petition is None:
        return False
    if Scope.PETITIONS_READ in caller.scopes:
        return True
    if Scope.REFERRALS_HANDLE in caller.scopes and notice.organ is not None and notice.organ == caller.organ:
        return caller.organ not in kept_out(await classifications.latest(tx, petition.id), desk.bureau)
    return shown and Scope.PETITIONS_FOLLOW in caller.scopes and notice.addressee is Addressee.PETITIONER
