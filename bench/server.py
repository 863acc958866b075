"""A server under test: started as a child on a free port, stopped by its process id."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import ROOT
from bench.ground import Ground
from bench.plan import HOST

START_WITHIN = 60.0  # seconds
STOP_WITHIN = 30.0
LOG = "log"  # in the folder of the ground: what the server wrote to standard error
KEY = re.compile(r"XINFANG_(\w+)_KEY=(\S+)")
# The limits are at work, and so in every figure, but no load of a bench reaches them.
UNREACHED = {"XINFANG_CLIENT_RATE": "1000000", "XINFANG_SOURCE_RATE": "1000000"}
SERVE = "from service.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers, and the keys it has printed (`PORTAL`, `STATISTICS`, …)."""

    pid: int
    port: int
    keys: dict[str, str] = field(default_factory=dict)

    def get(self, target: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        """One plain request, outside any measurement."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        connection.request("GET", target, headers=headers)
        return connection.getresponse()


@contextmanager
def service(ground: Ground, *, worker: bool) -> Iterator[Server]:
    """`xinfang serve` as anybody starts it, on this ground; `worker`: with the worker in its process."""
    settings = {"XINFANG_DATA_DIR": str(ground.data_dir), "XINFANG_WORKER": str(worker).lower()} | UNREACHED
    with _running([sys.executable, "-c", SERVE, "serve"], settings, ground.folder, "/readyz") as server:
        yield server


@contextmanager
def smallest(ground: Ground) -> Iterator[Server]:
    """The smallest service that could be (`bench.smallest`), on this ground."""
    with _running([sys.executable, "-m", "bench.smallest", ground.dsn], {}, ground.folder, "/") as server:
        yield server


@contextmanager
def _running(command: list[str], settings: dict[str, str], folder: Path, ready: str) -> Iterator[Server]:
    port = _free_port()
    ours = {name: value for name, value in os.environ.items() if not name.startswith("XINFANG_")}
    printed, log = folder / "printed", folder / LOG
    with printed.open("wb") as output, log.open("wb") as errors:
        process = subprocess.Popen(
            [*command, "--port", str(port)], cwd=ROOT, env=ours | settings, stdout=output, stderr=errors
        )
    try:
        _wait(process, port, ready, log)
        yield Server(process.pid, port, dict(KEY.findall(printed.read_text(encoding="utf-8"))))
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            if Server(process.pid, port).get(ready, {}).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"the server under test did not start: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        port: int = asked.getsockname()[1]
        return port
