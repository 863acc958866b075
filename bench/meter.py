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
        return sum(one.memory_info().rss for one in _tree(self.server)) / 1e6


def _seconds(pid: int) -> float:
    # A child that ends moves to its parent's account. Where one did so while we added up, it may have been missed in
    # both: then we add up again.
    while True:
        tree = _tree(pid)
        try:
            total = sum(sum(one.cpu_times()[:4]) for one in tree)  # user, system, and both of the children that ended
        except psutil.NoSuchProcess:
            continue
        if {one.pid for one in tree} == {one.pid for one in _tree(pid)}:
            return total


def _tree(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]
