"""A printed notice is read: by who shows its petition's code, by the organ it went to, by a clerk, which is noted."""

from dataclasses import dataclass
from enum import Enum, auto

from service.acknowledgements import notices
from service.acknowledgements.notices import Reading
from service.auth.callers import Caller
from service.auth.scopes import Scope
from service.desk.kit import Desk
from service.desk.officers import hand_of
from service.desk.sight import organ_sight
from service.register import notice_serials
from service.register.query_codes import NOBODYS
from service.rulebook.errors import OfficerMissing, UnknownNotice
from service.storage.transaction import ReadTx

SHOWN = 1_000  # readings of one notice that are listed


@dataclass(frozen=True, slots=True)
class File:
    """A notice as it was printed."""

    serial: str
    content: bytes


class Right(Enum):
    """By what right somebody reads a notice."""

    PETITIONER = auto()
    ORGAN = auto()
    CLERK = auto()


async def read(serial: str, query_code: str | None, officer: str | None, *, caller: Caller, desk: Desk) -> File:
    """The printed notice. Where a clerk reads it, who and when is on record before he has it.

    Raises `UnknownNotice` for a wrong serial, a wrong code, somebody else's letter, and one that is not printed yet;
    `OfficerMissing` for a clerk who does not say who he is.
    """
    wanted = notice_serials.read(serial)
    async with desk.snapshot() as tx:
        right = await _right(tx, wanted, query_code, caller, desk)
        if right is None:
            raise UnknownNotice
        notice, sealed = await notices.with_serial(tx, wanted), await notices.file_of(tx, wanted)
    if notice is None or sealed is None:
        raise UnknownNotice
    if right is Right.CLERK:
        if officer is None:
            raise OfficerMissing
        async with desk.begin() as writing:
            writing.write(notices.note_reading(notice, Reading(hand_of(caller, officer).actor, desk.now())))
    return File(notice.serial, desk.vault.open_bytes(notice.serial, sealed))


async def readings_of(serial: str, *, desk: Desk) -> list[Reading]:
    """Who at the bureau has read a notice. Raises `UnknownNotice`."""
    wanted = notice_serials.read(serial)
    async with desk.snapshot() as tx:
        if not await notices.is_open_to(tx, wanted, None, desk.sight):
            raise UnknownNotice
        return [*await notices.readings(tx, wanted, SHOWN)]


async def _right(tx: ReadTx, serial: str, query_code: str | None, caller: Caller, desk: Desk) -> Right | None:
    if query_code is not None and Scope.PETITIONS_FOLLOW in caller.scopes:
        behind = await notices.behind(tx, serial, NOBODYS)
        if desk.query_codes.matches(behind.number, query_code, behind.query_code_hash):
            return Right.PETITIONER
    if Scope.REFERRALS_HANDLE in caller.scopes and caller.organ is not None:
        sight = organ_sight(caller.organ, desk.bureau)
        return Right.ORGAN if await notices.is_open_to(tx, serial, caller.organ, sight) else None
    of_bureau = Scope.PETITIONS_READ in caller.scopes and await notices.is_open_to(tx, serial, None, desk.sight)
    return Right.CLERK if of_bureau else None
