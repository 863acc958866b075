"""Compact JWS (RFC 7515): header, payload and signature in one line of text that any JOSE tool can check."""

from base64 import urlsafe_b64encode

from service.signing.canonical import canonical


def encoded(data: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def signing_input(payload: bytes, *, alg: str, kid: str, typ: str) -> bytes:
    """What is signed. `typ` says which kind of document it is: none can be shown as another (RFC 8725 §3.11)."""
    header = canonical({"alg": alg, "kid": kid, "typ": typ})
    return f"{encoded(header)}.{encoded(payload)}".encode("ascii")


def compact(signed: bytes, signature: bytes) -> str:
    """The whole, from what was signed and the signature over it."""
    return f"{signed.decode('ascii')}.{encoded(signature)}"
