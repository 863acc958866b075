"""The systems that may call: adding one, finding the one behind a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.auth import keys
from service.auth.scopes import Scope
from service.storage.statement import Write
from service.storage.transaction import Begin, ReadTx

ADD = "INSERT INTO client (name, key_prefix, key_sha256, scopes) VALUES ($1, $2, $3, $4::text[])"

BY_PREFIX = "SELECT id, name, key_sha256, scopes FROM client WHERE key_prefix = $1 AND revoked_at IS NULL"

ANY = "SELECT EXISTS (SELECT FROM client)"

ALL = "SELECT id, name, scopes, created_at, revoked_at FROM client ORDER BY id"

REVOKE = "UPDATE client SET revoked_at = now() WHERE name = $1 AND revoked_at IS NULL RETURNING id"


@dataclass(frozen=True, slots=True)
class Client:
    """A caller as the register knows it."""

    id: int
    name: str
    key_sha256: bytes
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A client as an operator sees it."""

    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    revoked_at: datetime | None


async def add(name: str, scopes: Sequence[Scope], *, begin: Begin) -> str:
    """Admit a system and return its key, which nobody can show again. Raises `AlreadyThere` for a name in use."""
    key = keys.make()
    async with begin() as tx:
        tx.write(Write(ADD, (name, key.prefix, key.sha256, list(scopes))))
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
    return Client(row["id"], row["name"], row["key_sha256"], frozenset(row["scopes"]))


async def everybody(tx: ReadTx) -> list[Admitted]:
    """All clients that were ever admitted, the first first."""
    return [Admitted(**row) for row in await tx.rows(ALL)]


async def any_admitted(tx: ReadTx) -> bool:
    """Whether anybody was ever admitted: if not, this is the first start."""
    return bool(await tx.value(ANY))
