"""What the processes use: processor time and memory, as the kernel counts them."""

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds since the start of each process."""

    server: float
    database: float


@dataclass(frozen=True, slots=True)
class Meter:
    """Reads one server under test (None: there is none) and one PostgreSQL, each with all its children."""

    server: int | None
    postmaster: int

    def usage(self) -> Usage:
        """Processor time so far; read it before and after, and subtract."""
        return Usage(_seconds(self.server) if self.server else 0.0, _seconds(self.postmaster))

    def resident(self) -> float | None:
        """Memory of the server under test, MB."""
        if self.server is None:
            return None
        tree = [psutil.Process(self.server), *psutil.Process(self.server).children(recursive=True)]
        return float(sum(one.memory_info().rss for one in tree)) / 1e6


def _seconds(pid: int) -> float:
    parent = psutil.Process(pid)
    own = parent.cpu_times()
    # A child that has ended (a connection closed, an autovacuum done) is in its parent's account.
    total = own.user + own.system + own.children_user + own.children_system
    for child in parent.children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:  # it ended while we looked
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return float(total)
