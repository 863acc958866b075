"""`serve`, `work`, `migrate`: the three commands of the image."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
import uvicorn

from service.auth import clients
from service.auth.scopes import AUDITOR, CLERK, CONFIDENTIAL_CLERK, PORTAL, Scope
from service.bureau.load import load
from service.classification.jurist import Jurist
from service.cli.place import Place, place
from service.desk.kit import Desk
from service.ops import logging
from service.ops.slow_clients import impatient
from service.settings import Settings, traces_wanted
from service.statistics import catalogue
from service.statistics.reports import templates
from service.storage import engine, migrations
from service.wiring import Opening, open_desk

# How long a stop waits for requests under way: half a request that never ends must not hold the service, and a
# container engine kills everything after ten.
GRACE_SECONDS = 5

FIRST_CLIENTS: dict[str, tuple[Scope, ...]] = {
    "portal": PORTAL,
    "statistics": AUDITOR,
    "clerk": CLERK,
    "accusations": CONFIDENTIAL_CLERK,
}


def serve(
    host: Annotated[str | None, typer.Option(help="address; default XINFANG_HOST")] = None,
    port: Annotated[int | None, typer.Option(help="port; default XINFANG_PORT")] = None,
) -> None:
    """Serve the API: start the embedded database if none is set, migrate, make the first keys, answer requests."""
    from service.app import build  # here, so that no other command waits for the application to be imported

    settings = Settings()
    logging.configure(settings.log_level)
    _end_on_signals()
    listening = _listen(host or settings.host, port or settings.port)
    with place(settings) as here:
        migrations.upgrade(here.dsn)
        asyncio.run(_first_keys(here))
        app = build(settings, _opening(settings, here))
        typer.echo(f"data and secret: {here.data_dir}" + ("" if here.embedded else " (the database is elsewhere)"))
        typer.echo(f"xinfang serves on http://{host or settings.host}:{port or settings.port} (API docs: /docs)")
        config = uvicorn.Config(
            app,
            loop="uvloop",
            http=impatient(settings.head_seconds),
            proxy_headers=False,  # it would believe any X-Forwarded-For from the loopback; see `auth/sources.py`
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listening])


def work() -> None:
    """Do the work that is owed, without serving. Any number of these may run."""
    from service.app import trace

    settings = Settings()
    logging.configure(settings.log_level)
    with place(settings) as here:
        migrations.upgrade(here.dsn)
        if traces_wanted():
            trace(None)
        typer.echo("xinfang works; stop with Ctrl-C")
        asyncio.run(_work(settings, _opening(settings, here)))


def migrate(
    new: Annotated[str | None, typer.Option(help="write a new migration for this purpose instead")] = None,
) -> None:
    """Bring the database to the schema of this release. Safe to run in several places at once."""
    with place(Settings()) as here:
        if new is not None:
            migrations.draft(here.dsn, new)
        else:
            migrations.upgrade(here.dsn)
        typer.echo(f"schema {migrations.newest()}")


def _opening(settings: Settings, here: Place) -> Opening:
    # Reference data and model are read before anything is opened: what is broken stops the start, not a petition.
    bureau = load(settings.bureau_dir)
    jurist = Jurist.in_force(bureau, settings.model_dir)
    templates.load(bureau, catalogue.load())

    @asynccontextmanager
    async def opening() -> AsyncIterator[Desk]:
        async with open_desk(settings, here.dsn, here.secret, bureau, jurist) as desk:
            _settle_memory()
            yield desk

    return opening


def _settle_memory() -> None:
    # What was loaded at the start stays: without this the collector walks the bureau's tables and the model again and
    # again, and the slowest requests take several times as long.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _end_on_signals() -> None:
    # uvicorn raises the signal again when it has finished its requests; ended by it, the process would not get to stop
    # its database itself.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: sys.exit(0))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as taken:
        sys.exit(
            f"xinfang: cannot listen on {host}:{port}: {taken.strerror}. "
            f"Another program may be using the port; choose one with `xinfang serve --port {port + 1}` or XINFANG_PORT."
        )
    return listening


async def _first_keys(here: Place) -> None:
    database = await engine.connect(here.dsn, size=2, wait=10)
    try:
        async with database.read() as tx:
            if await clients.any_admitted(tx):
                return
        typer.echo("First start. These keys are shown this once; `xinfang clients add` makes others.")
        for name, scopes in FIRST_CLIENTS.items():
            key = await clients.add(name, scopes, begin=database.begin)
            typer.echo(f"  XINFANG_{name.upper()}_KEY={key}")
    finally:
        await database.close()


async def _work(settings: Settings, opening: Opening) -> None:
    from service.app import background_of

    async with opening() as desk:
        running = background_of(settings, desk)
        loop = asyncio.get_running_loop()

        def end() -> None:
            for one in running:
                one.stop()

        for stop in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(stop, end)
        await asyncio.gather(*(one.run() for one in running))
