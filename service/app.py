"""The HTTP service, wired. Nothing below imports it."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from typing import Protocol

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

import service.acknowledgements.organ_routes
import service.acknowledgements.routes
import service.acknowledgements.verification_routes
import service.admission.routes
import service.attachments.routes
import service.classification.routes
import service.deadlines.routes
import service.evaluation.routes
import service.intake.routes
import service.intake.supplement_routes
import service.letters.routes
import service.matters.routes
import service.ops.routes
import service.publication.keys.routes
import service.publication.log.routes
import service.publication.routes
import service.referral.clerk_routes
import service.referral.organ_routes
import service.reveal.routes
import service.review.citizen_routes
import service.review.organ_routes
import service.rights.routes
import service.statistics.cases_routes
import service.statistics.errata_routes
import service.statistics.reports.routes
import service.statistics.routes
import service.supervision.omission_routes
import service.supervision.organ_routes
import service.supervision.routes
import service.webhooks.routes
import service.witness.routes
from service.attachments.tidy import Tidier
from service.auth.callers import Callers
from service.auth.quota import Quota
from service.auth.sources import Sources
from service.desk import document, problems
from service.desk.body_limit import BodyLimit
from service.desk.guessing import Guessing, Patience
from service.desk.kit import Desk
from service.desk.problems import BodyLimits, Problem
from service.desk.proof_of_work import Proofs
from service.desk.rate_limit import RateLimit
from service.intake.forget import Forgetter
from service.ledger.binder import Binder
from service.matters.reader import Reader
from service.ops.extras import TracingMissing
from service.ops.metrics import Metrics
from service.ops.requests import Requests
from service.register.vault_keeper import VaultKeeper
from service.reveal.reveal import Restraint
from service.settings import Settings, traces_wanted
from service.statistics.reports import templates
from service.statistics.served import Served
from service.transparency.keeper import LogKeeper
from service.webhooks.addresses import Addresses
from service.webhooks.call import Courier
from service.webhooks.sender import TO_RECORD, Sender
from service.wiring import Opening
from service.witness.keep import WitnessKeeper
from service.worker import Worker


class Background(Protocol):
    """Runs until it is stopped, and then ends by itself."""

    async def run(self) -> None: ...
    def stop(self) -> None: ...


# Doors that take files in count for themselves, by other limits, while nothing of a file stays in memory.
STREAMED = re.compile(r"/v1/(petitions/[^/]+/attachments|letters)/?")

ROUTERS: tuple[APIRouter, ...] = (
    service.intake.routes.router,
    service.intake.supplement_routes.router,
    service.attachments.routes.router,
    service.classification.routes.router,
    service.letters.routes.router,
    service.matters.routes.router,
    service.referral.clerk_routes.router,
    service.referral.organ_routes.router,
    service.review.citizen_routes.router,
    service.review.organ_routes.router,
    service.evaluation.routes.router,
    service.deadlines.routes.router,
    service.supervision.routes.router,
    service.supervision.omission_routes.router,
    service.supervision.organ_routes.router,
    service.acknowledgements.routes.router,
    service.acknowledgements.organ_routes.router,
    service.webhooks.routes.router,
    service.acknowledgements.verification_routes.router,
    service.statistics.cases_routes.router,
    service.statistics.errata_routes.router,  # before what takes any word for an indicator
    service.statistics.routes.router,
    service.statistics.reports.routes.router,
    service.reveal.routes.router,
    service.rights.routes.router,
    service.witness.routes.router,
    service.publication.routes.router,
    service.publication.keys.routes.router,
    service.publication.log.routes.router,
    service.admission.routes.router,
    service.ops.routes.router,
)

DESCRIPTION = """
受理群众信访事项的登记、分类、告知与统计接口。每件经确认的登记均已持久保存；每项机器判断都给出依据；每个数字都可复算。

Registers petitions, says whose matter each is and why, issues receipts, and gives figures that can be recounted.
Errors are RFC 9457 problems with a stable `code`; texts follow `Accept-Language` (zh, en).
"""


def build(settings: Settings, opening: Opening) -> FastAPI:
    """The application. `opening` gives it its desk for as long as it runs; tests bring their own."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening() as desk:
            app.state.desk = desk
            _admission(app, settings, desk)
            app.state.reports = templates.load(desk.bureau, service.statistics.routes.CATALOGUE)
            app.state.served = Served(desk)
            desk.files.sweep(desk.now())
            app.state.addresses = Addresses(settings.internal_networks)
            async with _worker(settings, desk):
                yield

    app: FastAPI = FastAPIOffline(
        title="xinfang 信访登记服务",
        version=version("xinfang"),
        description=DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        **document.about(),
        generate_unique_id_function=lambda route: route.name,  # what a generated client calls it
        responses={
            429: {"model": Problem, "description": "`rate_limited`"},
            500: {"model": Problem, "description": "`internal_error`"},
        },
    )
    made = app.openapi
    app.openapi = lambda: document.said_whole(made())  # type: ignore[method-assign]  # FastAPI's own way
    app.state.metrics = Metrics(version("xinfang"))
    app.state.data_dir = settings.data_dir
    for router in ROUTERS:
        app.include_router(router)
    limits = BodyLimits(settings.max_body_bytes, settings.body_seconds)
    problems.install(app, limits, [route for router in ROUTERS for route in router.routes])
    app.add_middleware(BodyLimit, limits=limits, streamed=STREAMED)
    app.add_middleware(RateLimit, client_rate=settings.client_rate, source_rate=settings.source_rate)
    app.add_middleware(Requests, metrics=app.state.metrics, broken=problems.broken)
    if traces_wanted():
        trace(app)
    return app


def trace(app: FastAPI | None) -> None:
    """Trace this process, from now on. Raises `TracingMissing` without the extra `otel`."""
    try:
        from service.ops import tracing  # nobody else pays for it
    except ImportError as missing:
        raise TracingMissing(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set and OpenTelemetry is not installed: `pip install 'xinfang[otel]'`"
        ) from missing
    tracing.install(app, version("xinfang"))


def _admission(app: FastAPI, settings: Settings, desk: Desk) -> None:
    """Who is let in, and how often."""
    app.state.callers = Callers(desk.read, desk.now, desk.tokens, settings.caller_cache_seconds)
    app.state.sources = Sources(settings.trusted_proxies)
    app.state.quota = Quota(desk.begin)
    window = timedelta(seconds=settings.code_lock_seconds)
    app.state.guessing = Guessing(desk, Patience(settings.code_tries, settings.caller_code_tries, window))
    app.state.restraint = Restraint(settings.reveals_frequent, timedelta(minutes=settings.reveal_window_minutes))
    app.state.proofs = Proofs(desk, settings.challenge_cost)
    app.state.token_life = timedelta(seconds=settings.token_seconds)


@asynccontextmanager
async def _worker(settings: Settings, desk: Desk) -> AsyncIterator[None]:
    if not settings.worker:
        yield
        return
    several = background_of(settings, desk)
    running = asyncio.gather(*(one.run() for one in several))
    try:
        yield
    finally:
        for one in several:
            one.stop()
        await running


def background_of(settings: Settings, desk: Desk) -> tuple[Background, ...]:
    """What a process does beside its answers: what is owed, scans, what is told, logged, bound, sealed, swept."""
    forgetter = Forgetter(desk, timedelta(days=settings.answer_days))
    return (
        worker_of(settings, desk),
        worker_of(settings, desk, slow=True),
        sender_of(settings, desk),
        keeper_of(settings, desk),
        binder_of(settings, desk),
        VaultKeeper(desk.begin, desk.vault_secrets),
        WitnessKeeper(desk.begin, desk.seals.accesses, timedelta(seconds=settings.checkpoint_seconds)),
        forgetter,
        Tidier(desk),
    )


def worker_of(settings: Settings, desk: Desk, *, slow: bool = False) -> Worker:
    """A worker as the settings want it."""
    return Worker(
        desk,
        Reader.load(desk.bureau),
        lease=timedelta(seconds=settings.lease_seconds),
        max_attempts=settings.max_attempts,
        poll=timedelta(seconds=settings.poll_seconds),
        slow=slow,
    )


def sender_of(settings: Settings, desk: Desk) -> Sender:
    """A sender as the settings want it. Its lease outlives its calls, so that no call is made twice at once."""
    timeout = timedelta(seconds=settings.webhook_timeout_seconds)
    return Sender(
        desk,
        Courier(Addresses(settings.internal_networks), timeout),
        lease=timeout + TO_RECORD,
        at_once=settings.webhook_concurrency,
        max_attempts=settings.webhook_max_attempts,
        poll=timedelta(seconds=settings.poll_seconds),
    )


def keeper_of(settings: Settings, desk: Desk) -> LogKeeper:
    """A keeper of the transparency log as the settings want it."""
    return LogKeeper(desk.begin, desk.seals, desk.now, timedelta(seconds=settings.checkpoint_seconds))


def binder_of(settings: Settings, desk: Desk) -> Binder:
    """A binder of the ledger as the settings want it."""
    return Binder(desk.begin, desk.read, timedelta(seconds=settings.bind_seconds))
