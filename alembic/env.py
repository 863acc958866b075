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
import service.register.key_tables
import service.register.letter_tables
import service.register.matter_tables
import service.register.scan_tables
import service.register.supervision_tables
import service.register.tables
import service.signing.tables
import service.statistics.tables
import service.storage.tables
import service.transparency.tables
import service.webhooks.tables  # noqa: F401 - importing the tables is what fills the metadata
from alembic import context
from service.storage.migrations import TURN
from service.storage.schemas import own
from service.storage.settled import WRITER

SETTINGS = (
    # A migration that cannot have its lock at once gives up instead of queueing every request behind it.
    "SET lock_timeout = '4s'",
    "SET statement_timeout = '60s'",
    # What a migration changes is changed by the service: `row_change` keeps it, and whoever reads waits for it.
    f"SET application_name = '{WRITER}'",
)


def run(connection: Connection) -> None:
    """Bring the schema to where it was asked to be, while holding the lock of all migrating processes."""
    connection.execute(text(f"SELECT pg_advisory_lock({own(str(TURN))})"))
    for setting in SETTINGS:
        connection.execute(text(setting))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        transaction_per_migration=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def make_schema(dsn: str) -> None:
    """Make the schema that the connection names and that is not there yet; two at once make it once."""
    connection = await asyncpg.connect(dsn)
    try:
        if await connection.fetchval("SELECT current_schema() IS NULL"):
            await connection.fetchval("SELECT pg_advisory_lock($1)", TURN)
            name = await connection.fetchval("SELECT quote_ident(current_setting('search_path'))")
            await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
    finally:
        await connection.close()


async def main() -> None:
    dsn = context.config.attributes["dsn"]
    await make_schema(dsn)
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(main())
