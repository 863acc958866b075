"""Lends the vault to every transaction of a process, with the data keys as they stand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TypeVar

from service.register import data_keys
from service.register.data_keys import TRUSTED, VaultSecrets
from service.register.vault import Ring, Vault
from service.rulebook.errors import DatabaseUnavailable
from service.storage.past import Lend, Past
from service.storage.replica import Replica
from service.storage.transaction import Begin, Read, ReadTx

Some = TypeVar("Some", bound=ReadTx)


class Keyholder:
    """Looks the data keys up now and then, and makes the first one. `begin` is past the desk: it needs no vault."""

    def __init__(
        self, begin: Begin, secrets: VaultSecrets, vault: Vault, clock: Callable[[], float] = monotonic
    ) -> None:
        self._begin = begin
        self._secrets = secrets
        self._vault = vault
        self._clock = clock
        self._looked: float | None = None
        self._looking = asyncio.Lock()

    async def hold(self) -> None:
        """Have the keys at hand. Raises `DatabaseUnavailable` where they were never seen and cannot be."""
        if self._fresh():
            return
        async with self._looking:
            if self._fresh():
                return
            try:
                await self._look()
            except DatabaseUnavailable:
                if self._looked is None:
                    raise
            self._looked = self._clock()

    def _fresh(self) -> bool:
        return self._looked is not None and self._clock() - self._looked < TRUSTED.total_seconds()

    async def _look(self) -> None:
        async with self._begin() as tx:
            ring = await data_keys.ring(tx, self._secrets)
        self._vault.use(ring or await self._first())

    async def _first(self) -> Ring:
        """The first key, made by us or by a process that was first."""
        async with self._begin() as tx:
            await data_keys.turn(tx)
            if await data_keys.ring(tx, self._secrets) is None:
                await data_keys.renew(tx, self._secrets)
            made = await data_keys.ring(tx, self._secrets)
        assert made is not None  # noqa: S101 - it was made above
        return made


@dataclass(frozen=True, slots=True)
class Doors:
    """The transactions of a process, each able to seal and to open, and what they do it with."""

    begin: Begin
    read: Read
    snapshot: Read
    past: Past
    vault: Vault


def doors(begin: Begin, read: Read, snapshot: Read, secrets: VaultSecrets, replica: Replica | None = None) -> Doors:
    """These transactions with the vault lent to them. The keys are the primary's: a copy may not know one yet."""
    vault = secrets.vault()
    holder = Keyholder(begin, secrets, vault)
    lent_read, lent_snapshot = _lending(read, vault, holder), _lending(snapshot, vault, holder)
    past = Past(lent_read, lent_snapshot, None if replica is None else _lending_states(replica, vault, holder))
    return Doors(_lending(begin, vault, holder), lent_read, lent_snapshot, past, vault)


def _lending(
    begin: Callable[[], AbstractAsyncContextManager[Some]], vault: Vault, holder: Keyholder
) -> Callable[[], AbstractAsyncContextManager[Some]]:
    @asynccontextmanager
    async def begin_with_vault() -> AsyncIterator[Some]:
        await holder.hold()
        async with begin() as tx:
            tx.seal_with(vault)
            yield tx

    return begin_with_vault


def _lending_states(replica: Replica, vault: Vault, holder: Keyholder) -> Lend:
    @asynccontextmanager
    async def state_with_vault(since: datetime | None) -> AsyncIterator[tuple[ReadTx, datetime] | None]:
        await holder.hold()
        async with replica.state(since) as lent:
            if lent is not None:
                lent[0].seal_with(vault)
            yield lent

    return state_with_vault
