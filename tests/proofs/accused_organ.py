"""`python -m tests.proofs.accused_organ [ORGANS] [ROUNDS]`: an organ learns nothing of what accuses it (条例 30(3)).

First the answers. Each of many organs has had a matter, with a letter, a suggestion and a file, that comes to accuse
it (or is accused at once, where the bureau could not have sent it anything). Then, with the key of that organ, every
operation of the OpenAPI document is tried with every identifier of the accusation and with identifiers that were
never given: status, headers and body must be the same, and no list or feed may be otherwise than before.

Then the time. Whatever answered 404 is asked again and again, in rounds of one each in changing order, by a clock, and
the differences within a round are compared with none at all (Wilcoxon's signed ranks), beside a control that shows
what the test would see: a wait of half a millisecond.
"""

import asyncio
import random
import sys
import time
from contextlib import ExitStack

import httpx

from service.auth.scopes import ORGAN, Scope
from service.desk.kit import Desk
from service.webhooks import deliveries
from tests import server
from tests.accusation import Places, absent_beside, differing, knocks, lists, operations, sent_then_accusing
from tests.acknowledgements.conftest import work
from tests.conftest import FRIDAY, PETITION, SteppedClock, admit, calling, serving
from tests.procedure_steps import Procedure, procedure_on
from tests.proofs.own_desk import own_desk
from tests.proofs.query_codes import SURE, longer

SCOPES = (*ORGAN, Scope.IDENTITIES_REVEAL)
WAIT = 0.0005
NONE = 2**39  # no act of supervision has this id
ACCUSING = {"purpose": "accusation", "route": "discipline", "organ": "HB-JW"}
Asked = tuple[str, dict[str, str], Places, Places]


async def main(organs: int, rounds: int) -> int:
    """Run both; how many of the demands were not met."""
    clock = SteppedClock(FRIDAY)
    async with (
        own_desk("accused", clock) as desk,
        serving(desk, caller_cache_seconds=3_600) as app,
        calling(app) as api,
    ):
        procedure = await procedure_on(api, desk, clock)
        failed, asked = await answers(procedure, desk, organs)
        failed += await times(api, asked, rounds)
    print("proven" if not failed else f"{failed} demands not met")
    return failed


async def answers(procedure: Procedure, desk: Desk, organs: int) -> tuple[int, list[Asked]]:
    """How many organs were told anything, and what the clock is to be held to."""
    failed, asked, requests = 0, list[Asked](), 0
    named = [one.code for one in desk.bureau.organs if one.code != "HB-JW"][:organs]
    for organ in named:
        headers = await admit(desk, f"accused {organ}", SCOPES, organ)
        real = await _accused(procedure, desk, organ)
        absent = absent_beside(real, desk)
        told = await differing(procedure.api, headers, real, absent)
        await deliveries.dispatch(desk.begin)
        before = await lists(procedure.api, headers)
        await procedure.decided({**PETITION, "subject": f"举报{organ}"}, f"again-{organ}", **ACCUSING, accused=[organ])
        await work(desk)
        await deliveries.dispatch(desk.begin)
        after = await lists(procedure.api, headers)
        changed = [where for where in before if before[where] != after[where]]
        requests += 4 * len(operations()) + 2 * len(before)
        if told or changed:
            failed += 1
            print(f"{organ}: {sorted(told)} {changed}")
        if not asked and real.record != NONE:
            asked = await _hidden(procedure.api, headers, real, absent)
    tried = f"{len(named)} organs, {len(operations())} operations, some {requests:,} answers"
    print(f"{tried}: {failed} organs learn something", flush=True)
    return failed, asked


async def _accused(procedure: Procedure, desk: Desk, organ: str) -> Places:
    try:
        return await sent_then_accusing(procedure, desk, organ)
    except AssertionError:  # a court, a union …: the bureau sends it nothing of this kind
        number = await procedure.decided(PETITION, f"only-{organ}", **ACCUSING, accused=[organ])
        await work(desk)
        async with desk.read() as tx:
            serial = await tx.value(
                "SELECT serial FROM notice JOIN petition ON petition.id = petition_id WHERE number = $1", number
            )
        return Places(number, serial, NONE)


async def _hidden(api: httpx.AsyncClient, headers: dict[str, str], real: Places, absent: Places) -> list[Asked]:
    """The operations that say that there is nothing."""
    found = []
    for method, path in operations():
        request = next(knocks(method, path, real))
        answer = await api.request(**{**request, "headers": {**request["headers"], **headers}})
        if answer.status_code == 404 and "{" in path:
            found.append((f"{method} {path}", headers, real, absent))
    return found


async def times(api: httpx.AsyncClient, asked: list[Asked], rounds: int) -> int:
    """How many operations take longer, or shorter, for what accuses than for what does not exist."""
    failed = seen = 0
    for nth, (named, headers, real, absent) in enumerate(asked):
        method, path = named.split()
        with_real, with_absent = (next(knocks(method, path, places)) for places in (real, absent))
        seconds: dict[str, list[float]] = {"real": [], "absent": [], "control": []}
        for _ in range(rounds):
            for kind in random.sample(list(seconds), 3):
                request = with_absent if kind == "absent" else with_real
                began = time.perf_counter()
                await api.request(**{**request, "headers": {**request["headers"], **headers}})
                while kind == "control" and time.perf_counter() - began < WAIT + min(seconds["real"], default=0):
                    pass
                seconds[kind].append(time.perf_counter() - began)
        share, chance = longer(seconds["real"], seconds["absent"])
        apart = chance < SURE / len(asked)
        failed += apart
        seen += longer(seconds["real"], seconds["control"])[1] < SURE
        medians = [sorted(seconds[kind])[rounds // 2] * 1_000 for kind in ("real", "absent")]
        print(
            f"{nth + 1:2} {named}: {medians[0]:.3f} and {medians[1]:.3f} ms, longer in {share:.3f}, p = {chance:.2g}"
            f"{': CAN BE TOLD APART' if apart else ''}",
            flush=True,
        )
    print(f"a wait of {WAIT * 1_000} ms was seen at {seen} of {len(asked)} doors")
    return failed + (seen < len(asked) // 2)


if __name__ == "__main__":
    with ExitStack() as until:
        server.start(until)
        many, often = (int(sys.argv[at]) if len(sys.argv) > at else otherwise for at, otherwise in ((1, 40), (2, 400)))
        sys.exit(1 if asyncio.run(main(many, often)) else 0)
