"""A look for viruses by clamd, where the bureau runs one. Without it nothing is claimed to have been scanned."""

import asyncio
import logging
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds for a whole file
_COMMAND = b"zINSTREAM\0"


@dataclass(frozen=True, slots=True)
class Scan:
    """What came of it. `scanned` is false where nobody looked, whatever the reason."""

    scanned: bool
    infected: bool = False


NOT_SCANNED = Scan(False)


class Scanner:
    """Asks clamd at a socket (`/run/clamav/clamd.ctl` or `host:port`); without one it says so."""

    def __init__(self, address: str | None) -> None:
        self._address = address

    async def scan(self, content: AsyncIterator[bytes]) -> Scan:
        """Whether a file is infected, as far as anybody looked."""
        if self._address is None:
            return NOT_SCANNED
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._ask(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            log.warning("The virus scanner does not answer; the file is marked as not scanned")
            return NOT_SCANNED

    async def _ask(self, content: AsyncIterator[bytes]) -> Scan:
        reader, writer = await self._connect()
        try:
            writer.write(_COMMAND)
            async for piece in content:
                writer.write(struct.pack(">I", len(piece)) + piece)
                await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
            answer = await reader.read(1024)
        finally:
            writer.close()
        if answer.rstrip(b"\0\n").endswith(b"OK"):
            return Scan(True)
        if b"FOUND" in answer:
            return Scan(True, infected=True)
        log.warning("The virus scanner could not scan the file; it is marked as not scanned")
        return NOT_SCANNED

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        address = self._address or ""
        if "/" in address:
            return await asyncio.open_unix_connection(address)
        host, _, port = address.rpartition(":")
        return await asyncio.open_connection(host, int(port))
