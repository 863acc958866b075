"""Brings a database to the schema this release needs."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from alembic import command

_HERE = Path(__file__).parents[2] / "alembic"

# The advisory lock that every migrating process takes first: "XINFANG". Whoever holds it keeps services from starting.
TURN = 0x58494E46414E47


def upgrade(dsn: str, revision: str = "head") -> None:
    """Migrate up to `revision`; does nothing where the database is there already. Safe to run in many processes."""
    command.upgrade(_config(dsn), revision)


def downgrade(dsn: str, revision: str) -> None:
    """Migrate down to `revision` (`base` for an empty schema)."""
    command.downgrade(_config(dsn), revision)


def check(dsn: str) -> None:
    """Raises `alembic.util.CommandError` where the tables in code and in the database differ."""
    command.check(_config(dsn))


def draft(dsn: str, purpose: str) -> None:
    """Write a migration from the difference between code and database, for a person to read and finish."""
    command.revision(_config(dsn), message=purpose, autogenerate=True)


def newest() -> str:
    """The revision that this release needs."""
    head = ScriptDirectory.from_config(_config("")).get_current_head()
    if head is None:
        raise RuntimeError(f"no migrations in {_HERE}")
    return head


def known() -> frozenset[str]:
    """Every revision that this release can bring up to the newest."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config("")).walk_revisions())


def _config(dsn: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    return config
