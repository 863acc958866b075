"""`python -m bench.vault_cost`: what sealing the words costs an intake.

The real use case in this process, on a database with everything on, by several at once: rounds that seal and rounds
that write the same values as plain JSON take turns, so that whatever else the machine does meets both alike.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from unittest.mock import patch

import orjson
import typer
import uvloop

from bench.ground import ground
from bench.meter import Meter
from bench.posting_cost import Figures, arrivals_of, desk_on, measured_round, quartiles
from service.register.vault import Vault

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(rounds: Annotated[int, typer.Option(help="of each kind, beside two that warm up")] = 15) -> None:
    """Print milliseconds and processor time of an intake with and without sealing."""
    with ground() as place:
        sealed, clear = uvloop.run(_measured(place.dsn, rounds, Meter(None, place.postmaster)))
    for what, figures in (("sealed", sealed), ("in clear", clear)):
        wall, used = map(statistics.median, figures)
        print(f"{what}: {wall:.3f} ms an intake, {used:.0f} µs of processor time in service and PostgreSQL")
    for what, unit, ones, others in zip(("time", "processor time"), ("ms", "µs"), sealed, clear, strict=True):
        more = [one - other for one, other in zip(ones, others, strict=True)]
        shares = [one / other - 1 for one, other in zip(ones, others, strict=True)]
        median, share = statistics.median(more), statistics.median(shares)
        print(f"paired: {median:+.3f} {unit} of {what} an intake, {share:+.1%} (quartiles {quartiles(shares)})")


async def _measured(dsn: str, rounds: int, meter: Meter) -> tuple[Figures, Figures]:
    async with desk_on(dsn) as desk:
        arrivals = arrivals_of(desk.bureau)
        kept: tuple[Figures, Figures] = ([], []), ([], [])
        for nth in range(rounds + 2):
            for figures, seals in zip(kept, (True, False), strict=True):
                with _sealing(seals):
                    took, used = await measured_round(desk, arrivals, meter)
                if nth >= 2:
                    figures[0].append(took)
                    figures[1].append(used)
    return kept


@contextmanager
def _sealing(seals: bool) -> Iterator[None]:
    if seals:
        yield
        return
    with patch.object(Vault, "seal", _plainly):
        yield


def _plainly(_: Vault, __: str, content: Any) -> bytes:
    return orjson.dumps(content)


if __name__ == "__main__":
    app()
