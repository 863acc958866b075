"""PostgreSQL servers of a test's or proof's own, on the loopback: copied, paused, killed, promoted, as they come."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen

import asyncpg

from service.storage.embedded import binaries, home
from service.storage.embedded.account import for_postgres
from service.storage.embedded.child import run, spawn
from tests.serving import free_port

READY_WITHIN = 60.0
ROLE = DATABASE = "xinfang"


class Cluster:
    """One server with its own directory and port. It trusts whoever is on this machine."""

    def __init__(self, folder: Path, name: str, **options: str) -> None:
        self._account = for_postgres()
        self._bin = binaries.find(None, self._account, home.SHARED).directory
        self.name = name
        self.data = folder / name
        self.port = free_port()
        self.options = options
        self._log = folder / f"{name}.log"
        self._process: Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        """Where it answers."""
        return f"postgresql://{ROLE}@127.0.0.1:{self.port}/{DATABASE}"

    def make(self) -> None:
        """Make it new, with nothing in it."""
        self._data_directory()
        self._run("initdb", "-D", self.data, f"--username={ROLE}", "--auth=trust", "--locale=C.UTF-8", "-E", "UTF8")
        self._run("postgres", "--single", "-D", self.data, "postgres", says=f"CREATE DATABASE {DATABASE}\n".encode())

    def copy_of(self, primary: "Cluster") -> None:
        """Make it a streaming replica of a running one; `application_name` is its own name."""
        self._data_directory()
        source = f"host=127.0.0.1 port={primary.port} user={ROLE} application_name={self.name}"
        self._run("pg_basebackup", "-D", self.data, "-d", source, "-R", "-X", "stream", "-c", "fast")

    def start(self) -> None:
        """Start it and wait until it answers. Raises `TimeoutError`."""
        asyncio.run(self.started())

    async def started(self) -> None:
        """The same where a loop runs. What is left of a killed one may refuse it for a moment: then again."""
        async with asyncio.timeout(READY_WITHIN):
            while not self.lives or not await self._answers():
                if not self.lives:
                    self.launch()
                await asyncio.sleep(0.05)

    def launch(self) -> None:
        """Start it, without waiting."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "64MB",
            **self.options,
        }
        arguments = [f"--{name}={value}" for name, value in settings.items()]
        descriptor = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            command: list[str | Path] = [self._bin / "postgres", "-D", self.data, *arguments]
            self._process = spawn(command, self._account, when_we_die=signal.SIGQUIT, stdin=DEVNULL, output=descriptor)
        finally:
            os.close(descriptor)

    async def _answers(self) -> bool:
        try:
            await self.say("SELECT 1")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return True

    async def say(self, statement: str) -> object:
        """One statement; the first value of its answer."""
        connection = await asyncpg.connect(self.dsn, timeout=5)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    def kill(self) -> None:
        """SIGKILL to the server; what serves its clients ends by itself when it notices."""
        self._end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """Its first process."""
        assert self._process is not None
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether its first process does."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End it at once, in order; does nothing where it does not run."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(30)

    def _data_directory(self) -> None:
        self.data.mkdir(mode=0o700)
        self._account.take_over(self.data)

    def _run(self, program: str, *arguments: str | Path, says: bytes = b"") -> None:
        code, said = run([self._bin / program, *arguments], self._account, says=says)
        if code != 0:
            raise AssertionError(f"{program} ended with {code}: {said}")


@contextmanager
def room() -> Iterator[Path]:
    """A folder that the account of PostgreSQL can reach, for as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="xinfang-clusters-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
