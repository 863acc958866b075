"""A key is exchanged for an access token: the client credentials grant (RFC 6749 §4.4)."""

import base64
import binascii
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, unquote_plus

from service.auth.callers import Callers
from service.auth.sources import Address
from service.auth.tokens import id_of
from service.desk.kit import Desk
from service.rulebook.errors import AddressNotAdmitted, Unauthenticated


class Refusal(StrEnum):
    """Why there is no token, in the words of RFC 6749 §5.2."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    INVALID_SCOPE = "invalid_scope"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"


class Refused(Exception):
    """There is no token."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a token, read: who says to ask, by which key, for what."""

    client: str
    key: str
    scopes: frozenset[str]  # none: all that the client has


@dataclass(frozen=True, slots=True)
class Granted:
    """A token, for how long and for what."""

    token: str
    seconds: int
    scopes: frozenset[str]


def asked(body: bytes, authorization: str | None) -> Asked:
    """Read a request: credentials by HTTP Basic or in the body, never both (RFC 6749 §2.3). Raises `Refused`."""
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=16)
    except ValueError:
        raise Refused(Refusal.INVALID_REQUEST) from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or "grant_type" not in fields:  # §3.2: a parameter stands once
        raise Refused(Refusal.INVALID_REQUEST)
    if fields["grant_type"] != "client_credentials":
        raise Refused(Refusal.UNSUPPORTED_GRANT_TYPE)
    scopes = frozenset(fields.get("scope", "").split())
    if authorization is None:
        return Asked(fields.get("client_id", ""), fields.get("client_secret", ""), scopes)
    if "client_secret" in fields:
        raise Refused(Refusal.INVALID_REQUEST)
    return Asked(*_basic(authorization), scopes)


async def grant(asked: Asked, source: Address | None, *, life: timedelta, callers: Callers, desk: Desk) -> Granted:
    """A token of a client that shows a key in force. It lives no longer than the key. Raises `Refused`."""
    try:
        caller = await callers.identify(asked.key, source)
    except (Unauthenticated, AddressNotAdmitted):
        raise Refused(Refusal.INVALID_CLIENT) from None
    if caller.id != id_of(asked.client) or not asked.key.startswith("xf_"):  # a token buys no further token
        raise Refused(Refusal.INVALID_CLIENT)
    scopes = asked.scopes or caller.scopes
    if not scopes <= caller.scopes:
        raise Refused(Refusal.INVALID_SCOPE)
    at = desk.now()
    until = at + life if caller.until is None else min(at + life, caller.until)
    token = await desk.tokens.make(caller.id, scopes, at=at, until=until)
    return Granted(token, int((until - at).total_seconds()), scopes)


def _basic(authorization: str) -> tuple[str, str]:
    """Name and key of `Basic …` (RFC 7617), each of them form-encoded first (RFC 6749 §2.3.1)."""
    scheme, _, told = authorization.partition(" ")
    try:
        name, separator, key = base64.b64decode(told.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused(Refusal.INVALID_CLIENT) from None
    if scheme.lower() != "basic" or not separator:
        raise Refused(Refusal.INVALID_CLIENT)
    return unquote_plus(name), unquote_plus(key)
