"""What a printed notice costs: milliseconds of the press, of the whole job, and bytes."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.figures import quantile
from service.acknowledgements import notices, press, words
from service.acknowledgements.issue import issue
from service.desk.kit import Desk

OWED = """
SELECT petition_id FROM job WHERE kind = 'acknowledge' AND petition_id NOT IN (SELECT petition_id FROM notice)
ORDER BY id LIMIT $1
"""


async def measure(desk: Desk, count: int) -> None:
    """Issue the receipts of so many petitions on the register and print what it took."""
    async with desk.read() as tx:
        ids = [row["petition_id"] for row in await tx.rows(OWED, count)]
    whole, printing, sizes = list[float](), list[float](), list[int]()
    for petition_id in ids:
        began = time.perf_counter()
        await issue(petition_id, at=datetime.now(UTC), begin=desk.begin, desk=desk)
        whole.append((time.perf_counter() - began) * 1000)
        async with desk.read() as tx:
            (notice,) = await notices.of(tx, petition_id)
        letter = words.letter_of(words.of(notice, desk.vault))
        began = time.perf_counter()
        sizes.append(len(press.pdf(letter, desk.bureau.notices.stationery)))
        printing.append((time.perf_counter() - began) * 1000)
    _say("notice worded, numbered, printed, sealed, kept", whole[1:])  # the first reads the fonts
    _say("of it printing", printing[1:])
    print(f"bytes of a notice: {quantile(sorted(map(float, sizes)), 0.5):,.0f}, at most {max(sizes):,}")


def _say(what: str, took: Sequence[float]) -> None:
    ordered = sorted(took)
    print(f"{what}: p50 {quantile(ordered, 0.5):.1f} ms, p99 {quantile(ordered, 0.99):.1f} ms ({len(ordered)})")
