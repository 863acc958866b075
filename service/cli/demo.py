"""`xinfang demo`: a year of an invented bureau, so that every door has something to show."""

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Annotated

import typer
from rich.progress import Progress

from service.auth import clients
from service.auth.scopes import AUDITOR, CONFIDENTIAL_CLERK, ORGAN, PORTAL, STATISTICS, Scope
from service.cli.place import on_desk
from service.demo import texts
from service.demo.office import Occasion, occasions
from service.demo.play import Tally, play
from service.demo.reported import figures
from service.demo.reported.figures import Figures
from service.demo.reported.office import Office
from service.demo.reported.stories import Teller
from service.demo.stage import Stage
from service.demo.story import Story, told
from service.desk.kit import Desk
from service.matters.reader import Reader
from service.register.petitions import any_entered

ORGANS = ("HB-RSJ", "HB-ZJJ", "HB-MZJ", "HB-JW")
DEFAULT_YEAR = 2025
AFTER = timedelta(days=200)  # how long the year's matters go on beyond its end


@dataclass(frozen=True, slots=True)
class Year:
    """What is played: how many petitions of which year, by which seed, and which reported year before it."""

    year: int
    petitions: int
    seed: int
    before: Figures | None


def demo(
    year: Annotated[int | None, typer.Option(help="the year that is played; default 2025, or the one after")] = None,
    petitions: Annotated[int, typer.Option(min=0, max=100_000)] = 500,
    seed: int = 1,
    reported: Annotated[
        bool, typer.Option("--reported", help="before it, the year that the bureau has reported on, with its figures")
    ] = False,
) -> None:
    """Fill an empty register with an invented year, and print keys with which everything can be looked at."""
    before = figures.load() if reported else None
    played = year or (before.year + 1 if before else DEFAULT_YEAR)
    if before and played <= before.year:
        sys.exit(f"xinfang: what is invented would spoil the figures of {before.year}; choose a later --year")
    on_desk(lambda desk: _demo(desk, Year(played, petitions, seed, before)))


async def _demo(desk: Desk, plan: Year) -> None:
    async with desk.read() as tx:
        if await any_entered(tx):
            sys.exit("xinfang: the register holds petitions; an invented year belongs into an empty one")
    callers = await _callers(desk)
    reader = Reader.load(desk.bureau) if plan.before else None
    stage = Stage(desk, Random(plan.seed), callers, reader)  # noqa: S311 - invents a year, protects nothing
    stage.desk = replace(desk, now=lambda: stage.at)
    until = min(datetime(plan.year + 1, 1, 1, tzinfo=UTC) + AFTER, datetime.now(UTC))
    stories, happenings = _told(plan, stage, until.date())
    tally = await _watched(play(stories, happenings, stage, until), len(stories))
    typer.echo(
        f"{tally.petitions} petitions, {tally.moves.total()} steps; refused by the rulebook: {dict(tally.refused)}"
    )


def _told(plan: Year, stage: Stage, until: date) -> tuple[list[Story], list[Occasion]]:
    """All that is to be played: the reported year first, where it is wanted, under numbers of its own."""
    bureau = stage.desk.bureau
    stories: list[Story] = []
    happenings: list[Occasion] = []
    if plan.before:
        stories += Teller(plan.before, plan.seed, bureau).told()
        happenings += Office(plan.before, plan.seed, bureau.calendar).occasions(date(plan.before.year + 1, 6, 30))
    if plan.petitions:
        invented = told(plan.year, plan.petitions, plan.seed, texts.load(), bureau)
        stories += [replace(one, nth=one.nth + len(stories)) for one in invented]
        happenings += occasions(date(plan.year, 1, 1), until, stage.random)
    return stories, happenings


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
        "clerk": (CONFIDENTIAL_CLERK, None),
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
