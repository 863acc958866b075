"""A real PostgreSQL as a child of this process, with nothing installed by hand.

    with running(Path("var")) as server:
        connection = await asyncpg.connect(server.dsn)

In the data directory: `cluster` (the database), `socket` (a directory, or a link to one where the path is too long),
`postgres.log`, `owner.lock` (held by the process that started the server; says how far it is), `pg_hba.conf` and
`pg_ident.conf` (who is let in: written at every start). For Linux.
"""

from service.storage.embedded.errors import (
    DataDirectoryUnusable,
    EmbeddedPostgresError,
    OtherMajorVersion,
    OwnerDoesNotAnswer,
    PostgresDidNotStart,
    PostgresNotFound,
)
from service.storage.embedded.server import Server, running

__all__ = [
    "DataDirectoryUnusable",
    "EmbeddedPostgresError",
    "OtherMajorVersion",
    "OwnerDoesNotAnswer",
    "PostgresDidNotStart",
    "PostgresNotFound",
    "Server",
    "running",
]
