"""Marks and the blind index: the same people and words are found again, and a dump tells neither."""

import asyncpg
import pytest

from service.desk.kit import Desk
from service.reading.marks import Mark
from service.register import blind_index, marks
from service.register.blind_index import BlindIndex
from service.register.marks import MarkKeys
from service.register.petitioners import Petitioner
from service.rulebook.matters import Acquaintance

INDEX = BlindIndex(b"k" * 32)
WANG = Petitioner("王建国", "湖滨区前进街道建设路3号", "13800001234", "resident_id", "411202195001010011")


def shared(one: Petitioner, other: Petitioner) -> set[bool]:
    """Whether they share a certain trace, an uncertain one, both or none."""
    theirs = set(INDEX.traces([other]))
    return {trace.certain for trace in INDEX.traces([one]) if trace in theirs}


@pytest.mark.parametrize(
    ("other", "traces"),
    [
        (Petitioner("王某", "另一处", "138 0000 1234"), {True}),
        (Petitioner("王某", "另一处", "+86-13800001234"), {True}),
        (Petitioner("王某", "另一处", None, "resident_id", "４１１２０２１９５００１０１００１１"), {True}),
        (Petitioner("王建国", "湖滨区　前进街道，建设路３号"), {True, False}),
    ],
)
def test_the_same_person_is_found_however_it_is_written(other: Petitioner, traces: set[bool]) -> None:
    assert shared(WANG, other) == traces


def test_the_same_name_alone_is_not_the_same_person() -> None:
    assert shared(WANG, Petitioner("王建国", "义马市千秋路")) == {False}


def test_a_hotline_is_nobodys_own_telephone() -> None:
    one, other = Petitioner("甲", "一处", "12345"), Petitioner("乙", "二处", "12345")

    assert shared(one, other) == set()


def test_another_key_finds_nothing() -> None:
    theirs = BlindIndex(b"x" * 32).traces([WANG])

    assert not {trace.hash for trace in INDEX.traces([WANG])} & {trace.hash for trace in theirs}


def test_keys_of_marks_follow_the_mark_and_the_secret_and_nothing_else() -> None:
    found = [Mark(-5, 1.0), Mark(77, 2.0), Mark(-5, 9.0)]

    keys = MarkKeys(b"k" * 32).of(found)

    assert keys[0] == keys[2] != keys[1]
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert not set(keys) & set(MarkKeys(b"x" * 32).of(found))


async def test_the_look_ups_go_by_the_index_alone(connection: asyncpg.Connection) -> None:
    """The plan at any size: a bounded step into an index for each mark and each trace, no scan of the register."""
    await connection.execute("SET LOCAL enable_seqscan = off")
    for sql, args in (
        (marks.SHARING, ([1, 2, 3], [1.0, 1.0, 1.0], 0, 1.0, 12)),
        (blind_index.SHARING, ([b"1" * 16], [True], 0)),
        (blind_index.AMONG, ([1, 2], [b"1" * 16])),
    ):
        plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {sql}", *args))
        assert "Index Only Scan" in plan or "Index Scan" in plan
        assert "Seq Scan" not in plan


async def test_the_newest_that_share_most_come_first(desk: Desk, connection: asyncpg.Connection) -> None:
    await connection.execute("SET session_replication_role = replica")  # marks without petitions
    await connection.execute(
        "INSERT INTO mark (key, petition_id)"
        " SELECT key, id FROM generate_series(1, 200) AS id, unnest($1::bigint[]) AS key WHERE key = 1 OR id % 2 = 0",
        [1, 2],
    )
    async with desk.read() as tx:
        found = await marks.sharing(tx, 200, [1, 2], [1.0, 5.0], least=1.0, most=4)
        weak = await marks.sharing(tx, 200, [1, 2], [1.0, 5.0], least=7.0, most=4)

    assert found == [198, 196, 194, 192]
    assert weak == []


async def test_who_it_was_is_told_apart_from_who_is_called_the_same(desk: Desk, connection: asyncpg.Connection) -> None:
    await connection.execute("SET session_replication_role = replica")
    namesake = Petitioner("王建国", "义马市千秋路")
    async with desk.begin() as tx:
        tx.write(blind_index.enter(1, INDEX.traces([WANG])))
        tx.write(blind_index.enter(2, INDEX.traces([namesake])))
    async with desk.read() as tx:
        found = await blind_index.of_same_people(tx, 9, INDEX.traces([WANG]))
        asked = await blind_index.among(tx, [2, 3], INDEX.traces([WANG]))

    assert found == {1: Acquaintance.CERTAIN, 2: Acquaintance.NAMESAKE}
    assert asked == {2: Acquaintance.NAMESAKE}
