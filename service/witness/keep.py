"""Chains the records of access at an interval, in every worker; of several at once one does it."""

from datetime import timedelta

from service.register import access_links
from service.storage.rounds import Rounds
from service.storage.transaction import Begin

AT_ONCE = 2_000  # links a transaction


class WitnessKeeper(Rounds):
    """Adds to the chain what was recorded since. While it does not, what was recorded waits for its link."""

    name, failure = "Witness keeper", "Records of access could not be chained"

    def __init__(self, begin: Begin, key: bytes, interval: timedelta) -> None:
        super().__init__(interval)
        self._begin = begin
        self._key = key

    async def turn(self) -> None:
        """Chain whatever has no link yet."""
        while await chain(begin=self._begin, key=self._key) == AT_ONCE:
            continue


async def chain(*, begin: Begin, key: bytes) -> int:
    """Link what was committed; how many records there were, 0 also where another process is at it."""
    async with begin() as tx:
        if not await access_links.take_turn(tx):
            return 0
        position, before = await access_links.last(tx)
        links = []
        for record_id, seal in await access_links.unlinked(tx, AT_ONCE):
            made = access_links.link(before, position + 1, record_id, seal, key)
            position, before = made.position, made.hash
            links.append(made)
        if links:
            tx.write(access_links.append(links))
    return len(links)
