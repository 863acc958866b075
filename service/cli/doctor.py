"""`xinfang doctor`: what is right, what is not, and what to do about it."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import typer

from service.auth import clients
from service.bureau.load import Bureau, load
from service.classification.content_model import ContentModel, ModelDamaged
from service.cli.findings import Finding, of_clients, of_instruments, of_secret, of_settings, of_signing
from service.cli.place import Place, place
from service.delivery.claims import Queue
from service.desk.kit import local_date
from service.ledger import recounts
from service.ledger.recounts import Recounted
from service.ops.health import SWEEP_LATE, free_bytes, readiness
from service.register import installation
from service.settings import Settings
from service.signing import keys
from service.statistics import catalogue
from service.statistics.reports import templates
from service.storage import engine, migrations
from service.storage.keyring import Keyring
from service.transparency import log
from service.transparency.log import Waiting

LOW_DISK = 1 << 30  # bytes: below a gibibyte PostgreSQL may soon be unable to write
ENDS_SOON = timedelta(days=14)  # a client's last key: time enough to hand out the next
SKEW = timedelta(seconds=5)  # between this clock and the database's: deadlines and leases are counted by both
UNPLACED_FOR = 300.0  # seconds: by then some worker should have signed a checkpoint
NOW = "SELECT clock_timestamp()"
COLLATION = "SELECT datcollate FROM pg_database WHERE datname = current_database()"


def doctor() -> None:
    """Look at all that the service rests on. Exit code 1 if anything is wrong."""
    settings = Settings()
    bureau = load(settings.bureau_dir)
    templates.load(bureau, catalogue.load())
    with place(settings) as here:
        now = datetime.now(UTC)
        findings = [*of_settings(settings), *_of_bureau(bureau, local_date(now)), *_of_model(settings.model_dir)]
        findings += [*of_instruments(), *_of_disk(here), *asyncio.run(_of_database(here, now))]
    for finding in findings:
        typer.echo(f"{'ok ' if finding.right else 'BAD'}  {finding.subject}: {finding.says}")
    if not all(finding.right for finding in findings):
        sys.exit(1)


def _of_bureau(bureau: Bureau, today: date) -> Iterator[Finding]:
    yield Finding("bureau", True, f"{bureau.name}, rules {bureau.fingerprint[:12]}")
    known = bureau.calendar.known_until
    enough = known >= today + timedelta(days=15)  # the longest clock now in force: C1, 条例 22(1)
    advice = "" if enough else "; add the new year's notice of 国务院办公厅 to calendar.csv"
    yield Finding("holidays", enough, f"as published until {known}{advice}")


def _of_model(folder: Path | None) -> Iterator[Finding]:
    try:
        model = ContentModel.load(folder)
    except ModelDamaged as broken:
        yield Finding("model", False, f"{broken}; set XINFANG_MODEL_DIR to a folder that `xinfang train` wrote")
        return
    yield Finding("model", True, f"{model.version}, {folder or 'the packaged one'}, knows {', '.join(model.names)}")


def _of_disk(here: Place) -> Iterator[Finding]:
    free = free_bytes(here.data_dir)
    advice = (
        "" if free > LOW_DISK else "; make room before the database stops: `xinfang ledger unbind` gives some at once"
    )
    yield Finding("disk", free > LOW_DISK, f"{free >> 20} MiB free at {here.data_dir}{advice}")


async def _of_database(here: Place, now: datetime) -> list[Finding]:
    database = await engine.connect(here.dsn, size=2, wait=10)
    try:
        async with database.read() as tx:
            drift = abs(datetime.now(UTC) - await tx.value(NOW))
            secret = await installation.bound_to(tx)
            signing = await keys.everyone(tx)
            ending = await clients.ending(tx, now + ENDS_SOON)
            collation = await tx.value(COLLATION)
            unplaced = await log.waiting(tx)
            recounted = await recounts.last(tx)
        ready = await readiness(database.begin, migrations.newest(), here.data_dir)
    finally:
        await database.close()
    late = "" if drift < SKEW else "; let both machines follow one time server"
    return [
        Finding("clock", drift < SKEW, f"{drift.total_seconds():.3f} s from the database's{late}"),
        of_secret(Keyring(here.secret), secret),
        of_signing(Keyring(here.secret), signing, now),
        of_clients(ending),
        Finding("database", ready.checks["database"], "takes writes" if ready.checks["database"] else "is read-only"),
        # LC_CTYPE=C makes pg_trgm blind to Chinese: it knows no letters beyond ASCII.
        Finding(
            "collation",
            collation not in ("C", "POSIX"),
            collation if collation not in ("C", "POSIX") else f"{collation}; create the database with C.UTF-8",
        ),
        Finding("schema", ready.checks["schema"], _schema(ready.checks["schema"])),
        Finding("worker", ready.checks["worker"], _queue(ready.queue)),
        _of_sweep(ready.sweep_seconds),
        _of_recount(recounted),
        Finding("log", unplaced.oldest_seconds < UNPLACED_FOR, _log(unplaced)),
    ]


def _of_sweep(seconds: float | None) -> Finding:
    """Before the first night nothing is wrong yet: a worker makes up for it as soon as it runs."""
    if seconds is None:
        return Finding("sweep", True, "never yet; a worker does it after midnight, or `xinfang sweep`")
    late = "" if seconds < SWEEP_LATE else "; no worker runs, or it fails: `xinfang jobs dead`, `xinfang sweep`"
    return Finding("sweep", seconds < SWEEP_LATE, f"{seconds / 3600:.1f} h ago{late}")


def _of_recount(last: Recounted | None) -> Finding:
    if last is None:
        return Finding("ledger", True, "not recounted yet; a worker does it after each sweep")
    told = f"recounted on {last.on_day}: {last.cells} cells, {last.difference} off"
    mend = "; `xinfang ledger rebuild --check` names the records" if last.difference else ""
    return Finding("ledger", last.difference == 0, told + mend)


def _schema(fits: bool) -> str:
    newest = migrations.newest()
    return newest if fits else f"{newest} is wanted: `xinfang migrate` brings it there"


def _queue(state: Queue | None) -> str:
    if state is None:
        return "nothing can be said of it without the database"
    return f"{state.waiting} jobs wait, the oldest for {state.oldest_seconds:.0f} s; {state.dead} given up"


def _log(unplaced: Waiting) -> str:
    return f"{unplaced.leaves} leaves wait for their place, the first for {unplaced.oldest_seconds:.0f} s"
