# ruff: noqa: S608 - the statements are the attacks
"""What an audit says of a register that somebody has had his hands in, past the service and its triggers."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from service.audit.documents import CHANGED
from service.audit.run import audit
from service.auth.scopes import PORTAL
from service.desk.kit import Desk
from tests.conftest import PETITION, admit, calling, serving

from .conftest import signed, submit, work

Tampering = Callable[..., Awaitable[list[str]]]
COUNT = 7


@pytest.fixture
async def numbers(own_desk: Desk) -> list[str]:
    """A register with some petitions, their receipts, and two checkpoints; the numbers in the order of the log."""
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        found = [(await submit(api, portal, PETITION, f"audited-{n}"))["number"] for n in range(4)]
        await signed(own_desk)
        found += [(await submit(api, portal, PETITION, f"audited-{n}"))["number"] for n in range(4, COUNT)]
    await work(own_desk)
    await signed(own_desk)
    return found


@pytest.fixture
async def findings(own_desk: Desk, numbers: list[str]) -> Tampering:
    """What is found after these statements were run by somebody with every right in the database."""

    async def after(*statements: str, **facts: Any) -> list[str]:
        async with own_desk.begin() as tx:
            await tx.rows(
                "SELECT set_config('session_replication_role', 'replica', true)"
            )  # no trigger, no foreign key
            for statement in statements:
                await tx.rows(statement.format(number=numbers[2], **facts))
        done = await audit(snapshot=own_desk.snapshot, seals=own_desk.seals)
        return [str(one) for one in done.findings]

    return after


async def test_words_that_do_not_open_are_named_as_edited(findings: Tampering, numbers: list[str]) -> None:
    found = await findings("UPDATE petition SET words = words || '\\x00'::bytea WHERE number = '{number}'")

    assert found == [f"petition {numbers[2]}: {CHANGED}"]


OF = "petition_id = (SELECT id FROM petition WHERE number = '{number}')"


async def test_nothing_is_found_where_nobody_touched_anything(own_desk: Desk, findings: Tampering) -> None:
    assert await findings() == []
    done = await audit(snapshot=own_desk.snapshot, seals=own_desk.seals)
    assert done.looked.pop("changes") > 0
    assert done.looked == {"keys": 2, "petitions": COUNT, "notices": COUNT, "leaves": 2 * COUNT, "checkpoints": 2}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE petition SET facts = facts || '。' WHERE number = '{number}'",
        "UPDATE petition SET subject = '别的' WHERE number = '{number}'",
        "UPDATE petition SET received_at = received_at + interval '1 day' WHERE number = '{number}'",
        "UPDATE petition SET content_sha256 = sha256('') WHERE number = '{number}'",
        "UPDATE petition SET people_count = 2 WHERE number = '{number}'",
        f"DELETE FROM petitioner WHERE {OF}",
        f"UPDATE duty SET due_on = due_on + 30 WHERE {OF}",
    ],
)
async def test_an_edited_petition_is_named(findings: Tampering, numbers: list[str], statement: str) -> None:
    found = await findings(statement)

    assert {one.split(":")[0].split(",")[0] for one in found} == {f"petition {numbers[2]}"}
    assert f"petition {numbers[2]}: is not what was signed for" in "\n".join(found)


async def test_a_deleted_petition_is_named(findings: Tampering, numbers: list[str]) -> None:
    found = await findings("DELETE FROM petition WHERE number = '{number}'")

    assert f"petition {numbers[2]}: was deleted" in found


async def test_a_petition_deleted_with_its_leaf_leaves_a_hole(findings: Tampering) -> None:
    found = await findings(
        "DELETE FROM log_leaf WHERE name = '{number}'",
        f"DELETE FROM notice WHERE {OF}",
        "DELETE FROM petition WHERE number = '{number}'",
    )

    assert "leaf 2: was deleted" in found
    assert any(one.startswith("checkpoint 4:") for one in found)


async def test_a_hole_that_was_closed_up_is_seen_by_every_checkpoint(findings: Tampering) -> None:
    found = await findings(
        "DELETE FROM log_leaf WHERE name = '{number}'",
        "UPDATE log_leaf SET position = position - 1 WHERE position > 2",
    )

    assert any(one.startswith("checkpoint 4: the leaves before it") for one in found)
    assert any(one.startswith("checkpoint 14: leaves from 13 on are missing") for one in found)
    assert any("is in no leaf" in one for one in found)


async def test_swapped_leaves_are_named(findings: Tampering, numbers: list[str]) -> None:
    found = await findings(
        "UPDATE log_leaf SET position = -1 WHERE position = 2",
        "UPDATE log_leaf SET position = 2 WHERE position = 3",
        "UPDATE log_leaf SET position = 3 WHERE position = -1",
    )

    assert f"leaf 2 ({numbers[3]})" in "\n".join(found)
    assert any(one.startswith("checkpoint 4:") for one in found)


async def test_an_edited_hash_of_the_tree_is_named(findings: Tampering, numbers: list[str]) -> None:
    found = await findings("UPDATE log_tile SET hashes = overlay(hashes placing sha256('') from 33)")

    assert [one.split(":")[0] for one in found] == [f"leaf 1 ({numbers[1]})"]


async def test_an_edited_checkpoint_is_named(findings: Tampering) -> None:
    found = await findings("UPDATE log_checkpoint SET note = replace(note, 'xinfang', 'xinfong') WHERE size = 4")

    assert found == ["checkpoint 4: was edited, or signed by nobody"]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE notice SET content = 'x'", "its words were edited"),
        ("UPDATE notice SET content = 'x', content_sha256 = sha256('x')", "is not what was issued any more"),
        ("DELETE FROM notice", "was deleted"),
    ],
)
async def test_a_touched_notice_is_named(findings: Tampering, statement: str, says: str) -> None:
    found = await findings(f"{statement} WHERE {OF}")

    assert len(found) == 1
    assert found[0].startswith("notice HB-receipt-2026-")
    assert says in found[0]


@pytest.mark.parametrize("table", ["event", "classification", "deadline"])
async def test_a_row_that_was_taken_out_is_named(findings: Tampering, numbers: list[str], table: str) -> None:
    found = await findings(f"DELETE FROM {table} WHERE {OF} AND ctid = (SELECT min(ctid) FROM {table} WHERE {OF})")

    assert any(one.startswith(f"petition {numbers[2]}:") for one in found)


async def test_a_petition_put_in_past_the_service_is_named(findings: Tampering) -> None:
    found = await findings(
        "CREATE TEMP TABLE fresh AS SELECT * FROM petition WHERE number = '{number}'",
        "UPDATE fresh SET id = 999999, number = 'HB0000000000', recorded_at = now()",
        "INSERT INTO petition SELECT * FROM fresh",
        "DROP TABLE fresh",
    )

    assert any(one.startswith("HB0000000000: is in no leaf") for one in found)


async def test_a_foreign_key_in_the_table_is_named(findings: Tampering) -> None:
    found = await findings("UPDATE signing_key SET revoked_at = now() WHERE purpose = 'document'")

    assert len(found) == 2
    assert "somebody else" in found[0]
    assert found[1].startswith("signing_key ")
