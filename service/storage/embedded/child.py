"""Child processes that run under a given account and do not outlive this process."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, Popen

from service.storage.embedded.account import Account

# Nothing of ours is passed on: PGDATA, PGPORT or LANG of the caller must not change what is made here.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}

# What a command that cannot be run under an account raises, the second where the step between fork and exec fails.
UNRUNNABLE = (OSError, subprocess.SubprocessError)

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def spawn(
    command: Sequence[str | Path], account: Account, *, when_we_die: signal.Signals, stdin: int, output: int
) -> Popen[bytes]:
    """Start a command under the account; it gets the signal when the calling *thread* ends, however it ends."""
    lowered = account.lowered
    return Popen(  # noqa: S603 - the commands are PostgreSQL's programs, with no shell in between
        command,
        stdin=stdin,
        stdout=output,
        stderr=STDOUT,
        cwd="/",  # the current directory may be one the account cannot read
        env=ENVIRONMENT,
        user=account.uid if lowered else None,
        group=account.gid if lowered else None,
        extra_groups=[] if lowered else None,
        start_new_session=True,  # Ctrl-C at the terminal is for us: we stop the children in order
        preexec_fn=_tied_to(os.getpid(), when_we_die),
    )


def run(command: Sequence[str | Path], account: Account, *, says: bytes = b"") -> tuple[int, str]:
    """Run a short command to its end; its exit code and all that it printed.

    Raises one of `UNRUNNABLE` where it cannot be run under the account.
    """
    with spawn(command, account, when_we_die=signal.SIGKILL, stdin=PIPE if says else DEVNULL, output=PIPE) as process:
        try:
            printed, _ = process.communicate(says or None)
        except BaseException:
            process.kill()
            raise
    return process.returncode, printed.decode(errors="replace")


def _tied_to(parent: int, when_we_die: signal.Signals) -> Callable[[], None]:
    def tie() -> None:
        # Here, after setuid, because a change of user clears it.
        _libc.prctl(PR_SET_PDEATHSIG, int(when_we_die), 0, 0, 0)
        if os.getppid() != parent:  # we died before the line above
            os._exit(1)

    return tie
