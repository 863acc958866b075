"""Serials, taken from the database in blocks, so that a registration needs no round trip for its own."""

import asyncio

from service.storage.transaction import Begin

BLOCK = 64  # the increment of the sequence `petition_serial`; what a process does not use is lost, which harms nothing

NEXT_BLOCK = "SELECT nextval('petition_serial')"


class Serials:
    """Gives each petition a serial that no other petition, in any process, is given."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._next = 0
        self._end = 0
        self._refill = asyncio.Lock()

    async def take(self) -> int:
        """The next serial. Raises `DatabaseUnavailable` where a new block cannot be had."""
        if self._next >= self._end:
            async with self._refill:
                if self._next >= self._end:
                    async with self._begin() as tx:
                        row = await tx.only(NEXT_BLOCK)
                    assert row is not None  # noqa: S101 - nextval always answers
                    self._next, self._end = row[0], row[0] + BLOCK
        serial = self._next
        self._next += 1
        return serial
