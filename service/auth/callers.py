"""Who is calling: every route names the scope it needs, and gets a caller who has it."""

import hashlib
import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from cachetools import LRUCache, TTLCache
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.auth import clients, keys
from service.auth.clients import Client
from service.auth.scopes import Scope
from service.auth.sources import Address, Network, Sources
from service.auth.tokens import Tokens
from service.rulebook.errors import AddressNotAdmitted, ScopeMissing, Unauthenticated
from service.storage.transaction import Read

_CACHED = 10_000  # callers remembered at once; more only cost a look-up each
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="`Authorization: Bearer xf_…`, or an access token of `POST /v1/oauth/token`",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """A system that has shown its key, or a token that it was given for one."""

    id: int
    name: str
    scopes: frozenset[str]
    organ: str | None = None
    until: datetime | None = None  # when what it has shown ends by itself
    networks: tuple[Network, ...] = ()
    challenged: bool = False

    @property
    def has_case_rights(self) -> bool:
        """Whether it may know which cases a figure is made of, accusations among them."""
        return Scope.CASES_READ in self.scopes

    @property
    def actor(self) -> str:
        """How the history names it."""
        return f"client:{self.id}"

    def admitted_from(self, source: Address | None) -> bool:
        """Whether it may call from there."""
        return not self.networks or (source is not None and any(source in network for network in self.networks))


class Callers:
    """Finds the caller behind a key or a token.

    One that was checked is trusted for a few seconds, so a revocation is as late as that; an end that was known before
    is not late.
    """

    def __init__(self, read: Read, now: Callable[[], datetime], tokens: Tokens, trust_seconds: float) -> None:
        self._read = read
        self._now = now
        self._tokens = tokens
        self._known: TTLCache[bytes, Caller] = TTLCache(_CACHED, trust_seconds)
        self._seen: LRUCache[bytes, int] = LRUCache(_CACHED)

    async def identify(self, shown: str, source: Address | None) -> Caller:
        """The caller. Raises `Unauthenticated` for what is not in force, `AddressNotAdmitted` from elsewhere."""
        digest = keys.digest(shown)
        caller = self._known.get(digest)
        if caller is None:
            caller = self._known[digest] = await self._look(shown, digest)
            self._seen[digest] = caller.id
        if caller.until is not None and caller.until <= self._now():
            raise Unauthenticated
        if not caller.admitted_from(source):
            raise AddressNotAdmitted
        return caller

    def seen(self, authorization: bytes) -> int | None:
        """The client whose header this was when it was last checked: enough to say whose rate a request counts on."""
        return self._seen.get(hashlib.sha256(authorization.partition(b" ")[2]).digest())

    async def _look(self, shown: str, digest: bytes) -> Caller:
        prefix = keys.prefix_of(shown)
        if prefix is None:
            return await self._with_token(shown)
        async with self._read() as tx:
            client = await clients.with_prefix(tx, prefix)
        if client is None or not hmac.compare_digest(client.key_sha256, digest):
            raise Unauthenticated
        return _caller(client)

    async def _with_token(self, shown: str) -> Caller:
        claims = self._tokens.read(shown, self._now())
        if claims is None:
            raise Unauthenticated
        async with self._read() as tx:
            client = await clients.with_id(tx, claims.client_id)
        if client is None:
            raise Unauthenticated
        caller = _caller(client)
        until = claims.until if caller.until is None else min(claims.until, caller.until)
        return replace(caller, scopes=caller.scopes & claims.scopes, until=until)


def _caller(client: Client) -> Caller:
    facts = (client.id, client.name, client.scopes, client.organ)
    return Caller(*facts, client.key_until, client.networks, client.challenged)


def requires(scope: Scope, *others: Scope) -> Callable[..., Coroutine[Any, Any, Caller]]:
    """The dependency of a route that needs this scope or another of these.

    Raises `Unauthenticated`, `AddressNotAdmitted`, `ScopeMissing`.
    """

    async def caller(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> Caller:
        if credentials is None:
            raise Unauthenticated
        callers: Callers = request.app.state.callers
        sources: Sources = request.app.state.sources
        found = await callers.identify(credentials.credentials, sources.of(request.scope))
        if found.scopes.isdisjoint((scope, *others)):
            raise ScopeMissing(scope)
        request.state.caller = found  # whose eyes the desk has from here on
        return found

    caller.others = others  # type: ignore[attr-defined]  # likewise
    caller.scope = scope  # type: ignore[attr-defined]  # the route × scope test reads it off the dependency
    return caller


Portal = Annotated[Caller, Depends(requires(Scope.PETITIONS_SUBMIT))]
Follower = Annotated[Caller, Depends(requires(Scope.PETITIONS_FOLLOW))]
Reader = Annotated[Caller, Depends(requires(Scope.PETITIONS_READ))]
Clerk = Annotated[Caller, Depends(requires(Scope.PETITIONS_CLASSIFY))]
Disposer = Annotated[Caller, Depends(requires(Scope.PETITIONS_DISPOSE))]
OrganCaller = Annotated[Caller, Depends(requires(Scope.REFERRALS_HANDLE))]
# Who may hold a written notice: who shows its petition's query code, a clerk, the organ it went to.
NoticeReader = Annotated[
    Caller, Depends(requires(Scope.PETITIONS_FOLLOW, Scope.PETITIONS_READ, Scope.REFERRALS_HANDLE))
]
Statistician = Annotated[Caller, Depends(requires(Scope.STATISTICS_READ, Scope.CASES_READ))]
CaseReader = Annotated[Caller, Depends(requires(Scope.CASES_READ))]
# Who may add a file to a petition: who shows its query code, the letter desk, a clerk.
FileAdder = Annotated[
    Caller, Depends(requires(Scope.PETITIONS_FOLLOW, Scope.LETTERS_REGISTER, Scope.PETITIONS_CLASSIFY))
]
LetterDesk = Annotated[Caller, Depends(requires(Scope.LETTERS_REGISTER))]
FileReader = Annotated[
    Caller,
    Depends(requires(Scope.PETITIONS_FOLLOW, Scope.PETITIONS_READ, Scope.LETTERS_REGISTER, Scope.REFERRALS_HANDLE)),
]
Revealer = Annotated[Caller, Depends(requires(Scope.IDENTITIES_REVEAL))]
PersonServer = Annotated[Caller, Depends(requires(Scope.PERSONS_SERVE))]
Inspector = Annotated[Caller, Depends(requires(Scope.AUDIT_READ))]
Told = Annotated[Caller, Depends(requires(Scope.EVENTS_READ))]
Subscriber = Annotated[Caller, Depends(requires(Scope.WEBHOOKS_MANAGE))]
