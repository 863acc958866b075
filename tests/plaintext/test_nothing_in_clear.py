"""A dump of the database, its files, its log of writes, the store of files and our own logs hold no word of anybody."""

import base64
import json
import logging
import time
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import asyncpg
import httpx
import orjson
import pytest

from service.audit.run import audit
from service.auth.scopes import PORTAL
from service.desk.kit import Desk
from service.register.vault import Vault
from service.storage.engine import Database
from service.transparency.bind import bind
from service.transparency.extend import extend
from tests.conftest import PETITION, SteppedClock, admit, key, serving
from tests.plaintext import search
from tests.plaintext.marking import MARK, Marking
from tests.plaintext.story import story
from tests.server import database_named


async def _own(database: Database) -> asyncpg.Connection:
    async with database.read() as tx:
        name = await tx.value("SELECT current_database()")
    return await asyncpg.connect(database_named(name))


async def test_what_anybody_wrote_stands_nowhere_in_clear(
    own_desk: Desk, own_database: Database, clock: SteppedClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    began = time.time() - 1
    async with serving(own_desk) as app:
        marking = Marking(app)
        async with httpx.AsyncClient(transport=marking, base_url="http://bureau") as api:
            await (await story(api, own_desk, clock)).told(MARK)
    await bind(begin=own_desk.begin, origin=own_desk.seals.origin, settling=timedelta(0))
    await extend(at=own_desk.now(), begin=own_desk.begin, seals=own_desk.seals)

    assert (await audit(snapshot=own_desk.snapshot, seals=own_desk.seals)).findings == []
    assert marking.doors - marking.tried == set(), "doors at which nothing was said"
    connection = await _own(own_database)
    assert await search.dumped(connection) == {}
    assert await search.on_disk(connection, began) == {}
    assert search.in_files([tmp_path]) == {}
    assert search.in_words(caplog.records) == set()
    await connection.close()


def _plainly(_: Vault, __: str, content: object) -> bytes:
    return orjson.dumps(content)


async def test_the_search_finds_what_is_not_sealed(own_desk: Desk, own_database: Database) -> None:
    began = time.time() - 1
    async with serving(own_desk) as app, httpx.AsyncClient(transport=Marking(app), base_url="http://bureau") as api:
        portal = await admit(own_desk, "portal", PORTAL)
        with patch.object(Vault, "seal", _plainly):
            answer = await api.post("/v1/petitions", json=PETITION, headers={**portal, **key("clear")})
    assert answer.status_code == 201
    connection = await _own(own_database)

    assert set(await search.dumped(connection)) == {"petition", "petitioner"}
    files = await search.on_disk(connection, began)
    await connection.close()
    assert any("pg_wal" in file for file in files)
    assert any("base" in file for file in files)


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_a_mark_is_found_in_every_spelling(before: str) -> None:
    text = f"{before}{MARK}等"
    for kept in (
        text.encode(),
        json.dumps({"words": text}).encode(),
        json.dumps(json.dumps({"words": text})).encode(),
        text.encode().hex().encode(),
        base64.b64encode(text.encode()),
        text.encode("utf-16-le"),
        repr(text.encode()).encode(),
    ):
        assert search.marks_in(kept) == {MARK}
