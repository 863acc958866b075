"""Thousands of random walks through the procedure on real commits, every one checked; prints what they came to.

python -m tests.proofs.walk_thousands [--walks 5000] [--first 0] [--processes 2]

Exit code 1 with the way of the first walk that broke a promise; a walk is given by its number alone, so it can be taken
again with `--first N --walks 1`.
"""

import argparse
import asyncio
import multiprocessing
import os
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import fields

from service.bureau.load import load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.desk.kit import local_date
from service.statistics.recount.compare import recount
from service.storage import engine
from service.storage.keyring import Keyring
from service.wiring import desk_of
from tests import server
from tests.conftest import FRIDAY, SteppedClock
from tests.procedure.walks import BEGIN, Counts, Walks


async def walked(first: int, count: int) -> Counts:
    """These walks on a database of their own; in the end the ledger is recounted."""
    name = f"walks_{os.getpid()}"
    await server.say(f"CREATE DATABASE {name} TEMPLATE {server.TEMPLATE}")
    database = await engine.connect(server.database_named(name), size=2, wait=10)
    clock, bureau = SteppedClock(FRIDAY), load()
    try:
        desk = desk_of(
            database.begin,
            database.read,
            database.snapshot,
            keyring=Keyring("a secret of walks, long enough to be one"),
            bureau=bureau,
            jurist=Jurist(bureau, ContentModel.load()),
            now=clock,
        )
        walks = await Walks(desk, lambda at: setattr(clock, "at", at)).open()
        for seed in range(first, first + count):
            await walks.walk(seed)
        compared = await recount(BEGIN.date(), local_date(BEGIN).replace(year=2029), desk=desk)
        assert [one for one in compared if one.difference] == [], "the ledger and the recount differ"
        return walks.counts
    finally:
        await database.close()
        await server.say(f"DROP DATABASE {name} WITH (FORCE)")


def one_process(share: tuple[int, int]) -> Counts:
    """A share of the walks, in a process of its own."""
    return asyncio.run(walked(*share))


def main() -> int:
    """Walk, print, and say whether every promise held."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--walks", type=int, default=5_000)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--processes", type=int, default=1)
    given = asked.parse_args()
    began = time.monotonic()
    each = -(-given.walks // given.processes)
    shares = [(given.first + at, min(each, given.walks - at)) for at in range(0, given.walks, each)]
    with ExitStack() as until:
        server.start(until)
        with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
            try:
                found = pool.map(one_process, shares, chunksize=1)
            except AssertionError as broken:
                print(broken)
                return 1
    total = Counts()
    for one in found:
        for field in fields(Counts):
            setattr(total, field.name, getattr(total, field.name) + getattr(one, field.name))
    _print(total, time.monotonic() - began)
    return 0


def _print(total: Counts, seconds: float) -> None:
    legal, refused = total.legal.total(), total.refused.total()
    print(f"{total.walks} walks, {legal} steps taken, {refused} refused, in {seconds:.0f} s: every promise held")
    for name in ("legal", "refused", "ended_at", "matters_at", "duties"):
        counts: Counter[str] = getattr(total, name)
        print(f"{name:<11}" + ", ".join(f"{what} {count}" for what, count in counts.most_common()))


if __name__ == "__main__":
    sys.exit(main())
