"""Show the notices of a petition to the one who holds its query code."""

from collections.abc import Sequence

from service.acknowledgements import notices
from service.acknowledgements.notices import Notice
from service.desk.kit import Desk
from service.desk.opening import canonical, opened
from service.register import petitions


async def notices_of(number: str, query_code: str, *, desk: Desk) -> Sequence[Notice]:
    """The notices issued so far. Raises `UnknownPetition` for a wrong number and for a wrong code alike."""
    wanted = canonical(number, desk)
    async with desk.snapshot() as tx:
        petition = opened(await petitions.find(tx, wanted), wanted, query_code, desk)
        return await notices.of(tx, petition.id)
