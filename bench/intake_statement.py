"""What one intake sends to PostgreSQL, taken from the service itself: the real use case runs, its writes are kept."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

from service.bureau.load import load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.intake.arrival import arrival_of
from service.intake.forms import PetitionForm
from service.intake.receipts import told
from service.intake.receive import receive
from service.register.data_keys import VaultSecrets
from service.settings import PACKAGED_BUREAU
from service.signing.algorithms import Algorithm
from service.signing.keys import Key, Purpose
from service.signing.signer import KeySecrets
from service.storage.keyring import Keyring
from service.storage.statement import Secret, Write, together
from service.storage.transaction import Sealing, Tx
from service.wiring import desk_of

SERIAL = 987_654_321  # stands out: wherever it appears among the arguments, it is the petition's id
KEY = "bench-idempotency-key"
KEY_SHA256 = hashlib.sha256(KEY.encode()).digest()


@dataclass(frozen=True, slots=True)
class Sent:
    """One intake's statement, registered under `SERIAL` and `number`."""

    statement: Write
    number: str


class _Recorder:
    """Stands where a transaction stands, and keeps what would be sent."""

    def __init__(self, key: Key, vault: VaultSecrets) -> None:
        self.writes: list[Write] = []
        self._key = key
        self._vault = vault

    def write(self, *writes: Write) -> None:
        self.writes.extend(writes)

    async def only(self, *_: Any) -> tuple[int]:
        return (SERIAL,)  # a block of serials

    async def rows(self, *_: Any) -> list[dict[str, Any]]:
        salt = bytes(32)
        wrapped = self._vault.wrapping(1, salt).seal_bytes("data key 1", bytes(32))
        return [{"number": 1, "wrapping": 1, "salt": salt, "wrapped": wrapped, "known": True}]  # the keys of the vault

    def seal_with(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def sent(self) -> Write:
        """What was written, sealed."""
        whole = together(tuple(self.writes))
        return Write(whole.sql, tuple(self._sealed(one) for one in whole.args))

    def _sealed(self, arg: Any) -> Any:
        if isinstance(arg, list):
            return [self._sealed(one) for one in arg]
        return self._sealing.seal(arg.owner, arg.content) if isinstance(arg, Secret) else arg

    async def row(self, *_: Any) -> dict[str, Any]:
        return {name: getattr(self._key, name) for name in Key.__slots__}  # the key that signs receipts


async def captured(body: bytes) -> Sent:
    """The statement of the intake of this request body."""
    bureau = load(PACKAGED_BUREAU)
    jurist = Jurist(bureau, ContentModel.load())
    keyring, at = Keyring("bench" * 8), datetime.now(UTC)
    recorder = _Recorder(KeySecrets(keyring).made(Purpose.DOCUMENT, Algorithm.ED25519, 1, at), VaultSecrets(keyring))

    @asynccontextmanager
    async def begin() -> AsyncIterator[Tx]:
        yield cast(Tx, recorder)

    desk = desk_of(begin, begin, begin, keyring=keyring, bureau=bureau, jurist=jurist)
    arrival = arrival_of(PetitionForm.model_validate_json(body), at=at, divisions=bureau.divisions)
    received = await receive(arrival, client_id=1, key=KEY, at=at, desk=desk, told=partial(told, bureau=bureau))
    return Sent(recorder.sent(), received.number)
