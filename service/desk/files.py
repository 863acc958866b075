"""Files come in under seal: streamed to a room of their own, looked at there, and only then put into the store.

No file is ever whole in memory or in clear on a disk, and whatever does not come to be named by the record is gone when
its request ends.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from service.desk.file_names import safe_name
from service.desk.scanner import Scan, Scanner
from service.reading.inspection import FileRefused, inspected
from service.reading.kinds import ENDINGS, Media
from service.register.sealed_file import SealedReader, SealedWriter, in_clear, sealed_whole
from service.register.vault import Ring, Vault
from service.rulebook.errors import BodyTooLarge, Fault, InvalidContent
from service.storage.objects import Object, Objects

AT_ONCE = 2  # files on their way into the store: each takes a part of memory
LEFT_BEHIND = timedelta(days=1)  # what a process that was killed had begun
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may come in, in bytes and numbers."""

    file_bytes: int = 50 << 20
    petition_bytes: int = 300 << 20
    petition_files: int = 50
    client_day_bytes: int = 10 << 30


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has come in whole, and waits under seal for what becomes of it."""

    key: str
    path: Path
    name: bytes | None
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: what it is, what it is called, whether it was scanned."""

    arrived: Arrived
    media: Media
    name: str
    scan: Scan


class Receiving:
    """One file on its way in. Counts, digests and seals piece by piece."""

    def __init__(self, key: str, path: Path, name: bytes | None, vault: Vault, limit: int) -> None:
        self._key, self._path, self._name = key, path, name
        self._limit = limit
        self._writer = SealedWriter(key, path, vault)
        self._digest = hashlib.sha256()
        self._size = 0

    async def write(self, piece: bytes) -> None:
        """Take a piece. Raises `BodyTooLarge`."""
        self._size += len(piece)
        if self._size > self._limit:
            raise BodyTooLarge(self._limit)
        await asyncio.to_thread(self._take, piece)

    async def finish(self) -> Arrived:
        """The file, now that it is whole."""
        await asyncio.to_thread(self._writer.finish)
        return Arrived(self._key, self._path, self._name, self._size, self._digest.digest())

    def abandon(self) -> None:
        """Leave nothing of it."""
        self._writer.abandon()
        self._path.unlink(missing_ok=True)

    def _take(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._writer.write(piece)


class Files:
    """The room where files come in, the store where they stay, and the seal over both."""

    def __init__(self, objects: Objects, incoming: Path, limits: Limits, scanner: Scanner) -> None:
        self.limits = limits
        self._objects, self._incoming, self._scanner = objects, incoming, scanner
        self._vault = Vault(Ring({}, 0))
        self._into_store = asyncio.Semaphore(AT_ONCE)

    def seal_with(self, vault: Vault) -> None:
        """From now on files are sealed and opened by this; without one nothing comes in."""
        self._vault = vault

    @property
    def key_id(self) -> str:
        """Under which key files are sealed now."""
        return self._vault.key_id

    def receiving(self, name: bytes | None, limit: int | None = None) -> Receiving:
        """A file that begins to come in."""
        self._incoming.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        key = secrets.token_hex(20)
        return Receiving(key, self._incoming / key, name, self._vault, limit or self.limits.file_bytes)

    async def accept(self, arrived: Arrived, pointer: str = "/file") -> Accepted:
        """Look at a file that has arrived. Raises `InvalidContent` with the reason why it is not taken in."""
        try:
            media = await asyncio.to_thread(self._inspect, arrived)
        except FileRefused as refused:
            raise InvalidContent((Fault(pointer, refused.because, refused.facts),)) from refused
        scan = await self._scanner.scan(self._clear(arrived))
        if scan.infected:
            raise InvalidContent((Fault(pointer, "infected"),))
        return Accepted(arrived, media, safe_name(arrived.name, ENDINGS[media]), scan)

    @asynccontextmanager
    async def keeping(self, accepted: list[Accepted]) -> AsyncIterator[None]:
        """Put files into the store, and take them out again where the block, which records them, does not end well."""
        put: list[str] = []
        try:
            for one in accepted:
                async with self._into_store:
                    put.append(one.arrived.key)
                    await self._objects.put(one.arrived.key, one.arrived.path)
            yield
        except BaseException:
            for key in put:
                await self._objects.drop(key)
            raise

    async def keep_made(self, key: str, content: bytes) -> None:
        """Keep something small that was made of a file, sealed likewise."""
        await self._objects.put_bytes(key, await asyncio.to_thread(sealed_whole, key, content, self._vault))

    def read(self, key: str) -> AsyncIterator[bytes]:
        """A file of the store in clear, block by block. Raises `ObjectMissing`, `InvalidTag`."""
        return in_clear(key, self._objects.stream(key), self._vault)

    def seal_name(self, key: str, name: str) -> bytes:
        """The name under seal: people put their own into it."""
        return self._vault.seal_bytes(f"{key}\nname", name.encode())

    def open_name(self, key: str, sealed: bytes) -> str:
        """The name again."""
        return self._vault.open_bytes(f"{key}\nname", sealed).decode()

    async def pages(self, size: int) -> AsyncIterator[list[Object]]:
        """What lies in the store, so many objects a page."""
        async for page in self._objects.pages(size):
            yield page

    async def drop(self, key: str) -> None:
        """Take away what no record names."""
        await self._objects.drop(key)

    def sweep(self, now: datetime) -> int:
        """Remove what processes that were killed left in the room; how many files."""
        if not self._incoming.is_dir():
            return 0
        old = [one for one in self._incoming.iterdir() if one.stat().st_mtime < (now - LEFT_BEHIND).timestamp()]
        for one in old:
            one.unlink(missing_ok=True)
        return len(old)

    def _inspect(self, arrived: Arrived) -> Media:
        with closing(SealedReader(arrived.key, arrived.path, self._vault)) as file:
            return inspected(file, arrived.size)  # type: ignore[arg-type]  # a raw reader is a BinaryIO in all that is used

    async def _clear(self, arrived: Arrived) -> AsyncIterator[bytes]:
        with closing(SealedReader(arrived.key, arrived.path, self._vault)) as file:
            while piece := await asyncio.to_thread(file.read, 1 << 18):
                yield piece
