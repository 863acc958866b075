"""The service and its replay as a user starts them: commands of their own, in child processes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from service.storage.embedded import door

XINFANG = Path(sys.executable).with_name("xinfang")
READY_WITHIN = 120.0
LEASE = 3.0  # seconds; a job held by a killed worker is free again after so long


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as door_to_be:
        door_to_be.bind(("127.0.0.1", 0))
        port: int = door_to_be.getsockname()[1]
    return port


@dataclass(frozen=True, slots=True)
class Replayed:
    """What `xinfang replay` reported of itself."""

    exit_code: int
    acknowledged: int
    new: int
    numbers: int
    errors: int

    @classmethod
    def of(cls, exit_code: int, printed: str) -> "Replayed":
        """Read it from the printed report; -1 stands for what was not printed."""
        line = re.search(r"^acknowledged +(\d+): (\d+) new", printed, re.M)
        figures = Counter({name: int(n) + 1 for name, n in re.findall(r"^(numbers|errors) +(\d+)", printed, re.M)})
        acknowledged, new = (int(line[1]), int(line[2])) if line else (-1, -1)
        return cls(exit_code, acknowledged, new, figures["numbers"] - 1, figures["errors"] - 1)


class Served:
    """`xinfang serve` on a data directory and a port, through as many deaths as it takes; `settings` as `XINFANG_…`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._port = free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("XINFANG_")}
        self._environment = inherited | {"XINFANG_DATA_DIR": str(self._data), "XINFANG_LEASE_SECONDS": str(LEASE)}
        self._environment |= {f"XINFANG_{name}": value for name, value in settings.items()}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def dsn(self) -> str:
        """Where its database answers."""
        return door.dsn(door.known(self._data))

    def key(self, name: str) -> str:
        """A key that the first start printed."""
        found = re.search(rf"XINFANG_{name}_KEY=(\S+)", (self._folder / "out").read_text(encoding="utf-8"))
        assert found is not None, "the first start prints its keys"
        return found[1]

    @property
    def lives(self) -> bool:
        """Whether the process does."""
        return self._process is not None and self._process.poll() is None

    @property
    def resident(self) -> int:
        """Bytes of memory that it holds; its database not."""
        assert self._process is not None
        return int(psutil.Process(self._process.pid).memory_info().rss)

    @property
    def log(self) -> str:
        """What it has logged so far, over all its lives."""
        return (self._folder / "log").read_text(encoding="utf-8")

    def faults(self) -> Counter[str]:
        """The kinds of failure behind its answers 500, with the line where each was raised."""
        logged = (json.loads(line) for line in self.log.splitlines() if '"Request failed"' in line)
        failed = [one["exc_info"] for one in logged]
        return Counter(f"{one['kind']} at {one['trace'][-1] if one['trace'] else '?'}" for one in failed)

    def launch(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a command of this installation, without waiting for anything."""
        with (self._folder / "out").open("ab") as out, (self._folder / "log").open("ab") as log:
            return subprocess.Popen([XINFANG, *command], env=self._environment, stdout=out, stderr=log)

    def start(self) -> None:
        """Start it and wait until it takes petitions. Raises `TimeoutError`."""
        self._process = self.launch("serve", "--port", str(self._port))
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and self._process.poll() is None:
            try:
                if httpx.get(f"{self.url}/readyz").json()["checks"]["database"]:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise TimeoutError(self.log[-2000:])

    def kill(self, *, postmaster: bool) -> None:
        """SIGKILL to the service, and to its database before that."""
        assert self._process is not None
        if postmaster:
            lock = self._data / "cluster" / "postmaster.pid"
            os.kill(int(lock.read_text().splitlines()[0]), signal.SIGKILL)
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def replay(self, file: Path, limit: int, run: str) -> subprocess.Popen[str]:
        """Start posting the file; the same run name makes the same keys."""
        keys = {f"XINFANG_{name}_KEY": self.key(name) for name in ("PORTAL", "STATISTICS")}
        return subprocess.Popen(
            [XINFANG, "replay", file, "--limit", str(limit), "--run", run, "--url", self.url, "--patience", "120"],
            env=self._environment | keys,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def says(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command of this installation, to its end."""
        return subprocess.run([XINFANG, *command], env=self._environment, capture_output=True, text=True, check=False)

    def audit(self) -> int:
        """How many rows an audit names; what it says of them is printed."""
        done = self.says("audit")
        bad = [line for line in done.stdout.splitlines() if line.startswith("BAD")]
        if done.returncode not in (0, 1) or (done.returncode == 1) != bool(bad):
            raise AssertionError(done.stdout + done.stderr)
        print(*bad, sep="\n", end="\n" if bad else "")
        return len(bad)
