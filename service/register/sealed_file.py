"""A file under seal, block by block: written, read and sent on without ever being whole in memory.

Each block is sealed by the vault and bound to its object, its place and whether it is the last, so a file
that was cut, lengthened, or whose blocks changed places does not open.
"""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from service.register.vault import Vault, growth_of

BLOCK = 64 * 1024  # bytes in clear
_HEAD = 16  # bytes that tell how a file was sealed


def _owner(name: str, index: int, *, last: bool) -> str:
    return f"{name}\n{index}\n{'last' if last else 'more'}"


def sealed_whole(name: str, content: bytes, vault: Vault) -> bytes:
    """Something small as a sealed file."""
    blocks = [content[start : start + BLOCK] for start in range(0, len(content), BLOCK)] or [b""]
    last = len(blocks) - 1
    return b"".join(vault.seal_bytes(_owner(name, index, last=index == last), one) for index, one in enumerate(blocks))


class SealedWriter:
    """Seals what it is given into a file. One block is held back, since only the end tells which is the last."""

    def __init__(self, name: str, path: Path, vault: Vault) -> None:
        self._name, self._vault = name, vault
        self._file = path.open("xb")
        self._held = bytearray()
        self._index = 0

    def write(self, piece: bytes) -> None:
        """Add a piece."""
        self._held += piece
        while len(self._held) > BLOCK:
            self._seal(bytes(self._held[:BLOCK]), last=False)
            del self._held[:BLOCK]

    def finish(self) -> None:
        """Seal what is held back as the last block."""
        self._seal(bytes(self._held), last=True)
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file without its end."""
        self._file.close()

    def _seal(self, block: bytes, *, last: bool) -> None:
        self._file.write(self._vault.seal_bytes(_owner(self._name, self._index, last=last), block))
        self._index += 1


class SealedReader(io.RawIOBase):
    """A sealed file as one that can be read anywhere; at most one block is in clear at a time."""

    def __init__(self, name: str, path: Path, vault: Vault) -> None:
        self._name, self._vault = name, vault
        self._file: BinaryIO = path.open("rb")
        sealed = path.stat().st_size
        growth = growth_of(self._file.read(_HEAD))
        self._sealed_block = BLOCK + growth
        self._blocks = max(1, -(-sealed // self._sealed_block))
        self.size = sealed - self._blocks * growth
        self._at = 0
        self._open: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Read on from another place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: memoryview | bytearray) -> int:  # type: ignore[override]  # the stub's Buffer has no len
        """Fill the buffer from one block."""
        if self._at >= self.size:
            return 0
        index, inside = divmod(self._at, BLOCK)
        piece = self._block(index)[inside : inside + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        super().close()

    def _block(self, index: int) -> bytes:
        if self._open[0] != index:
            self._file.seek(index * self._sealed_block)
            sealed = self._file.read(self._sealed_block)
            owner = _owner(self._name, index, last=index == self._blocks - 1)
            self._open = (index, self._vault.open_bytes(owner, sealed))
        return self._open[1]


async def in_clear(name: str, sealed: AsyncIterator[bytes], vault: Vault) -> AsyncIterator[bytes]:
    """The file of a stream of its sealed bytes, block by block. Raises `InvalidTag` where it is not the one that was
    sealed.
    """
    held, index = bytearray(), 0
    async for piece in sealed:
        held += piece
        block = BLOCK + growth_of(bytes(held[:_HEAD]))  # each begins with a head, or none does
        while len(held) > block:
            yield vault.open_bytes(_owner(name, index, last=False), bytes(held[:block]))
            del held[:block]
            index += 1
    yield vault.open_bytes(_owner(name, index, last=True), bytes(held))
