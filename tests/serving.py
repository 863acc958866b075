"""The service as a process of its own, started as an operator starts it, for tests that need the real thing."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from service.auth.scopes import Scope
from tests.server import TEMPLATE, database_named, say_now

PATIENCE = 120.0  # seconds for a start on a busy machine, where it makes and migrates a database too


@dataclass(frozen=True, slots=True)
class Running:
    """A service that answers."""

    url: str
    process: subprocess.Popen[str]
    keys: dict[str, str]
    everything_key: str
    said: Path
    environment: dict[str, str]


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(**environment: str) -> Iterator[Running]:
    """Start `xinfang serve` on a new database of the test server, and stop it in the end."""
    name = f"served_{os.getpid()}_{os.urandom(3).hex()}"
    say_now(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    with TemporaryDirectory() as folder:
        own = {
            "XINFANG_DATABASE_URL": database_named(name),
            "XINFANG_DATA_DIR": folder,
            "XINFANG_PORT": str(free_port()),
            "XINFANG_CLIENT_RATE": "0",
            "XINFANG_SOURCE_RATE": "0",
            **environment,
        }
        try:
            with started(own, Path(folder)) as service:
                yield service
        finally:
            say_now(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def started(own: dict[str, str], folder: Path) -> Iterator[Running]:
    """Start `xinfang serve` with these settings; its words go to files in the folder."""
    environment = {**os.environ, **own}
    url = f"http://127.0.0.1:{environment['XINFANG_PORT']}"
    said = folder / "said.txt"
    command = [sys.executable, "-m", "service", "serve"]
    with said.open("w") as out, (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=log, text=True)
    try:
        _await_answer(url, process, folder)
        keys = dict(
            line.strip().split("=", 1) for line in said.read_text().splitlines() if line.strip().startswith("XINFANG_")
        )
        add = [sys.executable, "-m", "service", "clients", "add", f"all-{os.urandom(3).hex()}"]
        scopes = [part for scope in Scope for part in ("--scope", scope)]
        key = subprocess.run(
            [*add, *scopes, "--organ", "HB-ZJJ"], env=environment, check=True, capture_output=True, text=True
        ).stdout
        yield Running(url, process, keys, key.strip(), said, own)
    finally:
        process.terminate()
        ended = process.wait(timeout=PATIENCE)
    assert ended in {0, -signal.SIGKILL}, "a stop that was asked for is no failure; only a test kills"


def _await_answer(url: str, process: subprocess.Popen[str], folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError((folder / "log.txt").read_text()[-3000:])
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("did not become ready: " + (folder / "log.txt").read_text()[-3000:])
