"""`python -m bench.log`: what signing, printing and the log cost, and how long proofs and an audit take."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Annotated, Any, cast

import typer
import uvloop

from bench import log_audit, log_notices, log_proofs, petitions
from bench.figures import quantile
from bench.ground import Ground, ground
from service.auth import clients
from service.auth.scopes import PORTAL
from service.bureau.load import load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.desk.kit import Desk
from service.desk.sealed_receipt import signed_receipt
from service.intake.arrival import arrival_of
from service.intake.forms import PetitionForm
from service.intake.receipts import told
from service.intake.receive import _registration, receive
from service.settings import PACKAGED_BUREAU
from service.signing.algorithms import Algorithm, AlgorithmMissing
from service.signing.signer import Signer
from service.storage import engine
from service.storage.keyring import Keyring, secret_of
from service.storage.statement import Write
from service.storage.transaction import Tx
from service.transparency import log
from service.wiring import desk_of

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    leaves: Annotated[int, typer.Option(help="size of the tree that proofs are asked of; 0: none")] = 10_000_000,
    rows: Annotated[int, typer.Option(help="petitions on the register that is audited; 0: none")] = 100_000,
    pairs: Annotated[int, typer.Option(help="intakes measured with and without; 0: none")] = 1_000,
) -> None:
    """Print a line for each figure."""
    bodies = petitions.bodies(petitions.source(None))
    if pairs:
        with ground() as place:
            uvloop.run(_intake(place, bodies, pairs))
    if leaves:
        with ground() as place:
            uvloop.run(log_proofs.measure(place, leaves))
    if rows:
        log_audit.measure(bodies, rows)


class _WithoutLeaf:
    """A transaction that forgets the one write whose cost is asked for."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def write(self, *writes: Write) -> None:
        """Everything but the leaf."""
        self._tx.write(*(one for one in writes if one.sql != log.LEAF))


class _Unsigned:
    """A signer that signs nothing."""

    async def sign(self, payload: bytes, *, typ: str, at: datetime) -> str:  # noqa: ARG002
        """No signature."""
        return "x" * 1_100


async def _intake(place: Ground, bodies: Sequence[bytes], pairs: int) -> None:
    database = await engine.connect(place.dsn, size=4, wait=10)
    try:
        bureau, keyring = load(PACKAGED_BUREAU), Keyring(secret_of(place.data_dir))
        made = partial(desk_of, database.begin, database.read, database.snapshot, keyring=keyring, bureau=bureau)
        desk = made(jurist=Jurist(bureau, ContentModel.load()))
        await clients.add("bench", PORTAL, begin=database.begin)  # the caller of all of them

        @asynccontextmanager
        async def leafless() -> AsyncIterator[Tx]:
            async with database.begin() as tx:
                yield cast(Tx, _WithoutLeaf(tx))

        unsigned = replace(desk, seals=replace(desk.seals, documents=cast(Signer, _Unsigned())))
        kinds = {"neither": replace(unsigned, begin=leafless), "leaf": unsigned, "leaf and signature": desk}
        times = await _in_turn(kinds, bodies, pairs)
        async with database.read() as tx:
            print(f"{await tx.value('SELECT count(*) FROM log_leaf'):,} leaves of {3 * (pairs + 50):,} intakes")
        await _signing(desk, bodies)
        await log_notices.measure(desk, min(pairs, 100))
        await _sm2(made(jurist=desk.classify.__self__, signature=Algorithm.SM2), bodies)  # type: ignore[attr-defined]
    finally:
        await database.close()
    for name, mine in times.items():
        print(_compared(name, mine, times["neither"]))


def _compared(name: str, mine: Sequence[float], base: Sequence[float]) -> str:
    differences, ordered = sorted(one - other for one, other in zip(mine, base, strict=True)), sorted(mine)
    half = 0.98 / len(differences) ** 0.5  # ranks within which the true median lies 95 times in 100
    low, middle, high = (quantile(differences, 0.5 + shift) * 1000 for shift in (-half, 0, half))
    return (
        f"intake with {name}: p50 {quantile(ordered, 0.5):.3f} ms; median of {len(mine)} paired differences "
        f"{middle:+.0f} µs ({low:+.0f} to {high:+.0f}), {middle / 1000 / quantile(sorted(base), 0.5):+.1%}"
    )


async def _in_turn(kinds: dict[str, Desk], bodies: Sequence[bytes], pairs: int) -> dict[str, list[float]]:
    """Each petition once by each kind, in an order that chance gives, so that nothing else differs."""
    chance, times = Random(9162), {name: list[float]() for name in kinds}
    for turn in range(pairs + 50):
        form = PetitionForm.model_validate_json(bodies[turn % len(bodies)])
        for name in chance.sample(list(kinds), len(kinds)):
            desk, at = kinds[name], datetime.now(UTC)
            arrival = arrival_of(form, at=at, divisions=desk.bureau.divisions)
            say = partial(told, bureau=desk.bureau)
            began = time.perf_counter()
            await receive(arrival, client_id=1, key=f"{name}-{turn:08d}", at=at, desk=desk, told=say)
            if turn >= 50:  # the first ones warm up
                times[name].append((time.perf_counter() - began) * 1000)
    return times


async def _signing(desk: Desk, bodies: Sequence[bytes], times: int = 2_000) -> None:
    taken, size = [], 0
    registrations = [await _registered(desk, body, n) for n, body in enumerate(bodies[:50])]
    for turn in range(times):
        registration = registrations[turn % len(registrations)]
        began = time.perf_counter()
        receipt = await signed_receipt(registration.petition, registration.first, 1, desk.seals)
        taken.append((time.perf_counter() - began) * 1000)
        size = len(receipt.jws)
    taken.sort()
    print(
        f"receipt made, hashed and signed: p50 {quantile(taken, 0.5):.3f} ms, p99 {quantile(taken, 0.99):.3f} ms, "
        f"{size} bytes"
    )


async def _sm2(desk: Desk, bodies: Sequence[bytes]) -> None:
    try:
        print("by SM2 with SM3: ", end="")
        await _signing(desk, bodies, 30)
    except AlgorithmMissing as absent:
        print(absent)


async def _registered(desk: Desk, body: bytes, serial: int) -> Any:
    at = datetime.now(UTC)
    arrival = arrival_of(PetitionForm.model_validate_json(body), at=at, divisions=desk.bureau.divisions)
    return await _registration(arrival, 1, serial, at, desk)


if __name__ == "__main__":
    app()
