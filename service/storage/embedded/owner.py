"""One owner per data directory, for as long as its process lives; everybody else attaches to its server."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.storage.embedded.door import answers, known
from service.storage.embedded.errors import OwnerDoesNotAnswer
from service.storage.embedded.home import unusable

ATTACH_WITHIN = 30.0
SECOND_LOOK = 0.1  # seconds; an owner that was just killed holds its lock, and its server answers, a moment longer
READY = "ready"


@dataclass(frozen=True, slots=True)
class Owner:
    """Holds the lock, and says in the lock file how far the server is."""

    handle: int

    def say(self, state: str) -> None:
        """Tell those who wait, and a human who looks."""
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, f"process {os.getpid()}, {state}\n".encode(), 0)

    @contextmanager
    def open_for_others(self) -> Iterator[None]:
        """Inside the block others may attach. Before and after, what answers may be a server about to end."""
        self.say(READY)
        try:
            yield
        finally:
            self.say("stopping")


@contextmanager
def ownership(home: Path) -> Iterator[Owner | None]:
    """Become the owner, or (None) find that another process is and that its server answers.

    The kernel takes the lock back however a process ends, and the handle is not inherited by children.
    Raises `OwnerDoesNotAnswer`, `DataDirectoryUnusable`.
    """
    try:
        handle = os.open(home / "owner.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as refused:
        raise unusable(home, refused) from refused
    try:
        yield _own_or_attach(handle, home)
    finally:
        os.close(handle)


def _own_or_attach(handle: int, home: Path) -> Owner | None:
    deadline = time.monotonic() + ATTACH_WITHIN
    answered = False
    while time.monotonic() < deadline:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            answered, before = _said(handle).endswith(READY) and answers(known(home)), answered
            if answered and before:
                return None
        else:
            owner = Owner(handle)
            owner.say("starting")
            return owner
        time.sleep(SECOND_LOOK if answered else 0.02)
    raise OwnerDoesNotAnswer(home, _said(handle), ATTACH_WITHIN)


def _said(handle: int) -> str:
    return os.pread(handle, 200, 0).decode(errors="replace").strip()
