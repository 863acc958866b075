"""Whatever happens: the ledger's answer, the register's, and the sum of the parts are one, and yesterday's stays."""

import asyncio
import random
from datetime import date, datetime, timedelta

from service.desk.kit import Desk
from service.matters.decide import Decision, decide
from service.rulebook.errors import PetitionError
from service.rulebook.vocabulary import Relation, Suspicion
from service.statistics import catalogue
from service.statistics.answer import answer, reading
from service.statistics.dimensions import DIMENSIONS
from service.statistics.fold import Table
from service.statistics.question import Question, dimensions, read
from service.statistics.rebuild import rebuild
from service.statistics.recount.compare import recount
from tests.conftest import SteppedClock
from tests.procedure.walks import BEGIN, Walks
from tests.statistics.register_lines import CODES, reckoned, register_lines

CATALOGUE = catalogue.load()
ROUNDS, WALKS, QUESTIONS = 4, 5, 150


def any_question(dice: random.Random, desk: Desk) -> Question:
    """A well-formed question, as a portal would write it."""
    versions = CATALOGUE[dice.choice(list(CATALOGUE))]
    names = dimensions(versions[0])
    parameters = [("to", str(date(2026, 1, 5) + timedelta(days=dice.randint(0, 320))))]
    if versions[0].kind != "stock" and dice.random() < 0.7:
        parameters.append(("from", str(date(2026, 1, 1) + timedelta(days=dice.randint(0, 4)))))
    if by := dice.sample(names, dice.randint(0, 3)):
        parameters.append(("by", ",".join(by)))
    for name in dice.sample([name for name in names if not DIMENSIONS[name].is_period], dice.choice((0, 0, 1))):
        codes = list(DIMENSIONS[name].codes(desk.bureau)) if DIMENSIONS[name].codes and name != "kind" else []  # type: ignore[misc]  # a filter is no period
        if codes:
            parameters.append((name, ",".join({dice.choice(codes), "unknown", dice.choice(codes)})))
    if versions[0].window and dice.random() < 0.5:
        parameters.append(("window", str(dice.choice((1, 30, 400)))))
    return read(versions, parameters, today=date(2026, 12, 31), bureau=desk.bureau, sees_all=True)


async def decide_on_repeats(desk: Desk, numbers: list[str], dice: random.Random) -> None:
    """A clerk thinks of some pairs that they are one matter, and of some that they are not."""
    for _ in range(6):
        one, other = dice.sample(numbers, 2)
        suspicion = dice.choice((Suspicion.CONFIRMED, Suspicion.CONFIRMED, Suspicion.REJECTED))
        decision = Decision(Relation.REPEAT, suspicion, "核对后认定。")
        try:
            await decide(one, other, decision, seen_version=0, actor="client:1", at=desk.now(), desk=desk)
        except PetitionError:
            continue  # decided before


def parts_add_up(question: Question, table: Table) -> bool:
    """A number is the sum of its parts; so are both sides of a share."""
    if not question.by or question.indicator.kind in ("percentile", "product"):
        return True
    return all(
        sum(part) == whole for *part, whole in zip(*(c.sums for c in table.cells), table.total.sums, strict=True)
    )


async def test_ledger_register_and_parts_agree_and_what_was_answered_stays(own_desk: Desk, clock: SteppedClock) -> None:
    dice = random.Random(7)
    walks = await Walks(own_desk, lambda at: setattr(clock, "at", at)).open()
    given: list[tuple[Question, datetime, Table]] = []
    done = asyncio.Event()

    async def ask() -> None:
        while not done.is_set():
            question = any_question(dice, own_desk)
            as_of = (await reading(question, desk=own_desk)).as_of
            given.append((question, as_of, await answer(question, as_of, desk=own_desk)))

    readers = [asyncio.create_task(ask()) for _ in range(2)]
    for turn in range(ROUNDS):
        for seed in range(turn * WALKS, (turn + 1) * WALKS):
            await walks.walk(seed)
        await decide_on_repeats(own_desk, walks.numbers, dice)
    done.set()
    await asyncio.gather(*readers)

    assert len(given) > 100
    assert [one for one in given if await answer(one[0], one[1], desk=own_desk) != one[2]] == []
    assert [question for question, _, table in given if not parts_add_up(question, table)] == []
    lines, asked = await register_lines(own_desk), 0
    assert {line["measure"] for line in lines} >= {"overdue", "duties_late", "closings", "matters"}
    for question in (any_question(dice, own_desk) for _ in range(QUESTIONS)):
        as_of = (await reading(question, desk=own_desk)).as_of
        table = await answer(question, as_of, desk=own_desk)
        assert table == reckoned(question, lines, as_of), question
        asked += bool(table.cells)
    assert asked > QUESTIONS / 4
    assert sum(one.difference for one in await recount(BEGIN.date(), date(2030, 1, 1), desk=own_desk)) == 0
    rebuilt = await rebuild(own_desk, check=True)
    assert (rebuilt.differing, rebuilt.stands) == ([], rebuilt.should)


def test_every_dimension_is_reckoned_by_hand_too() -> None:
    assert set(CODES) == set(DIMENSIONS)
