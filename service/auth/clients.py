"""The systems that may call: admitting one, its keys and what they may do, finding the one behind a key."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from asyncpg import Record

from service.auth import keys
from service.auth.scopes import Scope
from service.auth.sources import Network
from service.storage.statement import Write
from service.storage.transaction import Begin, ReadTx

ADD = """
INSERT INTO client (name, key_prefix, key_sha256, scopes, organ, key_until, networks, challenged)
VALUES ($1, $2, $3, $4::text[], $5, $6, $7::cidr[], $8)
"""

# The first key of a client stands with it, where the release before this one looks; later ones stand apart.
BY_PREFIX = """
SELECT id, name, key_sha256, key_until, scopes, organ, networks, challenged
FROM client WHERE key_prefix = $1 AND revoked_at IS NULL
UNION ALL
SELECT client.id, name, later.key_sha256, later.key_until, scopes, organ, networks, challenged
FROM client_key AS later JOIN client ON client.id = later.client_id
WHERE later.key_prefix = $1 AND revoked_at IS NULL
"""

# For a token, which shows no key: in force as long as one of its client's keys is.
BY_ID = """
SELECT id, name, '\\x'::bytea AS key_sha256, scopes, organ, networks, challenged,
       nullif((SELECT max(coalesce(ends, 'infinity'))
               FROM (SELECT client.key_until AS ends
                     UNION ALL SELECT key_until FROM client_key WHERE client_id = client.id) AS all_keys),
              'infinity') AS key_until
FROM client WHERE id = $1 AND revoked_at IS NULL
"""

ANY = "SELECT EXISTS (SELECT FROM client)"

ALL = """
SELECT id, name, scopes, organ, networks, challenged, created_at, revoked_at,
       ARRAY(SELECT prefix || coalesce(to_char(ends AT TIME ZONE 'Asia/Shanghai', '" until "YYYY-MM-DD HH24:MI'), '')
             FROM (SELECT client.key_prefix AS prefix, client.key_until AS ends, client.created_at AS made
                   UNION ALL SELECT key_prefix, key_until, created_at FROM client_key
                   WHERE client_id = client.id) AS all_keys
             ORDER BY made, ends NULLS LAST, prefix) AS keys
FROM client ORDER BY id
"""

# Whose very last key is about to end; of those that have ended already somebody knows.
ENDING = """
SELECT name FROM client
JOIN LATERAL (SELECT max(coalesce(ends, 'infinity')) AS ends
              FROM (SELECT client.key_until AS ends
                    UNION ALL SELECT key_until FROM client_key WHERE client_id = client.id) AS all_keys) AS last ON true
WHERE revoked_at IS NULL AND ends > now() AND ends <= $1 ORDER BY ends, name LIMIT 20
"""

REVOKE = "UPDATE client SET revoked_at = now() WHERE name = $1 AND revoked_at IS NULL RETURNING id"

HOLD = "SELECT id FROM client WHERE name = $1 AND revoked_at IS NULL FOR UPDATE"

# A key that ends sooner keeps its end.
END_FIRST = "UPDATE client SET key_until = least(key_until, $2) WHERE id = $1"

END_LATER = "UPDATE client_key SET key_until = least(key_until, $2) WHERE client_id = $1"

ADD_KEY = "INSERT INTO client_key (client_id, key_prefix, key_sha256, key_until) VALUES ($1, $2, $3, $4)"

SET_SCOPES = """
UPDATE client SET scopes = $2::text[] WHERE name = $1 AND revoked_at IS NULL
AND (organ IS NOT NULL) = ('referrals:handle' = ANY($2::text[])) RETURNING id
"""

SET_NETWORKS = """
UPDATE client SET networks = $2::cidr[] WHERE name = $1 AND revoked_at IS NULL RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Client:
    """A caller as the register knows it, by one of its keys. `key_until`: when that key ends by itself."""

    id: int
    name: str
    key_sha256: bytes
    scopes: frozenset[str]
    organ: str | None = None
    key_until: datetime | None = None
    networks: tuple[Network, ...] = ()
    challenged: bool = False


@dataclass(frozen=True, slots=True)
class Admitted:
    """A client as an operator sees it; of its keys what finds them, and when they end."""

    id: int
    name: str
    scopes: list[str]
    organ: str | None
    networks: list[Network] | None
    challenged: bool
    created_at: datetime
    revoked_at: datetime | None
    keys: list[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a system is admitted, beside what it may do and whose it is."""

    key_until: datetime | None = None
    networks: Sequence[Network] = field(default_factory=tuple)  # none: from anywhere
    challenged: bool = False  # its petitions need a proof of work


ANYWHERE = Terms()


async def add(
    name: str,
    scopes: Sequence[Scope],
    *,
    begin: Begin,
    organ: str | None = None,
    terms: Terms = ANYWHERE,
    noting: Sequence[Write] = (),
) -> str:
    """Admit a system, of an organ where one is named, and return its key, which nobody can show again.

    `noting`, here and below: what stands on record of it, in the same transaction.
    Raises `AlreadyThere` for a name in use.
    """
    key = keys.make()
    facts = (name, key.prefix, key.sha256, list(scopes), organ, terms.key_until)
    async with begin() as tx:
        tx.write(Write(ADD, (*facts, list(terms.networks) or None, terms.challenged)), *noting)
    return key.text


async def rotate(
    name: str, *, old_until: datetime, new_until: datetime | None, begin: Begin, noting: Sequence[Write] = ()
) -> str | None:
    """Give a system its next key; those it has end by themselves, so that it can change over in between.

    None where no such client may call.
    """
    key = keys.make()
    async with begin() as tx:
        client_id = await tx.value(HOLD, name)
        if client_id is None:
            return None
        tx.write(
            Write(END_FIRST, (client_id, old_until)),
            Write(END_LATER, (client_id, old_until)),
            Write(ADD_KEY, (client_id, key.prefix, key.sha256, new_until)),
            *noting,
        )
    return key.text


async def revoke(name: str, *, begin: Begin, noting: Sequence[Write] = ()) -> bool:
    """Take a system's keys away; False where no such client has one."""
    return await _changed(REVOKE, (name,), begin, noting)


async def set_scopes(name: str, scopes: Sequence[Scope], *, begin: Begin, noting: Sequence[Write] = ()) -> bool:
    """Say anew what a system may do; False where no such client may call.

    And where an organ's system would lose its items, or another system would get some: that is another client.
    """
    return await _changed(SET_SCOPES, (name, list(scopes)), begin, noting)


async def set_networks(name: str, networks: Sequence[Network], *, begin: Begin, noting: Sequence[Write] = ()) -> bool:
    """Say anew from where a system may call (nothing: from anywhere); False where no such client may call."""
    return await _changed(SET_NETWORKS, (name, list(networks) or None), begin, noting)


async def with_prefix(tx: ReadTx, prefix: str) -> Client | None:
    """The client of whose keys one begins so, if it has not been revoked."""
    return _client(await tx.row(BY_PREFIX, prefix))


async def with_id(tx: ReadTx, client_id: int) -> Client | None:
    """The client of this id, if it has not been revoked. It ends with the last of its keys."""
    return _client(await tx.row(BY_ID, client_id))


async def ending(tx: ReadTx, until: datetime) -> list[str]:
    """The systems whose last key ends by itself before that moment, the first to end first."""
    return [row["name"] for row in await tx.rows(ENDING, until)]


async def everybody(tx: ReadTx) -> list[Admitted]:
    """All clients that were ever admitted, the first first."""
    return [Admitted(**row) for row in await tx.rows(ALL)]


async def any_admitted(tx: ReadTx) -> bool:
    """Whether anybody was ever admitted: if not, this is the first start."""
    return bool(await tx.value(ANY))


async def _changed(sql: str, args: tuple[object, ...], begin: Begin, noting: Sequence[Write]) -> bool:
    async with begin() as tx:
        if await tx.value(sql, *args) is None:
            return False
        tx.write(*noting)
    return True


def _client(row: Record | None) -> Client | None:
    if row is None:
        return None
    facts = dict(row)
    return Client(scopes=frozenset(facts.pop("scopes")), networks=tuple(facts.pop("networks") or ()), **facts)
