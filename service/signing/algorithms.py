"""The two ways to sign: Ed25519 (RFC 8032), and SM2 with SM3 (GB/T 32918.2) where a bureau must use national ones."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.signing.canonical import canonical
from service.signing.jws import encoded

SM2_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123  # GB/T 32918.5
SM2_SIGNER = b"1234567812345678"  # the identity of GB/T 35276, which every verifier takes unless told otherwise
_HALF = 32  # bytes of a coordinate and of each half of a signature


class Algorithm(StrEnum):
    """As `XINFANG_SIGNATURE` names them."""

    ED25519 = "ed25519"
    SM2 = "sm2"


# `EdDSA` and not RFC 9864's `Ed25519`: every JOSE library in use knows it, and `crv` in the key says which curve.
# JOSE has no name for SM2; this is the one that GM/T 0006 gives to SM2 with SM3.
JOSE_NAMES = {Algorithm.ED25519: "EdDSA", Algorithm.SM2: "SGD_SM3_SM2"}


class AlgorithmMissing(Exception):
    """What the algorithm needs is not installed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key that is ready to sign, and its public half: 32 bytes, or x and y for SM2."""

    algorithm: Algorithm
    public: bytes
    _sign: Callable[[bytes], bytes]

    async def sign(self, message: bytes) -> bytes:
        """The signature: 64 bytes."""
        if self.algorithm is Algorithm.SM2:  # some 30 ms of plain Python: other requests go on meanwhile
            return await asyncio.to_thread(self._sign, message)
        return self._sign(message)


def pair_of(algorithm: Algorithm, seed: bytes) -> Pair:
    """The pair that follows from 64 secret bytes. Raises `AlgorithmMissing`."""
    if algorithm is Algorithm.ED25519:
        private = Ed25519PrivateKey.from_private_bytes(seed[:_HALF])
        return Pair(algorithm, private.public_key().public_bytes_raw(), private.sign)
    # Twice as many bits as the order has: the remainder favours no number.
    secret = (int.from_bytes(seed, "big") % (SM2_ORDER - 2) + 1).to_bytes(_HALF, "big")
    public: bytes = _sm2()(sk=secret).generate_pk(secret)[1:]
    signer = _sm2()(sk=secret, uid=SM2_SIGNER, pk=b"\x04" + public)
    return Pair(algorithm, public, lambda message: b"".join(signer.sign(message)))


def verified(algorithm: Algorithm, public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is of this message by this key."""
    if algorithm is Algorithm.ED25519:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except InvalidSignature:
            return False
        return True
    verifier = _sm2()(uid=SM2_SIGNER, pk=b"\x04" + public)
    return bool(verifier.verify(message, signature[:_HALF], signature[_HALF:]))


def jwk(algorithm: Algorithm, public: bytes) -> dict[str, str]:
    """The public key as RFC 8037 and RFC 7518 write it: only the members that make it this key."""
    if algorithm is Algorithm.ED25519:
        return {"crv": "Ed25519", "kty": "OKP", "x": encoded(public)}
    return {"crv": "SM2", "kty": "EC", "x": encoded(public[:_HALF]), "y": encoded(public[_HALF:])}


def thumbprint(algorithm: Algorithm, public: bytes) -> str:
    """The key's id: it follows from the key (RFC 7638), so nobody can put another key under it."""
    return encoded(hashlib.sha256(canonical(jwk(algorithm, public))).digest())


def _sm2() -> Callable[..., Any]:
    try:
        from gmalg import SM2
    except ImportError as absent:
        raise AlgorithmMissing("XINFANG_SIGNATURE=sm2 needs `pip install 'xinfang[sm2]'`") from absent
    made: Callable[..., Any] = SM2
    return made
