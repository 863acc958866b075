"""Answers given, so that a retry under the same Idempotency-Key hears the same words (IETF httpapi-idempotency-key).

An answer holds the query code. It is sealed under a key made from the Idempotency-Key itself, which the register does
not keep: neither a dump nor the service alone can read an old answer, only the portal that asks again.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.storage.statement import Write
from service.storage.transaction import ReadTx

ONE_PER_KEY = "answer_pkey"  # the index that decides between two requests under one key

KEEP = """
INSERT INTO answer (client_id, key_sha256, content_sha256, petition_id, sealed) VALUES ($1, $2, $3, $4, $5)
"""

GIVEN = "SELECT petition_id, content_sha256, sealed FROM answer WHERE client_id = $1 AND key_sha256 = $2"

_NONCE = 12  # bytes, NIST SP 800-38D


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks under which key; `secret` is the service's own part of the seal."""

    client_id: int
    key: str
    secret: bytes

    @property
    def key_sha256(self) -> bytes:
        """How the register finds the answer again."""
        return hashlib.sha256(self.key.encode()).digest()

    def cipher(self) -> AESGCM:
        """The seal that only this key opens."""
        return AESGCM(hmac.digest(self.secret, f"{self.client_id}\n{self.key}".encode(), hashlib.sha256))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and to which content."""

    petition_id: int
    content_sha256: bytes
    body: bytes


def keep(asked: Asked, answer: Answer) -> Write:
    """Remember the answer. Raises `AlreadyThere(ONE_PER_KEY)` where the key has been answered before."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + asked.cipher().encrypt(nonce, answer.body, None)
    return Write(KEEP, (asked.client_id, asked.key_sha256, answer.content_sha256, answer.petition_id, sealed))


async def given(tx: ReadTx, asked: Asked) -> Answer | None:
    """The answer that this key was given before, if it was."""
    row = await tx.row(GIVEN, asked.client_id, asked.key_sha256)
    if row is None:
        return None
    sealed: bytes = row["sealed"]
    return Answer(
        row["petition_id"], row["content_sha256"], asked.cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    )
