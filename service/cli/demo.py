"""`xinfang demo`: a year of an invented bureau, so that every door has something to show."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Annotated

import typer
from rich.progress import Progress

from service.auth import clients
from service.auth.scopes import AUDITOR, CLERK, ORGAN, PORTAL, STATISTICS, Scope
from service.bureau.load import Bureau, load
from service.classification.jurist import Jurist
from service.cli.place import Place, place
from service.demo import texts
from service.demo.office import occasions
from service.demo.play import Tally, play
from service.demo.stage import Stage
from service.demo.story import told
from service.desk.kit import Desk
from service.register.petitions import any_entered
from service.settings import Settings
from service.storage import migrations
from service.wiring import open_desk

ORGANS = ("HB-RSJ", "HB-ZJJ", "HB-MZJ", "HB-JW")
AFTER = timedelta(days=200)  # how long the year's matters go on beyond its end


def demo(
    year: Annotated[int, typer.Option(help="the year that is played")] = 2025,
    petitions: Annotated[int, typer.Option(min=1, max=100_000)] = 500,
    seed: int = 1,
) -> None:
    """Fill an empty register with an invented year, and print keys with which everything can be looked at."""
    settings = Settings()
    bureau = load(settings.bureau_dir)
    jurist = Jurist.in_force(bureau, settings.model_dir)
    with place(settings) as here:
        migrations.upgrade(here.dsn)
        asyncio.run(_demo(settings, here, bureau, jurist, (year, petitions, seed)))


async def _demo(settings: Settings, here: Place, bureau: Bureau, jurist: Jurist, plan: tuple[int, int, int]) -> None:
    year, petitions, seed = plan
    async with open_desk(settings, here.dsn, here.secret, bureau, jurist) as desk:
        async with desk.read() as tx:
            if await any_entered(tx):
                sys.exit("xinfang: the register holds petitions; an invented year belongs into an empty one")
        callers = await _callers(desk)
        stage = Stage(desk, Random(seed), callers)  # noqa: S311 - invents a year, protects nothing
        stage.desk = replace(desk, now=lambda: stage.at)
        until = min(datetime(year + 1, 1, 1, tzinfo=UTC) + AFTER, datetime.now(UTC))
        stories = told(year, petitions, seed, texts.load(), bureau)
        happenings = occasions(date(year, 1, 1), until.date(), stage.random)
        tally = await _watched(play(stories, happenings, stage, until), petitions)
    typer.echo(
        f"{tally.petitions} petitions, {tally.moves.total()} steps; refused by the rulebook: {dict(tally.refused)}"
    )


async def _watched(playing: AsyncIterator[Tally], petitions: int) -> Tally:
    tally = Tally()
    with Progress() as progress:
        bar = progress.add_task("a year of petitions", total=petitions)
        async for tally in playing:
            progress.update(bar, completed=tally.petitions)
    return tally


async def _callers(desk: Desk) -> dict[str, int]:
    """Admit the callers of the demo and print their keys; what comes back are their ids by role."""
    roles: dict[str, tuple[tuple[Scope, ...], str | None]] = {
        "portal": (PORTAL, None),
        "clerk": (CLERK, None),
        "statistics": (AUDITOR, None),
        "outsider": (STATISTICS, None),
    }
    roles |= {organ: (ORGAN, organ) for organ in ORGANS}
    for role, (scopes, organ) in roles.items():
        key = await clients.add(f"demo-{role}", scopes, begin=desk.begin, organ=organ)
        typer.echo(f"  XINFANG_{role.upper().replace('-', '_')}_KEY={key}")
    async with desk.read() as tx:
        admitted = {one.name: one.id for one in await clients.everybody(tx)}
    return {role: admitted[f"demo-{role}"] for role in roles}
