"""`python -m bench.matters`: what it costs to find what a petition belongs to, in a small and in a large register."""

import json
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
import uvloop

from bench import growth, petitions
from bench.figures import quantile
from bench.ground import Ground, ground
from bench.plan import Request
from bench.server import service
from bench.trial import Trial
from service.bureau.load import load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.desk.kit import Desk
from service.matters import relate
from service.matters.candidates import LEAST_SHARED, MOST_CANDIDATES
from service.matters.reader import Reader
from service.register import blind_index, marks
from service.settings import PACKAGED_BUREAU
from service.storage import engine
from service.storage.keyring import Keyring, secret_of
from service.wiring import desk_of

LOOKED = 400  # petitions that are looked at, the same at every size
FIRST = "SELECT id FROM petition ORDER BY id LIMIT $1"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Timed = Callable[[int], Awaitable[float]]


@app.command()
def main(
    sizes: Annotated[str, typer.Option(help="petitions on the register, ascending")] = "1000,100000,1000000",
) -> None:
    """Print the times of the look-ups and of the whole comparison at each size, and the plan at the last."""
    bodies = petitions.bodies(petitions.source(None))
    with ground() as place:
        _register(place, bodies)
        held = 0
        print("| petitions | marks p50 ms | p99 ms | people p50 ms | p99 ms | whole comparison p50 ms | p99 ms |")
        print("|--:|--:|--:|--:|--:|--:|--:|")
        for size in map(int, sizes.split(",")):
            if size > max(held, growth.TEMPLATES):
                growth.grow(place.dsn, size - max(held, growth.TEMPLATES))
            held = size
            print(uvloop.run(_measured(place, size)), flush=True)
        print(uvloop.run(_plan(place)))


def _register(place: Ground, bodies: Sequence[bytes]) -> None:
    with service(place, worker=True) as server:
        trial = Trial(place, server, connections=8, seconds=60.0)
        headers = {"Authorization": f"Bearer {server.keys['PORTAL']}", "Idempotency-Key": "{key}"}
        posts = [Request("POST", "/v1/petitions", headers, body.decode()) for body in bodies]
        trial.prepare(posts, 201, most=growth.TEMPLATES)
        trial.drain()


async def _measured(place: Ground, size: int) -> str:
    database = await engine.connect(place.dsn, size=4, wait=10)
    try:
        bureau, keyring = load(PACKAGED_BUREAU), Keyring(secret_of(place.data_dir))
        jurist = Jurist(bureau, ContentModel.load())
        desk = desk_of(database.begin, database.read, database.snapshot, keyring=keyring, bureau=bureau, jurist=jurist)
        async with desk.read() as tx:
            ids = [row["id"] for row in await tx.rows(FIRST, LOOKED)]
        cells = [f"{size:,}"]
        for timed in _timed(desk, Reader.load(bureau)):
            times = sorted([await timed(one) for one in ids])
            cells += [f"{quantile(times, share):.2f}" for share in (0.5, 0.99)]
        return f"| {' | '.join(cells)} |"
    finally:
        await database.close()


def _timed(desk: Desk, reader: Reader) -> tuple[Timed, ...]:
    """The two look-ups and the whole; each answers with milliseconds."""

    async def by_marks(petition_id: int) -> float:
        subject = await relate.subject_of(petition_id, desk, reader)
        async with desk.snapshot() as tx:
            began = time.perf_counter()
            await marks.sharing(
                tx, petition_id, subject.keys, subject.weights, least=LEAST_SHARED, most=MOST_CANDIDATES
            )
            return (time.perf_counter() - began) * 1000

    async def by_people(petition_id: int) -> float:
        subject = await relate.subject_of(petition_id, desk, reader)
        async with desk.snapshot() as tx:
            began = time.perf_counter()
            await blind_index.of_same_people(tx, petition_id, subject.traces)
            return (time.perf_counter() - began) * 1000

    async def whole(petition_id: int) -> float:
        began = time.perf_counter()
        await relate.relate(petition_id, at=datetime.now(UTC), begin=desk.begin, desk=desk, reader=reader)
        return (time.perf_counter() - began) * 1000

    return by_marks, by_people, whole


async def _plan(place: Ground) -> str:
    """How the database finds what shares marks, as it says itself."""
    database = await engine.connect(place.dsn, size=2, wait=10)
    try:
        async with database.read() as tx:
            keys = [row["key"] for row in await tx.rows("SELECT DISTINCT key FROM mark LIMIT 24")]
            asked = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {marks.SHARING}"
            told: Any = await tx.value(asked, keys, [7.0] * len(keys), 0, LEAST_SHARED, MOST_CANDIDATES)
        return json.dumps(json.loads(told) if isinstance(told, str) else told, indent=1)[:6000]
    finally:
        await database.close()


if __name__ == "__main__":
    app()
