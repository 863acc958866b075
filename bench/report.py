"""The report: a Markdown table for the README, its ratios, and the same for a program."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from bench.figures import Figures

HEAD = "| | what | requests/s | p50 ms | p99 ms | server µs | PostgreSQL µs | server MB | errors |"
RULE = "|---|---|--:|--:|--:|--:|--:|--:|--:|"
RATIOS = (("c", "a"), ("c", "b"), ("w", "b"), ("c+", "c"))


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under what it was measured. `load_average`: of the machine, one minute, before the run."""

    cores: int
    load_average: float
    postgresql: str
    python: str
    commit: str
    seconds: float
    connections: int
    texts: str


def markdown(under: Conditions, figures: Sequence[Figures], notes: Sequence[str]) -> str:
    """The table, what it was measured under, and what follows from it."""
    head = (
        f"{under.cores} cores for load generator, server and PostgreSQL; load average {under.load_average:.2f} "
        f"before the run; PostgreSQL {under.postgresql}, Python {under.python}, commit {under.commit}; "
        f"{under.connections} connections, {under.seconds:g} s a part, {under.texts}. "
        "µs is processor time per request: of all figures the one that foreign load disturbs least."
    )
    lines = [head, "", HEAD, RULE, *map(_line, figures), ""]
    return "\n".join([*lines, *(f"- {line}" for line in (*ratios(figures), *notes))])


def as_json(under: Conditions, figures: Sequence[Figures], notes: Sequence[str]) -> dict[str, object]:
    """The same for a program."""
    return {
        "conditions": asdict(under),
        "figures": [asdict(one) for one in figures],
        "notes": [*ratios(figures), *notes],
    }


def ratios(figures: Sequence[Figures]) -> Iterator[str]:
    """How the parts stand to each other, in requests/s and in processor time."""
    by_code = {one.code: one for one in figures}
    for code, other in RATIOS:
        if code not in by_code or other not in by_code:
            continue
        one, base = by_code[code], by_code[other]
        yield (
            f"({code})/({other}) = {one.per_second / base.per_second:.3f} in requests/s; "
            f"{one.cpu_us:,.0f} to {base.cpu_us:,.0f} µs of processor time"
        )


def _line(one: Figures) -> str:
    cells = [
        f"({one.code})",
        one.what,
        f"{one.per_second:,.0f}",
        *("–" if value is None else f"{value:.2f}" for value in (one.p50, one.p99)),
        *("–" if value is None else f"{value:,.0f}" for value in (one.server_us, one.database_us, one.resident)),
        str(sum(one.failures.values())),
    ]
    return f"| {' | '.join(cells)} |"
