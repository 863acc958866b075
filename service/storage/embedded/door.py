"""The Unix socket: where it is, its address for clients, and whether a server answers behind it."""

import os
import shutil
import socket
import stat
import tempfile
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from service.storage.embedded.account import Account
from service.storage.embedded.cluster import DATABASE, ROLE
from service.storage.embedded.errors import EmbeddedPostgresError

PORT = 5432  # only the name of the socket file: nothing listens on a network
LONGEST = 107  # bytes of a socket's path (sun_path holds 108 with the final zero)
PROTOCOL = 3 << 16
NOT_YET = (b"57P", b"53300")  # SQLSTATE: starting, stopping or crashed; every connection taken


def socket_file(directory: Path) -> Path:
    """The file PostgreSQL makes in its socket directory."""
    return directory / f".s.PGSQL.{PORT}"


def known(home: Path) -> Path:
    """The directory of the socket, as the owner of the data directory left it."""
    return (home / "socket").resolve()


def place(home: Path, account: Account) -> Path:
    """A directory for the socket that only the account (and root) can enter: in the data directory, if its path fits.

    Else it is made in /tmp, and `socket` in the data directory is a link to it, which the next start follows.
    """
    here = home / "socket"
    if _fits(here):
        if here.is_symlink():
            here.unlink()
        if not here.is_dir():
            here.mkdir()
            account.take_over(here)
        here.chmod(0o700)
        return here
    if _is_private(known(home), account) and here.is_symlink():
        return known(home)
    return _elsewhere(here, account)


def clear(directory: Path) -> None:
    """Remove the socket of a server that is gone. Its lock file names a process id that may be another's by now."""
    file = socket_file(directory)
    file.unlink(missing_ok=True)
    file.with_name(f"{file.name}.lock").unlink(missing_ok=True)


def dsn(directory: Path) -> str:
    """The address for asyncpg; the port stands there lest PGPORT of the environment replace it."""
    return f"postgresql://{ROLE}@/{DATABASE}?host={quote(os.fsencode(directory), safe='')}&port={PORT}"


def answers(directory: Path) -> bool:
    """Whether a client that connects now can ask questions: found out by being one.

    A process id or a socket file proves nothing: both outlive the server. Raises `EmbeddedPostgresError` where the
    server refuses us for another reason than that it is starting or stopping.
    """
    parameters = f"user\0{ROLE}\0database\0{DATABASE}\0\0".encode()
    hello = PROTOCOL.to_bytes(4, "big") + parameters
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        try:
            client.connect(os.fsencode(socket_file(directory)))
            client.sendall((len(hello) + 4).to_bytes(4, "big") + hello)
            with client.makefile("rb") as replies:
                ready = _ready(replies)
            client.sendall(b"X\0\0\0\4")
        except PermissionError as refused:
            raise EmbeddedPostgresError(
                f"The socket in {directory} is closed to this user ({refused}). "
                "Run as the user who runs the xinfang process that owns the database."
            ) from refused
        except OSError:
            return False
    return ready


def _ready(replies: BinaryIO) -> bool:
    while kind := replies.read(1):
        body = replies.read(int.from_bytes(replies.read(4), "big") - 4)
        if kind == b"Z":
            return True
        if kind == b"E":
            fields = {field[:1]: field[1:] for field in body.split(b"\0")}
            if fields.get(b"C", b"").startswith(NOT_YET):
                return False
            reason = fields.get(b"M", b"").decode(errors="replace")
            raise EmbeddedPostgresError(f"PostgreSQL runs but refuses the connection: {reason}.")
    return False


def _fits(directory: Path) -> bool:
    # Clients take a comma for the next of several hosts, and a colon for the start of a port.
    name = os.fsencode(socket_file(directory))
    return len(name) <= LONGEST and not set(b",:") & set(name)


def _is_private(directory: Path, account: Account) -> bool:
    try:
        state = directory.lstat()
    except OSError:
        return False
    return state.st_uid == account.uid and state.st_mode == stat.S_IFDIR | 0o700


def _elsewhere(here: Path, account: Account) -> Path:
    if here.is_symlink():
        here.unlink()
    elif here.exists():
        shutil.rmtree(here)  # the data directory was moved to a longer path
    made = Path(tempfile.mkdtemp(prefix="xinfang-", dir="/tmp"))  # not $TMPDIR, which may be long too
    account.take_over(made)
    here.symlink_to(made)
    return made
