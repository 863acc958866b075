"""Where files lie: one store of objects, a folder of this machine or whatever speaks S3. It keeps what it is given."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import obstore
from obstore.store import LocalStore, from_url

PART = 1 << 18  # bytes sent at once to a folder
PART_OF_S3 = 5 << 20  # the least that S3 takes as a part
_PRIVATE = 0o700


class ObjectMissing(Exception):
    """The record names an object that the store has not: a backup without its files, or a hand in the folder."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A store elsewhere, as the settings name it."""

    url: str
    endpoint: str | None = None
    region: str | None = None
    access_key: str | None = None
    secret_key: str | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """Something that lies in the store, and since when."""

    key: str
    put_at: datetime


class Objects:
    """Puts, gives and takes away objects by key. What lies under a key never changes: a second put is refused."""

    def __init__(self, store: Any, part: int) -> None:
        self._store = store
        self._part = part

    @classmethod
    def in_folder(cls, folder: Path) -> "Objects":
        """A store in a folder of this machine, which only this account may enter."""
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        return cls(LocalStore(prefix=folder), PART)

    @classmethod
    def elsewhere(cls, remote: Remote) -> "Objects":
        """A store that speaks S3 (or another that obstore knows by its address)."""
        named: Mapping[str, str | None] = {
            "endpoint": remote.endpoint,
            "region": remote.region,
            "access_key_id": remote.access_key,
            "secret_access_key": remote.secret_key,
        }
        config = {name: value for name, value in named.items() if value is not None}
        if not config:
            return cls(from_url(remote.url), PART_OF_S3)
        inside = remote.endpoint is not None and remote.endpoint.startswith("http://")
        store = from_url(remote.url, config=cast(Any, config), client_options={"allow_http": inside})
        return cls(store, PART_OF_S3)

    async def put(self, key: str, file: Path) -> None:
        """Keep a file under a key, a part at a time."""
        await obstore.put_async(self._store, key, file, chunk_size=self._part, max_concurrency=1)

    async def put_bytes(self, key: str, content: bytes) -> None:
        """Keep something small under a key."""
        await obstore.put_async(self._store, key, content)

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The object, piece by piece. Raises `ObjectMissing`."""
        try:
            found = await obstore.get_async(self._store, key)
        except FileNotFoundError as missing:
            raise ObjectMissing(key) from missing
        async for piece in found.stream(min_chunk_size=PART):
            yield bytes(piece)

    async def pages(self, size: int) -> AsyncIterator[list[Object]]:
        """All that lies here, so many objects a page."""
        async for page in obstore.list(self._store, chunk_size=size):
            yield [Object(one["path"], one["last_modified"]) for one in page]

    async def has(self, key: str) -> bool:
        """Whether something lies under the key."""
        try:
            await obstore.head_async(self._store, key)
        except FileNotFoundError:
            return False
        return True

    async def keys(self) -> AsyncIterator[str]:
        """Every key there is, in no order."""
        async for page in obstore.list(self._store):
            for one in page:
                yield one["path"]

    async def drop(self, key: str) -> None:
        """Take away what no record came to name."""
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return
