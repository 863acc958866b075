"""Files under seal, whichever release sealed them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from service.register.sealed_file import BLOCK, SealedReader, SealedWriter, _owner, in_clear
from service.register.vault import Box, Ring, Vault

BOX = Box(b"b" * 32, "then")
VAULT = Vault(Ring({1: b"k" * 32}, 1), before=[BOX])
SIZES = (0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7)


async def _stream(path: Path, step: int = 1000) -> AsyncIterator[bytes]:
    content = await asyncio.to_thread(path.read_bytes)
    for start in range(0, len(content), step):
        yield content[start : start + step]


def _as_then(content: bytes) -> bytes:
    blocks = [content[start : start + BLOCK] for start in range(0, len(content), BLOCK)] or [b""]
    last = len(blocks) - 1
    return b"".join(BOX.seal_bytes(_owner("one", nth, last=nth == last), block) for nth, block in enumerate(blocks))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("then", [False, True])
async def test_a_file_opens_whole_and_anywhere_whichever_release_sealed_it(
    tmp_path: Path, size: int, then: bool
) -> None:
    content, path = (b"0123456789" * (size // 10 + 1))[:size], tmp_path / "one"
    if then:
        path.write_bytes(_as_then(content))
    else:
        writer = SealedWriter("one", path, VAULT)
        writer.write(content)
        writer.finish()

    assert b"".join([piece async for piece in in_clear("one", _stream(path), VAULT)]) == content
    with SealedReader("one", path, VAULT) as reader:
        assert reader.size == size
        assert reader.read() == content
        reader.seek(size // 2)
        assert reader.read() == content[size // 2 :]


async def test_a_file_under_another_name_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(VAULT.seal_bytes(_owner("one", 0, last=True), b"words"))

    with pytest.raises(InvalidTag):
        _ = [piece async for piece in in_clear("two", _stream(path), VAULT)]
