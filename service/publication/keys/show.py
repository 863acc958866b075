"""Which keys are published."""

from collections.abc import Sequence

from service.desk.kit import Desk
from service.signing import keys
from service.signing.keys import Key


async def published(*, desk: Desk) -> Sequence[Key]:
    """Every key that this service made. A row that somebody else put into the table is not one of them."""
    async with desk.read() as tx:
        return [key for key in await keys.everyone(tx) if key.genuine(desk.seals.secrets.seal)]
