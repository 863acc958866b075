"""`python -m tests.proofs.query_codes [GUESSES]`: nothing is learnt of a petition by trying at it.

First time: wrong numbers and wrong codes, in rounds of one each in changing order, through every layer of the
application on a real database. The differences within a round are compared with none at all (Wilcoxon's signed ranks),
beside two controls that show what the test would see: a right code, and a wait of a millisecond. Then guessing: so
many guesses through many portals and addresses, at petitions that exist and at numbers that do not.
"""

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from math import erfc, sqrt

import httpx

from service.auth.scopes import PORTAL
from service.desk.kit import Desk
from service.register.query_codes import ALPHABET, LENGTH
from tests import server
from tests.conftest import FRIDAY, PETITION, SteppedClock, admit, calling, key, serving
from tests.proofs.own_desk import own_desk

ROUNDS = 1_500
SURE = 1e-4  # a difference that chance makes more rarely is one
TRIES, CALLER_TRIES = 10, 100
WAIT = 0.001


async def main(guesses: int) -> int:
    """Run both; how many of the demands were not met."""
    clock = SteppedClock(FRIDAY)
    async with own_desk("codes", clock) as desk:
        failed = await timed(desk) + await guessed(desk, clock, guesses)
    print("proven" if not failed else f"{failed} demands not met")
    return failed


async def registered(api: httpx.AsyncClient, headers: dict[str, str], name: str) -> tuple[str, str]:
    """Number and code of a new petition."""
    told = (await api.post("/v1/petitions", json=PETITION, headers={**headers, **key(name)})).json()
    return told["number"], told["query_code"]


async def timed(desk: Desk) -> int:
    """Whether the two ways to be wrong can be told apart by a clock."""
    headers = await admit(desk, "timed", PORTAL)
    patient = {"code_tries": 10**9, "caller_code_tries": 10**9, "caller_cache_seconds": 3_600}
    seconds: dict[str, list[float]] = {}
    async with serving(desk, **patient) as app, calling(app) as api:
        number, code = await registered(api, headers, "timed")
        absent = desk.numbers.of(987_654_321)
        mistyped = absent[:-1] + str((int(absent[-1]) + 1) % 10)
        kinds = {
            "wrong code": (number, "AAAAA-AAAAA", 0.0),
            "wrong number": (absent, "AAAAA-AAAAA", 0.0),
            "mistyped number": (mistyped, "AAAAA-AAAAA", 0.0),
            "control: right code": (number, code, 0.0),
            "control: wrong code and a wait": (number, "AAAAA-AAAAA", WAIT),
        }
        for _ in range(ROUNDS):
            for kind in random.sample(list(kinds), len(kinds)):
                which, shown, wait = kinds[kind]
                began = time.perf_counter()
                await api.get(f"/v1/petitions/{which}", headers={**headers, "X-Query-Code": shown})
                until = time.perf_counter() + wait
                while time.perf_counter() < until:
                    pass
                seconds.setdefault(kind, []).append(time.perf_counter() - began)
    first, *others = kinds
    failed = 0
    for other in others:
        share, chance = longer(seconds[first], seconds[other])
        apart, control = chance < SURE, other.startswith("control")
        failed += apart != control
        medians = [sorted(seconds[kind])[ROUNDS // 2] * 1_000 for kind in (first, other)]
        print(
            f"{first} {medians[0]:.3f} ms, {other} {medians[1]:.3f} ms: longer in {share:.4f}, p = {chance:.2g}: "
            f"{'can' if apart else 'cannot'} be told apart"
        )
    return failed


def longer(one: Sequence[float], two: Sequence[float]) -> tuple[float, float]:
    """In what share of the rounds the second took longer, and by what chance they would differ so much."""
    differences = sorted((b - a for a, b in zip(one, two, strict=True)), key=abs)
    ranks = sum(rank for rank, difference in enumerate(differences, 1) if difference > 0)
    n = len(differences)
    deviation = (ranks - n * (n + 1) / 4) / sqrt(n * (n + 1) * (2 * n + 1) / 24)
    return sum(difference > 0 for difference in differences) / n, erfc(abs(deviation) / sqrt(2))


async def guessed(desk: Desk, clock: SteppedClock, guesses: int) -> int:
    """What guessing comes to, and what it locks."""
    portals = [await admit(desk, f"portal {n}", PORTAL) for n in range(10)]
    limits = {"code_tries": TRIES, "caller_code_tries": CALLER_TRIES, "trusted_proxies": 1}
    async with serving(desk, caller_cache_seconds=3_600, **limits) as app, calling(app) as api:
        petitions = [await registered(api, portals[0], f"guessed-{n}") for n in range(6)]
        attacked, quiet = petitions[:5], petitions[5]
        numbers = [number for number, _ in attacked] + [desk.numbers.of(900_000_000 + n) for n in range(5)]
        said: Counter[tuple[str, int]] = Counter()

        async def guess(_: int) -> None:
            number, source = random.choice(numbers), f"192.0.2.{random.randrange(250)}"
            code = "".join(random.choice(ALPHABET) for _ in range(LENGTH))
            headers = {**random.choice(portals), "X-Query-Code": code, "X-Forwarded-For": source}
            answer = await api.get(f"/v1/petitions/{number}", headers=headers)
            said["exists" if number in dict(attacked) else "does not exist", answer.status_code] += 1

        for start in range(0, guesses, 16):
            await asyncio.gather(*(guess(n) for n in range(start, min(start + 16, guesses))))

        async def opens(number: str, code: str) -> int:
            headers = {**portals[0], "X-Query-Code": code, "X-Forwarded-For": "198.51.100.1"}
            return (await api.get(f"/v1/petitions/{number}", headers=headers)).status_code

        under_attack = [await opens(*one) for one in attacked]
        beside = await opens(*quiet)
        clock.at = clock.at.replace(hour=clock.at.hour + 1)
        afterwards = [await opens(*one) for one in attacked]
    looked_at = sum(count for (_, status), count in said.items() if status != 429)
    print(f"{guesses:,} guesses: {dict(said)}")
    print(f"{looked_at} of them were looked at; by chance {looked_at / len(ALPHABET) ** LENGTH:.1g} of them are right")
    print(f"right codes: attacked {under_attack}, beside it {beside}; an hour later {afterwards}")
    demands = (
        sum(count for (_, status), count in said.items() if status == 200) == 0,
        looked_at <= len(numbers) * (TRIES + 16),  # those under way at once are let in before one is counted
        under_attack == [429] * 5,
        beside == 200,
        afterwards == [200] * 5,
    )
    return demands.count(False)


if __name__ == "__main__":
    with ExitStack() as until:
        server.start(until)
        sys.exit(1 if asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)) else 0)
