"""Who is calling: every route names the scope it needs, and gets a caller who has it."""

import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from cachetools import TTLCache
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.auth import clients, keys
from service.auth.scopes import Scope
from service.rulebook.errors import ScopeMissing, Unauthenticated
from service.storage.transaction import Read

_CACHED = 10_000  # callers remembered at once; more only cost a look-up each
_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="`Authorization: Bearer xf_…`")


@dataclass(frozen=True, slots=True)
class Caller:
    """A system that has shown its key."""

    id: int
    name: str
    scopes: frozenset[str]
    organ: str | None = None

    @property
    def actor(self) -> str:
        """How the history names it."""
        return f"client:{self.id}"


class Callers:
    """Finds the caller behind a key. A checked key is trusted for a few seconds, so a revocation is as late as that."""

    def __init__(self, read: Read, trust_seconds: float) -> None:
        self._read = read
        self._known: TTLCache[bytes, Caller] = TTLCache(_CACHED, trust_seconds)

    async def identify(self, key: str) -> Caller:
        """The caller. Raises `Unauthenticated` for any key that is not in force."""
        prefix = keys.prefix_of(key)
        if prefix is None:
            raise Unauthenticated
        digest = keys.digest(key)
        known = self._known.get(digest)
        if known is not None:
            return known
        async with self._read() as tx:
            client = await clients.with_prefix(tx, prefix)
        if client is None or not hmac.compare_digest(client.key_sha256, digest):
            raise Unauthenticated
        caller = Caller(client.id, client.name, client.scopes, client.organ)
        self._known[digest] = caller
        return caller


def requires(scope: Scope, *others: Scope) -> Callable[..., Coroutine[Any, Any, Caller]]:
    """The dependency of a route that needs this scope or another of these. Raises `Unauthenticated`, `ScopeMissing`."""

    async def caller(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> Caller:
        if credentials is None:
            raise Unauthenticated
        callers: Callers = request.app.state.callers
        found = await callers.identify(credentials.credentials)
        if found.scopes.isdisjoint((scope, *others)):
            raise ScopeMissing(scope)
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
# Who may add a file to a petition: who shows its query code, the letter desk, a clerk.
FileAdder = Annotated[
    Caller, Depends(requires(Scope.PETITIONS_FOLLOW, Scope.LETTERS_REGISTER, Scope.PETITIONS_CLASSIFY))
]
LetterDesk = Annotated[Caller, Depends(requires(Scope.LETTERS_REGISTER))]
FileReader = Annotated[
    Caller,
    Depends(requires(Scope.PETITIONS_FOLLOW, Scope.PETITIONS_READ, Scope.LETTERS_REGISTER, Scope.REFERRALS_HANDLE)),
]
Statistician = Annotated[Caller, Depends(requires(Scope.STATISTICS_READ))]
Told = Annotated[Caller, Depends(requires(Scope.EVENTS_READ))]
Subscriber = Annotated[Caller, Depends(requires(Scope.WEBHOOKS_MANAGE))]
