"""The operating-system account postgres runs under: our own, except that root steps down to `nobody`."""

import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path

from service.storage.embedded.errors import EmbeddedPostgresError


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs postgres, and which account (ours) is let in.

    `lowered` says that the two differ: postgres refuses to run as root. The account `nobody` exists everywhere, so no
    user has to be created for it.
    """

    uid: int
    gid: int
    name: str
    client: str
    lowered: bool

    def may_search(self, directory: Path) -> bool:
        """Whether it may go through the directory, judged by the mode bits."""
        state = directory.stat()
        if state.st_uid == self.uid:
            return bool(state.st_mode & 0o100)
        return bool(state.st_mode & (0o010 if state.st_gid == self.gid else 0o001))

    def take_over(self, path: Path) -> None:
        """Give it a file or directory that we made for it."""
        if self.lowered:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def own() -> Account:
    """The account of this process as it is."""
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        raise EmbeddedPostgresError(
            f"This process runs under the user id {uid}, which has no name in /etc/passwd, and PostgreSQL admits "
            "accounts by their name. Run it as a named user, or name a server that runs already in "
            "XINFANG_DATABASE_URL."
        ) from None
    return Account(uid, os.getegid(), name, client=name, lowered=False)


def as_we_are() -> Account:
    """The account of this process for programs that only connect; it needs no name."""
    return Account(os.geteuid(), os.getegid(), str(os.geteuid()), client=str(os.geteuid()), lowered=False)


def for_postgres() -> Account:
    """The account postgres is to run under."""
    if sys.platform != "linux":
        raise EmbeddedPostgresError(
            "The embedded PostgreSQL runs on Linux only: elsewhere nothing stops it when this process is killed. "
            "Name a server that runs already in XINFANG_DATABASE_URL."
        )
    ours = own()
    if ours.uid != 0:
        return ours
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, nobody.pw_name, client=ours.name, lowered=True)
