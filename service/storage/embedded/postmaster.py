"""The server process: started as our child, handed out when it answers, stopped in order."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired

from service.storage.embedded.account import Account
from service.storage.embedded.binaries import Binaries
from service.storage.embedded.child import UNRUNNABLE, spawn
from service.storage.embedded.door import PORT, answers
from service.storage.embedded.errors import PostgresDidNotStart
from service.storage.embedded.predecessor import title

START_WITHIN = 300.0  # seconds; after a crash the server first replays its log
STOP_LADDER = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))
LOG_LIMIT = 10_000_000  # bytes after which a start begins a new log and keeps the last one

# A failing statement is logged without DETAIL: that would quote the row, and with it the petitioner.
DEFAULTS = {"shared_buffers": "64MB", "log_error_verbosity": "terse"}


@contextmanager
def serving(
    cluster: Path, binaries: Binaries, account: Account, *, settings: Mapping[str, str], log: Path, directory: Path
) -> Iterator[None]:
    """Run the server on a cluster; inside the block it answers on the socket in `directory`.

    Raises `PostgresDidNotStart`, or `EmbeddedPostgresError` where the server runs but will not have us.
    """
    seen = log.stat().st_size
    process = _start([binaries.postgres, "-D", cluster, *_as_arguments(settings)], account, log)
    try:
        _wait(process, directory, log, seen)
        yield
    finally:
        _stop(process)


def fixed_settings(cluster: Path, directory: Path) -> dict[str, str]:
    """What no option may change: no network, one private socket, a title that is ours."""
    quoted = str(directory).replace('"', '""')
    return {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": f'"{quoted}"',  # it is a list: a comma or a space would otherwise end the name
        "unix_socket_permissions": "0700",
        "unix_socket_group": "",
        "cluster_name": title(cluster),
        "update_process_title": "on",
        "logging_collector": "off",
        "log_destination": "stderr",
    }


def open_log(home: Path) -> Path:
    """The log, made for our eyes only; a long one makes room for a new one."""
    log = home / "postgres.log"
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(home / "postgres.log.old")
    log.touch(mode=0o600)
    return log


def _as_arguments(settings: Mapping[str, str]) -> list[str]:
    return [f"--{name}={value}" for name, value in settings.items()]


def _start(command: list[str | Path], account: Account, log: Path) -> Popen[bytes]:
    handle = os.open(log, os.O_WRONLY | os.O_APPEND)
    try:
        # SIGINT is the fast shutdown: should we be killed, it stops in order all the same.
        return spawn(command, account, when_we_die=signal.SIGINT, stdin=DEVNULL, output=handle)
    except UNRUNNABLE as refused:
        raise PostgresDidNotStart(f"{command[0]} could not be run as {account.name}", [str(refused)], log) from refused
    finally:
        os.close(handle)


def _wait(process: Popen[bytes], directory: Path, log: Path, seen: int) -> None:
    deadline = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        if answers(directory):
            return
        time.sleep(0.01)
    code = process.returncode
    what = f"did not answer within {START_WITHIN:g} s" if code is None else f"stopped while starting (exit code {code})"
    raise PostgresDidNotStart(f"PostgreSQL {what}", _tail(log, seen), log)


def _tail(log: Path, seen: int) -> list[str]:
    with log.open("rb") as file:
        file.seek(seen)
        return file.read().decode(errors="replace").splitlines()[-15:]


def _stop(process: Popen[bytes]) -> None:
    for step, patience in STOP_LADDER:
        process.send_signal(step)  # does nothing where it has ended already
        try:
            process.wait(patience)
            return
        except TimeoutExpired:
            continue
