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
from service.settings import PACKAGED_BUREAU
from service.signing.algorithms import Algorithm
from service.signing.keys import Key, Purpose
from service.signing.signer import KeySecrets
from service.storage.keyring import Keyring
from service.storage.statement import Write, together
from service.storage.transaction import Tx
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

    def __init__(self, key: Key) -> None:
        self.writes: list[Write] = []
        self._key = key

    def write(self, *writes: Write) -> None:
        self.writes.extend(writes)

    async def only(self, *_: Any) -> tuple[int]:
        return (SERIAL,)  # a block of serials

    async def row(self, *_: Any) -> dict[str, Any]:
        return {name: getattr(self._key, name) for name in Key.__slots__}  # the key that signs receipts


async def captured(body: bytes) -> Sent:
    """The statement of the intake of this request body."""
    bureau = load(PACKAGED_BUREAU)
    jurist = Jurist(bureau, ContentModel.load())
    keyring, at = Keyring("bench" * 8), datetime.now(UTC)
    recorder = _Recorder(KeySecrets(keyring).made(Purpose.DOCUMENT, Algorithm.ED25519, 1, at))

    @asynccontextmanager
    async def begin() -> AsyncIterator[Tx]:
        yield cast(Tx, recorder)

    desk = desk_of(begin, begin, begin, keyring=keyring, bureau=bureau, jurist=jurist)
    arrival = arrival_of(PetitionForm.model_validate_json(body), at=at, divisions=bureau.divisions)
    received = await receive(arrival, client_id=1, key=KEY, at=at, desk=desk, told=partial(told, bureau=bureau))
    return Sent(together(tuple(recorder.writes)), received.number)
