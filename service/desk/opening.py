"""Number and query code open a petition together; either one wrong looks the same, and takes as long.

The code is compared before anything else is read: with the hash that is kept for the number, or where nothing is kept
with one that no code has. Either way it is one row of the same shape. Only a right code reads more.
"""

from service.desk.kit import Desk
from service.register import petitions
from service.register.petitions import Petition
from service.register.query_codes import NOBODYS
from service.rulebook.errors import UnknownPetition
from service.storage.transaction import ReadTx, Tx


def canonical(number: str, desk: Desk) -> str:
    """The number to look up. A mistyped one is looked up too (and not found), so that its answer comes no sooner."""
    return desk.numbers.read(number) or ""


async def opened(tx: ReadTx, number: str, query_code: str, desk: Desk) -> Petition:
    """The petition that number and code open together. Raises `UnknownPetition` for either one wrong."""
    return _known(await petitions.find(tx, await _number_of(tx, number, query_code, desk)))


async def opened_and_held(tx: Tx, number: str, query_code: str, desk: Desk) -> Petition:
    """The same, held until the transaction ends. Raises `UnknownPetition`.

    Opened before it is held: whoever has not the code never waits for a petition that somebody works on, which would
    tell that it exists, and never makes anybody wait. And once more after, since the code may have changed meanwhile.
    """
    petition = _known(await petitions.lock(tx, await _number_of(tx, number, query_code, desk)))
    if not desk.query_codes.matches(petition.number, query_code, petition.query_code_hash):
        raise UnknownPetition
    return petition


async def _number_of(tx: ReadTx, number: str, query_code: str, desk: Desk) -> str:
    wanted = canonical(number, desk)
    kept = await petitions.query_code_hash(tx, wanted, NOBODYS)
    if not desk.query_codes.matches(wanted, query_code, kept):
        raise UnknownPetition
    return wanted


async def seen(tx: ReadTx, number: str, desk: Desk) -> Petition | None:
    """The petition of this number, if there is one for the eyes at this desk."""
    return await petitions.seen(tx, canonical(number, desk), desk.sight)


async def known(tx: ReadTx, number: str, desk: Desk) -> Petition:
    """The same. Raises `UnknownPetition` where there is none, or none for these eyes."""
    return _known(await seen(tx, number, desk))


async def known_and_held(tx: Tx, number: str, desk: Desk) -> Petition:
    """The same, held until the transaction ends; nobody waits for what is not for his eyes. Raises `UnknownPetition`"""
    return _known(await petitions.lock(tx, (await known(tx, number, desk)).number))


def _known(found: Petition | None) -> Petition:
    if found is None:
        raise UnknownPetition
    return found
