"""The doors for operators. They need no key and tell nothing that could harm: serve them inside only."""

from contextlib import suppress

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from service.delivery import claims
from service.desk.kit import AtDesk
from service.ops.health import readiness
from service.ops.metrics import Metrics
from service.register import sweeps
from service.rulebook.errors import DatabaseUnavailable
from service.storage import migrations
from service.webhooks import sent

router = APIRouter()

SCHEMA = migrations.newest()


class AliveOut(BaseModel):
    """It answers."""

    alive: bool = True


class ReadyOut(BaseModel):
    """What intake needs, and whether it is there."""

    ready: bool
    checks: dict[str, bool]
    jobs_waiting: int | None
    jobs_dead: int | None
    oldest_job_seconds: float | None
    last_sweep_seconds: float | None = Field(description="since the clocks were last swept; null before the first time")


@router.get("/livez", tags=["operations"], summary="存活 · Alive")
async def alive() -> AliveOut:
    """The process answers. Restart it only if it does not."""
    return AliveOut()


@router.get("/readyz", tags=["operations"], summary="就绪 · Ready", responses={503: {"model": ReadyOut}})
async def ready(desk: AtDesk, response: Response) -> ReadyOut:
    """A petition sent now would be registered: the database takes writes, the schema fits, a worker is at work."""
    found = await readiness(desk.begin, SCHEMA)
    response.status_code = 200 if found.ready else 503
    response.headers["Cache-Control"] = "no-store"
    return ReadyOut(
        ready=found.ready,
        checks=found.checks,
        jobs_waiting=found.queue.waiting if found.queue else None,
        jobs_dead=found.queue.dead if found.queue else None,
        oldest_job_seconds=found.queue.oldest_seconds if found.queue else None,
        last_sweep_seconds=found.sweep_seconds,
    )


@router.get(
    "/metrics",
    tags=["operations"],
    summary="指标 · Measures",
    response_class=Response,
    responses={200: {"content": {"application/openmetrics-text": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request, desk: AtDesk) -> Response:
    """Measures in OpenMetrics text."""
    gathered: Metrics = request.app.state.metrics
    with suppress(DatabaseUnavailable):  # what the process measured of itself is worth having all the same
        async with desk.read() as tx:
            gathered.queue(await claims.queue(tx))
            gathered.deliveries(await sent.queue(tx))
            gathered.sweep(await sweeps.age(tx))
    body, media_type = gathered.exposition()
    return Response(body, 200, {"Content-Type": media_type, "Cache-Control": "no-store"})
