"""`pg_dump` and `pg_restore` of the PostgreSQL that is packaged, or of the one that is named."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from urllib.parse import unquote, urlsplit

from service.backup.refusals import ProgramFailed
from service.storage.embedded.account import as_we_are
from service.storage.embedded.binaries import find
from service.storage.embedded.child import ENVIRONMENT
from service.storage.embedded.home import SHARED


class Programs:
    """Both programs on one database. Raises `PostgresNotFound` where there are none."""

    def __init__(self, dsn: str, bin_dir: Path | None) -> None:
        self._directory = find(bin_dir, as_we_are(), SHARED).directory
        # A password is not for the list of processes.
        address = urlsplit(dsn)
        self._environment = ENVIRONMENT | ({"PGPASSWORD": unquote(address.password)} if address.password else {})
        self._dsn = dsn.replace(f":{address.password}@", "@", 1) if address.password else dsn

    async def dump(self, snapshot: str, file: Path) -> None:
        """Write the database, as of an exported snapshot, into a file. Raises `ProgramFailed`."""
        await self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={file}")

    async def load(self, file: Path) -> None:
        """Bring a dump into an empty database: all of it, in one transaction, or nothing. Raises `ProgramFailed`."""
        await self._run("pg_restore", "--single-transaction", "--exit-on-error", file)

    async def _run(self, program: str, *arguments: str | Path) -> None:
        process = await asyncio.create_subprocess_exec(
            self._directory / program,
            "--no-owner",
            "--no-privileges",
            f"--dbname={self._dsn}",
            *arguments,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=PIPE,
            env=self._environment,
        )
        try:
            _, said = await process.communicate()
        except BaseException:
            process.kill()
            await process.wait()
            raise
        if process.returncode != 0:
            # The first line only: those below may quote a row, and with it somebody's petition.
            raise ProgramFailed(program, said.decode(errors="replace").partition("\n")[0])
