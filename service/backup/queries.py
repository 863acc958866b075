"""What a backup asks the database, and what a restore asks of the place it is to go to."""

from service.storage.migrations import TURN
from service.storage.transaction import ReadTx, Tx

EXPORT = "SELECT pg_export_snapshot()"

# By the catalogue, because a database without a register has not the tables to be asked.
SCHEMA = "SELECT version_num FROM alembic_version"
IS_REGISTER = "SELECT to_regclass('alembic_version') IS NOT NULL"

INSTALLATION = "SELECT name, value FROM installation"

OBJECTS = """
SELECT object FROM attachment
UNION SELECT view FROM attachment_view WHERE view IS NOT NULL
UNION SELECT thumbnail FROM attachment_view WHERE thumbnail IS NOT NULL
ORDER BY 1
"""

TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
AWAIT_TURN = f"SELECT pg_advisory_xact_lock({TURN})"

# What was registered after the backup has numbers that people hold: they are never given to anybody else. A thousandth
# of all serials is more than any bureau registers between two backups; the sequence gives blocks of 64.
SKIPPED = 64 * 15_625
SKIP_SERIALS = f"SELECT setval('petition_serial', last_value + {SKIPPED}) FROM petition_serial"  # noqa: S608 - a constant


async def schema(tx: ReadTx) -> str | None:
    """The revision of the database; None where it holds no register."""
    if not await tx.value(IS_REGISTER):
        return None
    found: str | None = await tx.value(SCHEMA)
    return found


async def installation(tx: ReadTx) -> dict[str, str]:
    """To which secret and bureau the database belongs; empty texts where nobody has claimed it yet."""
    return {"secret_fingerprint": "", "bureau": ""} | {row["name"]: row["value"] for row in await tx.rows(INSTALLATION)}


async def objects(tx: ReadTx) -> list[str]:
    """The key of every file that the record names, in order."""
    return [row["object"] for row in await tx.rows(OBJECTS)]


async def is_empty(tx: ReadTx) -> bool:
    """Whether the database holds no table of anybody."""
    return bool(await tx.value(TABLES) == 0)


async def await_turn(tx: Tx) -> None:
    """Keep every migration, and so every start of a service, waiting until this transaction ends."""
    await tx.value(AWAIT_TURN)


async def skip_serials(tx: Tx) -> None:
    """Leave out the numbers that may have been given since the backup was taken."""
    await tx.value(SKIP_SERIALS)


async def analyse(tx: Tx) -> None:
    """Let the planner know the rows that came in at once."""
    await tx.value("ANALYZE")
