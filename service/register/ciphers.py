"""How a value is sealed: AES-256-GCM, or SM4-GCM (GB/T 32907, RFC 8998) where a bureau has to use SM algorithms."""

from enum import StrEnum

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

NONCE = 12  # bytes, NIST SP 800-38D
TAG = 16  # bytes
_SM4_KEY = 16  # bytes: SM4 knows no longer one


class CipherName(StrEnum):
    """Which cipher."""

    AES = "aes"
    SM4 = "sm4"


class CipherMissing(Exception):
    """The OpenSSL that this runs on does not know the cipher."""


def encrypted(cipher: CipherName, key: bytes, nonce: bytes, content: bytes, bound_to: bytes) -> bytes:
    """Ciphertext and tag. `key` are 32 bytes; SM4 takes the first half of them. Raises `CipherMissing`."""
    if cipher is CipherName.AES:
        return AESGCM(key).encrypt(nonce, content, bound_to)
    try:
        sealing = Cipher(SM4(key[:_SM4_KEY]), modes.GCM(nonce)).encryptor()
    except UnsupportedAlgorithm as unknown:
        raise CipherMissing(str(unknown)) from None
    sealing.authenticate_additional_data(bound_to)
    return sealing.update(content) + sealing.finalize() + sealing.tag


def decrypted(cipher: CipherName, key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The content again. Raises `cryptography.exceptions.InvalidTag` for another key, binding or a changed byte, and
    for what is too short to have been sealed.
    """
    if len(nonce) < NONCE or len(sealed) < TAG:
        raise InvalidTag
    if cipher is CipherName.AES:
        return AESGCM(key).decrypt(nonce, sealed, bound_to)
    opening = Cipher(SM4(key[:_SM4_KEY]), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    opening.authenticate_additional_data(bound_to)
    return opening.update(sealed[:-TAG]) + opening.finalize()
