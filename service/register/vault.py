"""The vault: who petitions, sealed field by field before it meets the database (AES-256-GCM)."""

import os
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12  # bytes, NIST SP 800-38D


class Vault:
    """Seals and opens under one key. What is sealed is bound to its owner: moved to another row, it does not open."""

    def __init__(self, key: bytes, key_id: str) -> None:
        self._cipher = AESGCM(key)
        self.key_id = key_id

    def seal(self, owner: str, content: Any) -> bytes:
        """The content as ciphertext."""
        return self.seal_bytes(owner, orjson.dumps(content))

    def open(self, owner: str, sealed: bytes) -> Any:
        """The content again. Raises `cryptography.exceptions.InvalidTag` for another owner, key or a changed byte."""
        return orjson.loads(self.open_bytes(owner, sealed))

    def seal_bytes(self, owner: str, content: bytes) -> bytes:
        """The same of bytes."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, owner.encode())

    def open_bytes(self, owner: str, sealed: bytes) -> bytes:
        """The same of bytes."""
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode())
