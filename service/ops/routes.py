"""The doors for operators. They need no key and tell nothing that could harm: serve them inside only."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from service.delivery import claims
from service.desk.kit import AtDesk, local_date
from service.ops.health import free_bytes, readiness
from service.ops.metrics import Metrics, Seen
from service.register import duties, sweeps
from service.rulebook.errors import DatabaseUnavailable
from service.storage import migrations
from service.transparency import log
from service.webhooks import sent

router = APIRouter()

SCHEMA = migrations.newest()
NEAR = timedelta(days=3)  # a duty whose legal limit is that close is near its end


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
    disk_free_bytes: int = Field(description="on the disk of the data directory")


@router.get("/livez", tags=["operations"], summary="存活 · Alive")
async def alive() -> AliveOut:
    """The process answers. Restart it only if it does not."""
    return AliveOut()


@router.get("/readyz", tags=["operations"], summary="就绪 · Ready", responses={503: {"model": ReadyOut}})
async def ready(request: Request, desk: AtDesk, response: Response) -> ReadyOut:
    """A petition sent now would be registered: the database takes writes, the schema fits, a worker is at work,
    and the disk has room.
    """
    found = await readiness(desk.begin, SCHEMA, request.app.state.data_dir)
    response.status_code = 200 if found.ready else 503
    response.headers["Cache-Control"] = "no-store"
    return ReadyOut(
        ready=found.ready,
        checks=found.checks,
        jobs_waiting=found.queue.waiting if found.queue else None,
        jobs_dead=found.queue.dead if found.queue else None,
        oldest_job_seconds=found.queue.oldest_seconds if found.queue else None,
        last_sweep_seconds=found.sweep_seconds,
        disk_free_bytes=found.disk_free,
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
    today = local_date(desk.now())
    gathered.around(
        disk_free=free_bytes(request.app.state.data_dir), holidays_days=(desk.bureau.calendar.known_until - today).days
    )
    try:
        async with desk.read() as tx:
            gathered.seen(
                Seen(
                    jobs=await claims.queue(tx),
                    deliveries=await sent.queue(tx),
                    unplaced=await log.waiting(tx),
                    pressing=await duties.pressing(tx, today, today + NEAR),
                    sweep_seconds=await sweeps.age(tx),
                )
            )
    except DatabaseUnavailable:  # what the process measured of itself is worth having all the same
        gathered.unseen()
    body, media_type = gathered.exposition()
    return Response(body, 200, {"Content-Type": media_type, "Cache-Control": "no-store"})
