"""Servers that an earlier process left behind: they are waited for, then made to stop, and never mistaken."""

import os
import signal
import time
from pathlib import Path

from service.storage.embedded.account import Account
from service.storage.embedded.home import fingerprint

# A server that lost its process was told to stop by the kernel, but may first have to write what it holds in memory.
PATIENCE = 10.0
NO_PROCESS = 2**31 - 1  # above any process id Linux gives out


def title(cluster: Path) -> str:
    """What postgres calls itself in the process list: tells its processes from those of every other cluster."""
    return f"xinfang-{fingerprint(cluster)}"


def see_off(cluster: Path, account: Account) -> None:
    """Return when no server process of the cluster is left.

    To be called by the owner of the data directory alone, before it starts its own.
    """
    for force in (signal.SIGQUIT, signal.SIGKILL):
        if _is_gone(cluster, account):
            break
        for pid in _processes(cluster, account):
            _signal(pid, force)
    lock = cluster / "postmaster.pid"
    # Where it is still not gone, its lock stays: the new server refuses to start because of it, and says so.
    if _is_gone(cluster, account) and lock.exists():
        _forget_pid(lock, account)


def _is_gone(cluster: Path, account: Account) -> bool:
    deadline = time.monotonic() + PATIENCE
    while _processes(cluster, account):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _processes(cluster: Path, account: Account) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and entry.stat().st_uid == account.uid:
                command = (entry / "cmdline").read_bytes()
                if _serves(command, cluster):
                    found.append(int(entry.name))
        except OSError:  # it ended while we looked
            continue
    return found


def _serves(command: bytes, cluster: Path) -> bool:
    # The command line and not the current directory: a container's root may not look at that of another account.
    words = command.split(b"\0")
    postmaster = words[0].endswith(b"/postgres") and words[1:3] == [b"-D", os.fsencode(cluster)]
    return postmaster or command.startswith(f"postgres: {title(cluster)}: ".encode())


def _signal(pid: int, force: signal.Signals) -> None:
    try:
        os.kill(pid, force)
    except ProcessLookupError:
        return


def _forget_pid(lock: Path, account: Account) -> None:
    """Take the process id out of a dead server's lock file, and leave the rest.

    Ids are given out again, in a container soon, and postgres would refuse to start because of a stranger. The rest
    holds the key of its shared memory, by which postgres itself makes sure that nobody else uses the files.
    """
    _, *rest = lock.read_bytes().split(b"\n")
    if not rest:  # it was killed before it could write: postgres would ask for a human
        lock.unlink()
        return
    # Written outside the cluster and moved in: root does not write where another account could have put a link.
    draft = lock.parent.parent / "postmaster.pid.new"
    draft.write_bytes(b"\n".join([str(NO_PROCESS).encode(), *rest]))
    account.take_over(draft)
    draft.replace(lock)
