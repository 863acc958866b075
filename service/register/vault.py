"""The vault: who petitions and what people wrote, sealed before it meets the database.

A sealed value begins with a head that says how it was sealed and under which data key, so that each opens whatever has
been rotated since. What is sealed is bound to its owner by a key of its own, made of data key and owner: moved to
another row, it does not open.
"""

import hashlib
import hmac
import os
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from struct import Struct
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag

from service.register.ciphers import NONCE, TAG, CipherName, decrypted, encrypted

_MARK = b"xinf"  # what an earlier release sealed begins with a random nonce instead
_HEAD = Struct(">4sBI")
_SM4, _PACKED = 1, 2  # bits of the second field
HEAD = _HEAD.size
GROWTH = HEAD + NONCE + TAG  # bytes by which bytes grow that are sealed
_LONG = 400  # bytes from which on packing JSON is worth its time: sealed, it can be packed by nobody else


class KeyUnknown(Exception):
    """The value was sealed under a data key that is not in the ring, or no longer anywhere."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The data keys by their numbers, and under which of them new values are sealed."""

    keys: Mapping[int, bytes]
    current: int


def growth_of(sealed: bytes) -> int:
    """By how many bytes these have grown when they were sealed, by their head or the lack of one."""
    return GROWTH if sealed.startswith(_MARK) else NONCE + TAG


class Box:
    """Seals and opens under one key that never changes, with no head: how the releases before sealed."""

    def __init__(self, key: bytes, key_id: str) -> None:
        self._key = key
        self.key_id = key_id

    def seal_bytes(self, owner: str, content: bytes) -> bytes:
        """The content as ciphertext, bound to its owner."""
        nonce = os.urandom(NONCE)
        return nonce + encrypted(CipherName.AES, self._key, nonce, content, owner.encode())

    def open_bytes(self, owner: str, sealed: bytes) -> bytes:
        """The content again. Raises `cryptography.exceptions.InvalidTag` for another owner, key or a changed byte."""
        return decrypted(CipherName.AES, self._key, sealed[:NONCE], sealed[NONCE:], owner.encode())


class Vault:
    """Seals under the current data key; opens what was sealed under any of them, or in a box before there were any."""

    def __init__(self, ring: Ring, cipher: CipherName = CipherName.AES, before: Sequence[Box] = ()) -> None:
        self._ring = ring
        self._cipher = cipher
        self._before = before

    def use(self, ring: Ring) -> None:
        """From now on with these keys."""
        self._ring = ring

    @property
    def key_id(self) -> str:
        """Under which key values are sealed now; each value says so itself as well."""
        return str(self._ring.current)

    def seal(self, owner: str, content: Any) -> bytes:
        """The content, anything that JSON knows, as ciphertext."""
        written = orjson.dumps(content)
        return (
            self._seal(owner, zlib.compress(written, 1), _PACKED)
            if len(written) > _LONG
            else self._seal(owner, written)
        )

    def open(self, owner: str, sealed: bytes) -> Any:
        """The content again. Raises `cryptography.exceptions.InvalidTag` for another owner or a changed byte,
        `KeyUnknown` where its key is gone.
        """
        return orjson.loads(self.open_bytes(owner, sealed))

    def seal_bytes(self, owner: str, content: bytes) -> bytes:
        """The same of bytes, which grow by `GROWTH`."""
        return self._seal(owner, content)

    def open_bytes(self, owner: str, sealed: bytes) -> bytes:
        """The same of bytes."""
        if not sealed.startswith(_MARK):
            return self._open_from_before(owner, sealed)
        _, how, number = _HEAD.unpack_from(sealed)
        cipher = CipherName.SM4 if how & _SM4 else CipherName.AES
        key, nonce = self._key_of(owner, number), sealed[HEAD : HEAD + NONCE]
        content = decrypted(cipher, key, nonce, sealed[HEAD + NONCE :], sealed[:HEAD])
        return zlib.decompress(content) if how & _PACKED else content

    def _seal(self, owner: str, content: bytes, how: int = 0) -> bytes:
        number = self._ring.current
        head = _HEAD.pack(_MARK, how | (_SM4 if self._cipher is CipherName.SM4 else 0), number)
        nonce = os.urandom(NONCE)
        return head + nonce + encrypted(self._cipher, self._key_of(owner, number), nonce, content, head)

    def _open_from_before(self, owner: str, sealed: bytes) -> bytes:
        for box in self._before:
            with suppress(InvalidTag):
                return box.open_bytes(owner, sealed)
        raise InvalidTag

    def _key_of(self, owner: str, number: int) -> bytes:
        try:
            key = self._ring.keys[number]
        except KeyError:
            raise KeyUnknown(f"data key {number}") from None
        return hmac.digest(key, owner.encode(), hashlib.sha256)
