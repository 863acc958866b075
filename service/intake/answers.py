"""Answers given, so that a retry under the same Idempotency-Key hears the same words (IETF httpapi-idempotency-key).

An answer holds the query code. It is sealed under a key made from the Idempotency-Key itself, which the register does
not keep: neither a dump nor the service alone can read an old answer, only the portal that asks again.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

ONE_PER_KEY = "answer_pkey"  # the index that decides between two requests under one key

KEEP = """
INSERT INTO answer (client_id, key_sha256, content_sha256, petition_id, sealed) VALUES ($1, $2, $3, $4, $5)
"""

GIVEN = "SELECT petition_id, content_sha256, sealed FROM answer WHERE client_id = $1 AND key_sha256 = $2"

# The words go, the fact stays: that this key registered that petition.
EXPIRE = """
UPDATE answer SET sealed = '' FROM (
    SELECT client_id, key_sha256 FROM answer WHERE recorded_at < $1 AND octet_length(sealed) > 0
    LIMIT $2 FOR UPDATE SKIP LOCKED
) AS old
WHERE answer.client_id = old.client_id AND answer.key_sha256 = old.key_sha256
RETURNING petition_id
"""

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
    """What was said, and to which content; no body where the words are kept no more."""

    petition_id: int
    content_sha256: bytes
    body: bytes | None


def keep(asked: Asked, petition_id: int, content_sha256: bytes, body: bytes) -> Write:
    """Remember what was answered. Raises `AlreadyThere(ONE_PER_KEY)` where the key has been answered before."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + asked.cipher().encrypt(nonce, body, None)
    return Write(KEEP, (asked.client_id, asked.key_sha256, content_sha256, petition_id, sealed))


async def given(tx: ReadTx, asked: Asked) -> Answer | None:
    """The answer that this key was given before, if it was."""
    row = await tx.row(GIVEN, asked.client_id, asked.key_sha256)
    if row is None:
        return None
    sealed: bytes = row["sealed"]
    body = asked.cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], None) if sealed else None
    return Answer(row["petition_id"], row["content_sha256"], body)


async def expire(tx: Tx, before: datetime, most: int) -> int:
    """Forget the words of answers that were given before; of how many, of at most so many."""
    return len(await tx.rows(EXPIRE, before, most))
