"""What was stored and never came on record is taken away: a process was killed between the store and the commit."""

from datetime import timedelta

from service.desk.kit import Desk
from service.register import attachments
from service.storage.objects import Object
from service.storage.rounds import Rounds

PAGE = 1_000  # objects; what S3 lists at once
EVERY = timedelta(days=1)
# Longer than any request, and than it takes to see that a database was restored from before its files.
SAFE_AGE = timedelta(days=7)


class Tidier(Rounds):
    """Sweeps room and store at an interval, in every worker: what two of them drop at once is dropped once.

    What is on record is never dropped. A key is never used again, so what is not on record after so long never will be.
    What a worker made of a file (`KEY.view`) goes by its file alone: it is put before it is recorded, and put again by
    the next worker where the first one died.
    """

    name, failure = "Tidier", "The store could not be swept"

    def __init__(self, desk: Desk) -> None:
        super().__init__(EVERY)
        self._desk = desk

    async def turn(self) -> int:
        """Sweep once; how many objects went."""
        now = self._desk.now()
        gone = self._desk.files.sweep(now)
        async for page in self._desk.files.pages(PAGE):
            if self.stopping:
                break
            gone += await self._swept([one for one in page if one.put_at < now - SAFE_AGE])
        return gone

    async def _swept(self, old: list[Object]) -> int:
        if not old:
            return 0
        async with self._desk.read() as tx:
            known = await attachments.on_record(tx, sorted({_file_of(one.key) for one in old}))
        lost = [one.key for one in old if _file_of(one.key) not in known]
        for key in lost:
            await self._desk.files.drop(key)
        return len(lost)


def _file_of(key: str) -> str:
    return key.partition(".")[0]
