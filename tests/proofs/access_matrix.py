"""`python -m tests.proofs.access_matrix`: every caller at every operation, tried and printed beside what is declared.

`.` shut out (401), `-` refused for its scope (403), `o` let in, `h` as if it did not exist, `w` its own and no more;
what is not as declared is printed in full and ends the run with 1.
"""

import asyncio
import sys
from contextlib import ExitStack

from tests import server
from tests.auth.matrix import ADMITTED, CALLERS, HIDDEN, OWN, REFUSED, UNAUTHENTICATED, declared, scene
from tests.conftest import FRIDAY, SteppedClock, calling, serving
from tests.proofs.own_desk import own_desk

SIGNS = {UNAUTHENTICATED: ".", REFUSED: "-", ADMITTED: "o", HIDDEN: "h", OWN: "w"}


async def printed() -> int:
    """Print the matrix; how many of its cells are not as declared."""
    clock, wrong = SteppedClock(FRIDAY), []
    async with own_desk("matrix", clock) as desk, serving(desk) as app, calling(app) as api:
        stage = await scene(api, desk, clock)
        print("\n".join(f"{n:>3}  {caller}" for n, caller in enumerate(CALLERS, 1)))
        for operation, door in declared().items():
            row = {caller: await stage.outcome(operation, caller) for caller in CALLERS}
            wrong += [(operation, caller, one) for caller, one in row.items() if one != door.expected(caller)]
            print(" ".join(SIGNS.get(one, "!") for one in row.values()), f" {operation}")
    cells = len(declared()) * len(CALLERS)
    print(f"{len(declared())} operations, {len(CALLERS)} callers, {cells} cells, {len(wrong)} not as declared")
    print("\n".join(map(str, wrong)))
    return len(wrong)


if __name__ == "__main__":
    with ExitStack() as until:
        server.start(until)
        sys.exit(1 if asyncio.run(printed()) else 0)
