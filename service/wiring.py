"""Opens the desk: the one place where settings become pools, keys, data and instruments."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

from service.auth.tokens import Tokens
from service.bureau.load import Bureau
from service.classification.jurist import Jurist
from service.desk.kit import Desk
from service.register import installation
from service.register.blind_index import BlindIndex
from service.register.marks import MarkKeys
from service.register.notice_serials import NoticeSerials
from service.register.numbers import Numbers
from service.register.query_codes import QueryCodes
from service.register.serials import Serials
from service.register.vault import Vault
from service.settings import LOCAL, Settings
from service.signing.algorithms import Algorithm, pair_of
from service.storage import engine
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.transaction import Begin, Read
from service.transparency.seals import seals_of

Opening = Callable[[], AbstractAsyncContextManager[Desk]]


def desk_of(
    begin: Begin,
    read: Read,
    snapshot: Read,
    *,
    keyring: Keyring,
    bureau: Bureau,
    jurist: Jurist,
    signature: Algorithm = Algorithm.ED25519,
    public_url: str = LOCAL,
    small_cells: int = 5,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Desk:
    """A desk over these transactions."""
    return Desk(
        now=now,
        begin=begin,
        read=read,
        snapshot=snapshot,
        bureau=bureau,
        classify=jurist.classify,
        numbers=Numbers(bureau.number_prefix, keyring.key("petition-number")),
        query_codes=QueryCodes(keyring.key("query-code")),
        serials=Serials(begin),
        vault=Vault(keyring.key("vault"), keyring.fingerprint),
        answer_key=keyring.key("answer"),
        commitment_key=keyring.key("case-commitment"),
        lock_key=keyring.key("lock-out"),
        challenge_key=keyring.key("challenge"),
        tokens=Tokens(keyring.key, public_url),
        mark_keys=MarkKeys(keyring.key("mark")),
        blind_index=BlindIndex(keyring.key("blind-index")),
        webhook_vault=Vault(keyring.key("webhook-secret"), keyring.fingerprint),
        seals=seals_of(begin, keyring, signature, bureau.code),
        notice_serials=NoticeSerials(bureau.number_prefix, keyring.key("notice-serial")),
        public_url=public_url,
        small_cells=small_cells,
        bell=asyncio.Event(),
    )


@asynccontextmanager
async def open_desk(settings: Settings, dsn: str, secret: str, bureau: Bureau, jurist: Jurist) -> AsyncIterator[Desk]:
    """The desk of this process, until it ends.

    Raises `DatabaseUnavailable`, `installation.Mismatch` where the database belongs to another secret or bureau, and
    `AlgorithmMissing` where it could not sign.
    """
    signature = Algorithm(settings.signature)
    pair_of(signature, bytes(64))  # what it needs is there: better not to start than to refuse the first petition
    database: Database = await engine.connect(dsn, size=settings.pool_size, wait=settings.database_wait)
    try:
        keyring = Keyring(secret)
        await installation.claim(database.begin, secret_fingerprint=keyring.fingerprint, bureau=bureau.code)
        yield desk_of(
            database.begin,
            database.read,
            database.snapshot,
            keyring=keyring,
            bureau=bureau,
            jurist=jurist,
            signature=signature,
            public_url=settings.public_url,
            small_cells=settings.small_cells,
        )
    finally:
        await database.close()
