"""The systems that may call: adding one, finding the one behind a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.auth import keys
from service.auth.scopes import Scope
from service.storage.statement import Write
from service.storage.transaction import Begin, ReadTx

ADD = "INSERT INTO client (name, key_prefix, key_sha256, scopes, organ) VALUES ($1, $2, $3, $4::text[], $5)"

BY_PREFIX = "SELECT id, name, key_sha256, scopes, organ FROM client WHERE key_prefix = $1 AND revoked_at IS NULL"

ANY = "SELECT EXISTS (SELECT FROM client)"

ALL = "SELECT id, name, scopes, organ, created_at, revoked_at FROM client ORDER BY id"

REVOKE = "UPDATE client SET revoked_at = now() WHERE name = $1 AND revoked_at IS NULL RETURNING id"


@dataclass(frozen=True, slots=True)
class Client:
    """A caller as the register knows it."""

    id: int
    name: str
    key_sha256: bytes
    scopes: frozenset[str]
    organ: str | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A client as an operator sees it."""

    id: int
    name: str
    scopes: list[str]
    organ: str | None
    created_at: datetime
    revoked_at: datetime | None


async def add(name: str, scopes: Sequence[Scope], *, begin: Begin, organ: str | None = None) -> str:
    """Admit a system, of an organ where one is named, and return its key, which nobody can show again.

    Raises `AlreadyThere` for a name in use.
    """
    key = keys.make()
    async with begin() as tx:
        tx.write(Write(ADD, (name, key.prefix, key.sha256, list(scopes), organ)))
    return key.text


async def revoke(name: str, *, begin: Begin) -> bool:
    """Take a system's key away; False where no such client has one."""
    async with begin() as tx:
        return await tx.value(REVOKE, name) is not None


async def with_prefix(tx: ReadTx, prefix: str) -> Client | None:
    """The client whose key begins so and has not been revoked."""
    row = await tx.row(BY_PREFIX, prefix)
    if row is None:
        return None
    return Client(row["id"], row["name"], row["key_sha256"], frozenset(row["scopes"]), row["organ"])


async def everybody(tx: ReadTx) -> list[Admitted]:
    """All clients that were ever admitted, the first first."""
    return [Admitted(**row) for row in await tx.rows(ALL)]


async def any_admitted(tx: ReadTx) -> bool:
    """Whether anybody was ever admitted: if not, this is the first start."""
    return bool(await tx.value(ANY))
