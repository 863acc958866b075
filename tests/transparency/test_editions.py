"""What an earlier release has bound is audited as it bound it, and nobody is accused of what it left out."""

from datetime import datetime
from hashlib import sha256

import pytest

from service.auth.scopes import PORTAL
from service.desk.kit import Desk
from service.storage.transaction import Tx
from service.transparency import histories, record
from tests.conftest import PETITION, admit, calling, serving

from .conftest import bound, signed, submit
from .test_histories import found

BEFORE = "INSERT INTO log_leaf (kind, digest, salt, petition_id, name) VALUES ('history', $1, $2, $3, $4) RETURNING id"
LISTED = "INSERT INTO log_history (leaf_id, petition_id, until, names, hashes) VALUES ($1, $2, $3, $4, $5)"


@pytest.fixture
async def register(own_desk: Desk) -> Desk:
    """A petition that the release before has bound, and one that this release has."""
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        await submit(api, portal, PETITION, "before")
        await bound_by_the_release_before(own_desk)
        await submit(api, portal, PETITION, "after")
        await bound(own_desk)
    return own_desk


async def bound_by_the_release_before(desk: Desk) -> None:
    """Its statement, its document, and the list beside it, which did not say of which edition it is."""
    async with desk.begin() as tx:
        end = await tx.value("SELECT max(recorded_at) FROM posting")
        for one in await record.added(tx, histories.BEGINNING, end, edition=1):
            await _kept(tx, one, desk.seals.origin, end)
    await signed(desk)


async def _kept(tx: Tx, one: record.Added, origin: str, end: datetime) -> None:
    salt = bytes(16)
    said = histories.document(one.number, end, one.names, one.hashes, origin=origin, salt=salt, edition=1)
    leaf = await tx.value(BEFORE, sha256(said).digest(), salt, one.petition_id, one.number)
    await tx.rows(LISTED, leaf, one.petition_id, end, one.names, one.hashes)


async def test_nobody_is_accused_of_what_an_earlier_release_left_out(register: Desk) -> None:
    assert await found(register) == []


async def test_each_leaf_names_the_rows_of_its_edition(register: Desk) -> None:
    async with register.read() as tx:
        lists = await tx.rows("SELECT edition, names FROM log_history WHERE petition_id >= 0 ORDER BY leaf_id")

    assert [(row["edition"], "petition " in row["names"]) for row in lists] == [(1, False), (2, True)]


async def test_who_calls_a_list_one_of_an_earlier_edition_is_seen(register: Desk) -> None:
    async with register.begin() as tx:
        await tx.rows("SELECT set_config('session_replication_role', 'replica', true)")
        await tx.rows("UPDATE log_history SET edition = 1")

    assert any("the list of its rows was edited" in one for one in await found(register))
