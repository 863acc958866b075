"""What a replay found: how fast, how sure, and whether the statistics equal what was acknowledged."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rich.console import Console
from rich.table import Table

from service.cli.replay_client import Outcome


@dataclass(frozen=True)
class Report:
    """The outcomes of a run, and the registered items by class that the statistics gained meanwhile."""

    outcomes: list[Outcome]
    seconds: float
    counted: Counter[str]

    @cached_property
    def accepted(self) -> list[Outcome]:
        """What was acknowledged."""
        return [one for one in self.outcomes if one.number is not None]

    @cached_property
    def sent(self) -> Counter[str]:
        """What this run registered, by class, as the acknowledgements say."""
        return Counter(one.content_class for one in self.accepted if not one.replayed)

    @cached_property
    def in_doubt(self) -> Counter[str]:
        """What this run or an earlier one registered: a lost answer cannot tell which."""
        return Counter(one.content_class for one in self.accepted if one.in_doubt)

    @cached_property
    def refused(self) -> Counter[str]:
        """What was refused, by reason."""
        return Counter(one.refusal for one in self.outcomes if one.number is None)

    @property
    def agrees(self) -> bool:
        """Whether the statistics gained what was acknowledged, class by class, and nothing else."""
        return all(0 <= self.counted[code] - self.sent[code] <= self.in_doubt[code] for code in self._classes())

    @property
    def good(self) -> bool:
        """Whether every message is registered once and counted once."""
        numbers = {one.number for one in self.accepted}
        return self.agrees and not self.refused and len(numbers) == len(self.accepted)

    def show(self, console: Console) -> None:
        """Print it."""
        table = Table("class", "acknowledged", "statistics", "difference", title="registered by level-1 class")
        for code in self._classes():
            sent, counted = self.sent[code], self.counted[code]
            table.add_row(code, str(sent), str(counted), str(counted - sent))
        sent, counted = self.sent.total(), self.counted.total()
        table.add_row("total", str(sent), str(counted), str(counted - sent))
        console.print(table)
        for subject, says in self._lines():
            console.print(f"{subject:<18}{says}")

    def _classes(self) -> list[str]:
        return sorted(set(self.sent) | {code for code, n in self.counted.items() if n})

    def _lines(self) -> Iterator[tuple[str, str]]:
        times = sorted(one.seconds * 1000 for one in self.outcomes) or [0.0]
        known, new = len(self.accepted), self.sent.total()
        yield (
            "posted",
            f"{len(self.outcomes)} in {self.seconds:.1f} s, {len(self.outcomes) / self.seconds:.0f} a second",
        )
        yield "time per request", f"p50 {times[len(times) // 2]:.1f} ms, p99 {times[len(times) * 99 // 100]:.1f} ms"
        yield "acknowledged", f"{known}: {new} new, {known - new} answered as before"
        if self.in_doubt:
            yield "in doubt", f"{self.in_doubt.total()} of these: registered by a try whose answer was lost, or earlier"
        yield "numbers", f"{len({one.number for one in self.accepted})} different"
        yield "to the clerk", f"{sum(one.needs_clerk for one in self.accepted)}"
        yield "errors", f"{self.refused.total()} {dict(self.refused) or ''}".strip()
        yield "statistics", "equal what was acknowledged" if self.agrees else "DIFFER from what was acknowledged"
