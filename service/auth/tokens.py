"""Access tokens of OAuth 2.0 (RFC 6749 §4.4): JWTs by the profile of RFC 9068, signed by a key of this service alone.

The pair of a month follows from the service's secret, so every process has it and none has to be told; it changes with
the month by itself. Nobody else needs the public half: only this service takes its tokens. Hence EdDSA and no RS256,
which RFC 9068 §2.1 asks of servers whose tokens others read.
"""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

import orjson
from cachetools import LRUCache

from service.signing.algorithms import JOSE_NAMES, Algorithm, Pair, pair_of, thumbprint, verified
from service.signing.canonical import Value, canonical
from service.signing.jws import compact, signing_input

TYPE = "at+jwt"  # RFC 9068 §2.1: no other document of ours can be shown as a token
LONGEST = timedelta(hours=1)  # a token may live; of a month that is over, keys are taken for so long
_CLOCKS = timedelta(minutes=1)  # by which two processes may differ
_ALG = JOSE_NAMES[Algorithm.ED25519]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says that matters here."""

    client_id: int
    scopes: frozenset[str]
    until: datetime


class Tokens:
    """Makes tokens and reads them. `key` derives a key of the service's secret; `issuer` is where it is reached."""

    def __init__(self, key: Callable[[str], bytes], issuer: str) -> None:
        self._key = key
        self._issuer = issuer
        self._pairs: LRUCache[str, tuple[str, Pair]] = LRUCache(4)

    async def make(self, client_id: int, scopes: frozenset[str], *, at: datetime, until: datetime) -> str:
        """A token for a client with these scopes."""
        kid, pair = self._of(_month(at))
        name = name_of(client_id)
        claims: dict[str, Value] = {
            "iss": self._issuer,
            "aud": self._issuer,
            "sub": name,
            "client_id": name,
            "iat": int(at.timestamp()),
            "exp": int(until.timestamp()),
            "jti": token_urlsafe(16),
            "scope": " ".join(sorted(scopes)),
        }
        signed = signing_input(canonical(claims), alg=_ALG, kid=kid, typ=TYPE)
        return compact(signed, await pair.sign(signed))

    def read(self, text: str, at: datetime) -> Claims | None:
        """What a token says; None unless it is ours, whole, for us and in force (RFC 9068 §4)."""
        try:
            head, body, signature = text.split(".")
            header, claims = orjson.loads(_decoded(head)), orjson.loads(_decoded(body))
            if not self._signed(header, f"{head}.{body}".encode("ascii"), _decoded(signature), at):
                return None
            return self._claims(claims, at)
        except (ValueError, KeyError, TypeError, binascii.Error):
            return None

    def _signed(self, header: Mapping[str, Any], message: bytes, signature: bytes, at: datetime) -> bool:
        # The algorithm is ours, never the one that a token names (RFC 8725 §3.1).
        if header["alg"] != _ALG or header["typ"] != TYPE:
            return False
        return any(
            header["kid"] == kid and verified(Algorithm.ED25519, pair.public, message, signature)
            for kid, pair in self._possible(at)
        )

    def _claims(self, claims: Mapping[str, Any], at: datetime) -> Claims | None:
        if claims["iss"] != self._issuer or claims["aud"] != self._issuer:
            return None
        until = datetime.fromtimestamp(claims["exp"], at.tzinfo)
        if not at < until or datetime.fromtimestamp(claims["iat"], at.tzinfo) > at + _CLOCKS:
            return None
        client_id = id_of(claims["client_id"])
        return None if client_id is None else Claims(client_id, frozenset(str.split(claims["scope"])), until)

    def _possible(self, at: datetime) -> Iterator[tuple[str, Pair]]:
        for month in {_month(at - LONGEST), _month(at), _month(at + _CLOCKS)}:
            yield self._of(month)

    def _of(self, month: str) -> tuple[str, Pair]:
        known = self._pairs.get(month)
        if known is None:
            pair = pair_of(Algorithm.ED25519, self._key(f"access-token/{month}"))
            known = self._pairs[month] = (thumbprint(Algorithm.ED25519, pair.public), pair)
        return known


def name_of(client_id: int) -> str:
    """How a client is called where OAuth wants a name for it."""
    return f"client-{client_id}"


def id_of(name: str) -> int | None:
    """The id of the client that is called so."""
    kind, _, digits = name.partition("-")
    return int(digits) if kind == "client" and digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def _month(at: datetime) -> str:
    return f"{at:%Y-%m}"


def _decoded(part: str) -> bytes:
    # Strict: with signs that no encoder writes, one token could be written in many ways.
    if not part.isascii() or set(part) & set("=+/ \n\r\t"):
        raise ValueError("no base64url")
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
