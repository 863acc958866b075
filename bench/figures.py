"""The figures of one part."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.meter import Usage


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of the table: times in milliseconds, processor time in microseconds per request, memory in MB."""

    code: str
    what: str
    count: int
    per_second: float
    p50: float | None = None
    p99: float | None = None
    server_us: float | None = None
    database_us: float | None = None
    resident: float | None = None
    failures: dict[str, int] = field(default_factory=dict)

    @property
    def cpu_us(self) -> float:
        """Processor time of server and database together."""
        return (self.server_us or 0.0) + (self.database_us or 0.0)


def per_request(before: Usage, after: Usage, count: int) -> tuple[float, float]:
    """Processor time of server and database, microseconds per request."""
    share = 1e6 / max(count, 1)
    return (after.server - before.server) * share, (after.database - before.database) * share


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share of the ordered values lies; 0 where there is none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
