"""Runs migrations: one at a time across processes, each in its own transaction, none waiting long for a lock."""

import asyncio

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import service.acknowledgements.tables
import service.auth.tables
import service.delivery.tables
import service.intake.tables
import service.ledger.tables
import service.register.access_tables
import service.register.attachment_tables
import service.register.handling_tables
import service.register.letter_tables
import service.register.matter_tables
import service.register.supervision_tables
import service.register.tables
import service.signing.tables
import service.statistics.tables
import service.transparency.tables
import service.webhooks.tables  # noqa: F401 - importing the tables is what fills the metadata
from alembic import context

ADVISORY_LOCK = 0x58494E46414E47  # "XINFANG"
# A migration that cannot have its lock at once gives up instead of queueing every request behind it.
TIMEOUTS = ("SET lock_timeout = '4s'", "SET statement_timeout = '60s'")


def run(connection: Connection) -> None:
    """Bring the schema to where it was asked to be, while holding the lock of all migrating processes."""
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
    for timeout in TIMEOUTS:
        connection.execute(text(timeout))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        transaction_per_migration=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    dsn = context.config.attributes["dsn"]
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(main())
