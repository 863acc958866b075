"""Opens the desk: the one place where settings become pools, keys, data and instruments."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.auth.tokens import Tokens
from service.bureau.load import Bureau
from service.classification.jurist import Jurist
from service.desk.files import Files, Limits
from service.desk.kit import Desk, Legibility
from service.desk.scanner import Scanner
from service.register import installation
from service.register.blind_index import BlindIndex
from service.register.ciphers import CipherName
from service.register.data_keys import VaultSecrets
from service.register.keyholder import doors
from service.register.marks import MarkKeys
from service.register.notice_serials import NoticeSerials
from service.register.numbers import Numbers
from service.register.query_codes import QueryCodes
from service.register.serials import Serials
from service.settings import LOCAL, Settings
from service.signing.algorithms import Algorithm, pair_of
from service.storage import engine
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.objects import Objects, Remote
from service.storage.replica import Marker, Replica
from service.storage.schemas import within
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
    files: Files | None = None,
    legibility: Legibility | None = None,
    signature: Algorithm = Algorithm.ED25519,
    cipher: CipherName = CipherName.AES,
    public_url: str = LOCAL,
    small_cells: int = 5,
    replica: Replica | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Desk:
    """A desk over these transactions; without a place for them, files are forgotten with the process."""
    secrets = VaultSecrets(keyring, cipher)
    lent = doors(begin, read, snapshot, secrets, replica)
    room = files or no_files()
    room.seal_with(lent.vault)
    return Desk(
        now=now,
        begin=lent.begin,
        read=lent.read,
        snapshot=lent.snapshot,
        past=lent.past,
        bureau=bureau,
        classify=jurist.classify,
        numbers=Numbers(bureau.number_prefix, keyring.key("petition-number")),
        query_codes=QueryCodes(keyring.key("query-code")),
        serials=Serials(begin),
        vault=lent.vault,
        vault_secrets=secrets,
        answer_key=keyring.key("answer"),
        commitment_key=keyring.key("case-commitment"),
        lock_key=keyring.key("lock-out"),
        challenge_key=keyring.key("challenge"),
        tokens=Tokens(keyring.key, public_url),
        mark_keys=MarkKeys(keyring.key("mark")),
        blind_index=BlindIndex(keyring.key("blind-index")),
        seals=seals_of(begin, keyring, signature, bureau.code),
        notice_serials=NoticeSerials(bureau.number_prefix, keyring.key("notice-serial")),
        public_url=public_url,
        small_cells=small_cells,
        files=room,
        legibility=legibility or Legibility(),
        bell=asyncio.Event(),
    )


def files_of(settings: Settings) -> Files:
    """Where files come in and stay, as the settings want it: in the data directory, or in a store elsewhere."""
    limits = Limits(
        settings.file_bytes, settings.petition_files_bytes, settings.petition_files, settings.client_day_files_bytes
    )
    return Files(objects_of(settings), _files_folder(settings) / "incoming", limits, Scanner(settings.clamd))


def objects_of(settings: Settings) -> Objects:
    """The store where files stay: in the data directory, or elsewhere as the settings name it."""
    if settings.files_url is None:
        return Objects.in_folder(_files_folder(settings) / "kept")
    return Objects.elsewhere(
        Remote(
            settings.files_url,
            settings.files_endpoint,
            settings.files_region,
            settings.files_access_key,
            settings.files_secret_key.get_secret_value() if settings.files_secret_key else None,
        )
    )


def _files_folder(settings: Settings) -> Path:
    return settings.data_dir.absolute() / "files"


def no_files() -> Files:
    """Files that are forgotten with the process, for whoever needs a desk and no files."""
    return files_of(Settings(files_url="memory:///"))


@asynccontextmanager
async def open_desk(settings: Settings, dsn: str, secret: str, bureau: Bureau, jurist: Jurist) -> AsyncIterator[Desk]:
    """The desk of this process, until it ends.

    Raises `DatabaseUnavailable`, `installation.Mismatch` where the database belongs to another secret or bureau, and
    `AlgorithmMissing` where it could not sign.
    """
    signature = Algorithm(settings.signature)
    pair_of(signature, bytes(64))  # what it needs is there: better not to start than to refuse the first petition
    database = await _connected(settings, dsn)
    try:
        keyring = Keyring(secret)
        await installation.claim(database.begin, secret_fingerprint=keyring.fingerprint, bureau=bureau.code)
        async with _replica(settings, database) as replica:
            yield desk_of(
                database.begin,
                database.read,
                database.snapshot,
                keyring=keyring,
                bureau=bureau,
                jurist=jurist,
                files=files_of(settings),
                legibility=Legibility(settings.page_confidence, settings.page_characters),
                signature=signature,
                cipher=CipherName(settings.cipher),
                public_url=settings.public_url,
                small_cells=settings.small_cells,
                replica=replica,
            )
    finally:
        await database.close()


async def _connected(settings: Settings, dsn: str) -> Database:
    """The database behind `dsn`, through the pooler of the settings where there is one."""
    if settings.database_direct_url is None or settings.database_url is None:
        return await engine.connect(dsn, size=settings.pool_size, wait=settings.database_wait)
    through = settings.database_url.get_secret_value()
    return await engine.connect(through, size=settings.pool_size, wait=settings.database_wait, pooled=True)


@asynccontextmanager
async def _replica(settings: Settings, database: Database) -> AsyncIterator[Replica | None]:
    """The replica of the settings, and beside it whoever marks how far it should be."""
    if settings.database_read_url is None:
        yield None
        return
    replica = await Replica.at(
        within(settings.database_read_url.get_secret_value(), settings.database_schema),
        size=max(1, settings.pool_size // 2),
        wait=settings.database_wait,
        lag=timedelta(seconds=settings.database_read_lag),
    )
    marker = Marker(database.begin, replica)
    running = asyncio.create_task(marker.run())
    try:
        yield replica
    finally:
        marker.stop()
        await running
        await replica.close()
