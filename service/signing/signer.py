"""Signs with the key in force, and makes the next key when there is none."""

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.signing import keys
from service.signing.algorithms import JOSE_NAMES, Algorithm, Pair, pair_of, thumbprint
from service.signing.jws import compact, signing_input
from service.signing.keys import Key, Purpose
from service.storage.keyring import Keyring
from service.storage.transaction import AlreadyThere, Begin, ReadTx

VALIDITY = timedelta(days=730)
RENEWED = timedelta(days=30)  # before a key ends its successor takes over: no registration may wait for a person
EARLIER = timedelta(minutes=5)  # other processes' clocks may be behind by so much when they sign with a new key
TRUSTED = timedelta(seconds=5)  # how late a process hears of a rotation or a revocation


@dataclass(frozen=True, slots=True)
class KeySecrets:
    """What of the service's secret the signing keys need."""

    keyring: Keyring

    @property
    def seal(self) -> bytes:
        """Under which the rows are sealed."""
        return self.keyring.key("signing-key")

    def pair(self, algorithm: Algorithm, salt: bytes) -> Pair:
        """The pair of this salt. Raises `AlgorithmMissing`."""
        halves = (self.keyring.key(f"signature/{algorithm}/{salt.hex()}/{half}") for half in "ab")
        return pair_of(algorithm, b"".join(halves))

    def made(self, purpose: Purpose, algorithm: Algorithm, generation: int, at: datetime) -> Key:
        """A new key, valid from now on."""
        salt = os.urandom(32)
        public = self.pair(algorithm, salt).public
        return Key(
            thumbprint(algorithm, public),
            purpose,
            algorithm,
            generation,
            public,
            salt,
            at - EARLIER,
            at + VALIDITY,
            None,
        ).sealed(self.seal)


@dataclass(frozen=True, slots=True)
class Ready:
    """A key at hand, and when it was last seen to be in force."""

    key: Key
    pair: Pair
    seen: datetime

    def trusted(self, at: datetime) -> bool:
        """Whether it need not be looked up again yet."""
        return timedelta(0) <= at - self.seen < TRUSTED and at < self.key.valid_until


class Signer:
    """Signs for one purpose. Any number of processes may; they share the key by the database."""

    def __init__(self, begin: Begin, secrets: KeySecrets, purpose: Purpose, algorithm: Algorithm) -> None:
        self._begin = begin
        self._secrets = secrets
        self._purpose = purpose
        self._algorithm = algorithm
        self._ready: Ready | None = None
        self._looking = asyncio.Lock()

    async def sign(self, payload: bytes, *, typ: str, at: datetime) -> str:
        """The payload as a compact JWS. Raises `DatabaseUnavailable` where it cannot be known which key is in force."""
        ready = await self.ready(at)
        signed = signing_input(payload, alg=JOSE_NAMES[self._algorithm], kid=ready.key.kid, typ=typ)
        return compact(signed, await ready.pair.sign(signed))

    async def ready(self, at: datetime) -> Ready:
        """The key in force."""
        if self._ready is None or not self._ready.trusted(at):
            async with self._looking:
                if self._ready is None or not self._ready.trusted(at):
                    self._ready = await self._look(at)
        return self._ready

    async def _look(self, at: datetime) -> Ready:
        async with self._begin() as tx:
            key = await self._in_force(tx, at)
        if key is None:
            key = await self._next(at)
        assert key.salt is not None  # noqa: S101 - what has none is not in force
        return Ready(key, self._secrets.pair(key.algorithm, key.salt), at)

    async def _next(self, at: datetime) -> Key:
        """The next key, made by us or by a process that was first."""
        try:
            async with self._begin() as tx:
                # The number first: whoever made a later key in between is seen by the second question.
                number = await keys.latest_generation(tx, self._purpose, self._algorithm)
                key = await self._in_force(tx, at)
                if key is None:
                    key = self._secrets.made(self._purpose, self._algorithm, number + 1, at)
                    tx.write(keys.add(key))
                return key
        except AlreadyThere as there:
            if there.constraint != keys.ONE_PER_GENERATION:
                raise
        return await self._next(at)

    async def _in_force(self, tx: ReadTx, at: datetime) -> Key | None:
        key = await keys.in_force(tx, self._purpose, self._algorithm, at + RENEWED)
        return key if key and key.genuine(self._secrets.seal) else None
