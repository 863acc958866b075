"""A sender as a process of its own: started in milliseconds, and killed.

The bureau and its model are read once, in the process that all senders are forked from.
"""

import asyncio
import logging
import multiprocessing
from datetime import timedelta
from ipaddress import ip_network
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from service.bureau.load import load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.desk.kit import Desk
from service.storage import engine
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.webhooks.addresses import Addresses
from service.webhooks.call import Courier
from service.webhooks.sender import Sender
from service.wiring import desk_of

TIMEOUT, LEASE = timedelta(seconds=0.5), timedelta(seconds=0.6)
LOOPBACK = Addresses([ip_network("127.0.0.0/8")])
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])

_BUREAU = load()
_JURIST = Jurist(_BUREAU, ContentModel.load())
_KEYRING = Keyring("a secret of proofs, long enough to be one")


def desk_on(database: Database) -> Desk:
    """A desk over this database."""
    return desk_of(database.begin, database.read, database.snapshot, keyring=_KEYRING, bureau=_BUREAU, jurist=_JURIST)


def started(dsn: str) -> BaseProcess:
    """A sender that is about to send."""
    reader, writer = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_live, args=(dsn, writer), daemon=True)
    process.start()
    writer.close()
    reader.recv()
    return process


def _live(dsn: str, out: Connection) -> None:
    logging.disable(logging.CRITICAL)
    asyncio.run(_send(dsn, out))


async def _send(dsn: str, out: Connection) -> None:
    database = await engine.connect(dsn, size=8, wait=10)
    sender = Sender(
        desk_on(database),
        Courier(LOOPBACK, TIMEOUT),
        lease=LEASE,
        at_once=4,
        max_attempts=10_000,
        poll=timedelta(seconds=0.01),
    )
    out.send("ready")
    await sender.run()
