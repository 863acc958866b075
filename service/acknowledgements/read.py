"""A printed notice is read: by who shows its petition's code, by the organ it went to, by a clerk, which is noted."""

from dataclasses import dataclass
from enum import Enum, auto

from service.acknowledgements import notices
from service.acknowledgements.notices import Notice, Reading
from service.auth.callers import Caller
from service.auth.scopes import Scope
from service.desk.kit import Desk
from service.desk.matter import kept_out
from service.desk.officers import hand_of
from service.register import classifications, notice_serials, petitions, referrals
from service.register.petitions import Petition
from service.rulebook.errors import OfficerMissing, UnknownNotice
from service.rulebook.handling_vocabulary import ReferralStage
from service.rulebook.vocabulary import Addressee
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
        notice = await notices.with_serial(tx, wanted)
        sealed = await notices.file_of(tx, wanted)
        petition = await _petition(tx, notice)
        right = await _right(tx, notice, petition, query_code, caller, desk)
    if notice is None or sealed is None or right is None:
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
        if await notices.with_serial(tx, wanted) is None:
            raise UnknownNotice
        return [*await notices.readings(tx, wanted, SHOWN)]


async def _petition(tx: ReadTx, notice: Notice | None) -> Petition | None:
    """The petition of a notice; asked for though there is none, so that a wrong serial takes as long."""
    petition_id = notice.petition_id if notice else -1
    return (await petitions.among(tx, [petition_id])).get(petition_id)


async def _right(
    tx: ReadTx, notice: Notice | None, petition: Petition | None, query_code: str | None, caller: Caller, desk: Desk
) -> Right | None:
    number = petition.number if petition else ""
    shown = desk.query_codes.matches(number, query_code or "", petition.query_code_hash if petition else None)
    if notice is None or petition is None:
        return None
    if shown and Scope.PETITIONS_FOLLOW in caller.scopes and notice.addressee is Addressee.PETITIONER:
        return Right.PETITIONER
    if Scope.REFERRALS_HANDLE in caller.scopes and notice.organ is not None and notice.organ == caller.organ:
        return Right.ORGAN if await _still_for(tx, notice, desk) else None
    return Right.CLERK if Scope.PETITIONS_READ in caller.scopes else None


async def _still_for(tx: ReadTx, notice: Notice, desk: Desk) -> bool:
    """Not for an organ that the petition accuses by now, nor of a matter that was taken back from it (30(3))."""
    matters = await referrals.of(tx, notice.petition_id)
    back = any(one.ordinal == notice.referral and one.stage is ReferralStage.RECALLED for one in matters)
    return not back and notice.organ not in kept_out(await classifications.latest(tx, notice.petition_id), desk.bureau)
