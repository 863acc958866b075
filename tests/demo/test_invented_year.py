"""The invented year takes every way once, nothing in it is refused, and its figures add up."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

from service.auth import clients
from service.auth.scopes import CONFIDENTIAL_CLERK, PORTAL
from service.demo import texts
from service.demo.office import occasions
from service.demo.play import Tally, play
from service.demo.stage import Stage
from service.demo.story import told
from service.demo.ways import WAYS
from service.desk.kit import Desk
from service.rulebook.measures import Measure
from service.statistics.recount.compare import recount

UNTIL = datetime(2026, 7, 1, tzinfo=UTC)


async def played(desk: Desk) -> Tally:
    for role, scopes in (("portal", PORTAL), ("clerk", CONFIDENTIAL_CLERK)):
        await clients.add(role, scopes, begin=desk.begin)
    async with desk.read() as tx:
        callers = {one.name: one.id for one in await clients.everybody(tx)}
    stage = Stage(desk, Random(1), callers)
    stage.desk = replace(desk, now=lambda: stage.at)
    stories = told(2025, len(WAYS), 1, texts.load(), desk.bureau)
    happenings = occasions(date(2025, 1, 1), UNTIL.date(), stage.random)
    return [tally async for tally in play(stories, happenings, stage, UNTIL)][-1]


# Nobody walks in, comes again or is told by a worker in it.
UNPLAYED = {Measure.GROUPS, Measure.RETURNED_AFTER, Measure.NOTICES, Measure.MASS_ISSUES_RESOLVED}


async def test_every_way_is_gone_to_its_end_and_the_two_counts_agree(desk: Desk) -> None:
    tally = await played(desk)

    assert tally.petitions == len(WAYS)
    assert not tally.refused
    assert tally.moves.total() == sum(len(way.moves) for way in WAYS)
    counted = await recount(date(2025, 1, 1), UNTIL.date(), desk=desk)
    assert [one for one in counted if one.difference] == []
    # Nothing that the ledger counts is agreed on only because there is nothing of it.
    assert {one.measure for one in counted if not one.cells} == UNPLAYED


def test_the_same_seed_tells_the_same_year(desk: Desk) -> None:
    first, again, other = (
        [(one.at, one.way.name, one.form) for one in told(2025, 60, seed, texts.load(), desk.bureau)]
        for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other
