"""Kill the service in the middle of a replay, bring it back, replay again: is every petition there, once, and whole?

python -m tests.proofs.kill_and_replay [FILE] [--limit 2000] [--rounds 5]

Each round has a data directory of its own. The service, and in every second round its database too, is killed with
SIGKILL when about half of the messages are registered. Exit code 1 where any figure is not what it has to be.
"""

import argparse
import asyncio
import csv
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg

from .register_checks import Answers, Finding, answers, in_the_database, over_the_api
from .served import LEASE, Replayed, Served
from .waiting import until

MESSAGES = Path(__file__).parents[3] / "shared" / "data" / "complaints" / "unlabelled.csv"
RUN = "proof"
ROUND_WITHIN = 400.0
PROBLEMS = ("路灯不亮", "拖欠工资", "违规停车收费", "夜间施工噪音", "自来水浑浊", "垃圾无人清运")


def invented(folder: Path, count: int) -> Path:
    """A file of made-up messages, for where the real ones are not at hand."""
    file = folder / "invented.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["title", "detail"])
        for number in range(count):
            problem = PROBLEMS[number % len(PROBLEMS)]
            writer.writerow([f"反映{problem}", f"{number}号楼居民反映：{problem}，多次联系无人处理，请尽快解决。"])
    return file


async def finished(replay: subprocess.Popen[str]) -> Replayed:
    """Let a replay come to its end, and read what it reported."""
    try:
        printed, _ = await asyncio.to_thread(replay.communicate)
    finally:
        replay.kill()  # does nothing where it has ended
    return Replayed.of(replay.returncode, printed)


async def killed_halfway(served: Served, replay: subprocess.Popen[str], limit: int, *, postmaster: bool) -> Answers:
    """Kill at a random moment near the half; what had been answered by then. Raises `RuntimeError` if too late."""
    half = random.uniform(0.3, 0.7) * limit
    connection = await asyncpg.connect(served.dsn)

    async def about_half() -> bool:
        if replay.poll() is not None:
            raise RuntimeError("the replay ended before anything could be killed")
        count: int = await connection.fetchval("SELECT count(*) FROM petition")
        return count >= half

    await until(about_half)
    before = await answers(connection)
    owed = await connection.fetchval("SELECT count(*) FROM job")
    served.kill(postmaster=postmaster)
    connection.terminate()
    print(f"  killed when {len(before)} of {limit} were answered and {owed} jobs owed", flush=True)
    return before


async def checked(served: Served, limit: int, before: Answers) -> list[Finding]:
    """All figures, once the worker has caught up or has had ample time to."""
    connection = await asyncpg.connect(served.dsn)

    async def caught_up() -> bool:
        owed: int = await connection.fetchval("SELECT count(*) FROM job WHERE NOT dead")
        return owed == 0

    try:
        async with asyncio.timeout(60 + 10 * LEASE):
            await until(caught_up)
    except TimeoutError:
        print("  the worker has not caught up")
    found = [Finding("answers lost by the kill", len(before - await answers(connection)), 0)]
    found += [one async for one in in_the_database(connection, limit)]
    found += [one async for one in over_the_api(served, limit)]
    found.append(Finding("rows that an audit names", await asyncio.to_thread(served.audit), 0))
    await connection.close()
    return found


def reported(first: Replayed, second: Replayed, limit: int) -> list[Finding]:
    """What the two replays said of themselves."""
    return [
        Finding("first replay: acknowledged", first.acknowledged, limit),
        Finding("first replay: different numbers", first.numbers, limit),
        Finding("first replay: errors", first.errors, 0),
        Finding("second replay: acknowledged", second.acknowledged, limit),
        Finding("second replay: different numbers", second.numbers, limit),
        Finding("second replay: new", second.new, 0),
        Finding("second replay: errors", second.errors, 0),
        Finding("first replay, across the kill: exit code", first.exit_code, 0),
        Finding("second replay: exit code", second.exit_code, 0),
    ]


async def one_round(file: Path, limit: int, folder: Path, *, postmaster: bool) -> bool:
    """Replay, kill, bring back, replay again, count. Whether every figure is what it has to be."""
    served = Served(folder)
    await asyncio.to_thread(served.start)
    replay = served.replay(file, limit, RUN)
    try:
        before = await killed_halfway(served, replay, limit, postmaster=postmaster)
        await asyncio.sleep(random.uniform(0, 1))
        await asyncio.to_thread(served.start)
        first = await finished(replay)
        second = await finished(served.replay(file, limit, RUN))
        found = reported(first, second, limit) + await checked(served, limit, before)
    finally:
        replay.kill()
        served.stop()
    print(f"  the portal heard of {limit - first.new} only by asking again; exit code of its replay: {first.exit_code}")
    print(*found, sep="\n")
    return all(one.kept for one in found)


def main() -> None:
    """So many rounds; the summary decides the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("file", nargs="?", type=Path, help="CSV with title and detail; else real messages or invented")
    options.add_argument("--limit", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    whole = 0
    for number in range(chosen.rounds):
        began, postmaster = time.monotonic(), bool(number % 2)
        print(f"round {number + 1}: kill the service{' and its database' if postmaster else ''}", flush=True)
        with tempfile.TemporaryDirectory(prefix="xinfang-proof-") as made:
            folder = Path(made)
            folder.chmod(0o755)  # the account that PostgreSQL runs under must reach its data
            file = chosen.file or (MESSAGES if MESSAGES.exists() else invented(folder, chosen.limit))
            kept = asyncio.run(
                asyncio.wait_for(one_round(file, chosen.limit, folder, postmaster=postmaster), ROUND_WITHIN)
            )
        whole += kept
        print(f"  {'whole' if kept else 'BROKEN'}, {time.monotonic() - began:.0f} s\n", flush=True)
    print(f"{whole} of {chosen.rounds} rounds left a register that is whole")
    sys.exit(0 if whole == chosen.rounds else 1)


if __name__ == "__main__":
    main()
