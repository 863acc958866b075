"""Old answers are forgotten and their petitions are not; neither is what else has served its time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from service.desk.kit import Desk
from service.intake import forget
from service.intake.forget import Forgetter, Forgotten
from tests.conftest import SteppedClock, key

KEPT = timedelta(days=90)


async def test_an_answer_is_kept_for_its_days_and_its_key_for_ever(
    api: httpx.AsyncClient,
    desk: Desk,
    clock: SteppedClock,
    connection: asyncpg.Connection,
    portal: dict[str, str],
    petition: Callable[..., dict[str, Any]],
) -> None:
    async def sent(**changes: Any) -> httpx.Response:
        return await api.post("/v1/petitions", json=petition(**changes), headers={**portal, **key("old")})

    first = await sent()
    await connection.execute("UPDATE answer SET recorded_at = $1", clock.at)
    assert (await Forgetter(desk, KEPT).turn()).answers == 0
    assert (await sent()).content == first.content

    clock.move(KEPT + timedelta(seconds=1))
    assert (await Forgetter(desk, KEPT).turn()).answers == 1
    assert (await Forgetter(desk, KEPT).turn()).answers == 0
    late = await sent()
    assert (late.status_code, late.json()["code"]) == (409, "idempotency_answer_expired")
    assert first.json()["number"] in late.json()["title"]
    assert first.json()["query_code"] not in late.text
    assert (await sent(subject="另一件事")).json()["code"] == "idempotency_key_reused"
    assert await connection.fetchval("SELECT count(*) FROM petition") == 1


async def test_more_than_a_page_goes_page_by_page(
    desk: Desk, clock: SteppedClock, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forget, "PAGE", 3)
    at = clock.at
    await connection.execute(
        "INSERT INTO spent_challenge SELECT int4send(n), '', $1 FROM generate_series(1, 7) AS n", at
    )
    await connection.execute(
        "INSERT INTO wrong_code SELECT int4send(n), 1, 3, $1, $1 FROM generate_series(1, 6) AS n", at
    )
    await connection.execute(
        "INSERT INTO bucket VALUES ('old', 1, 0, now() - interval '2 hours'), ('new', 1, 0, now())"
    )
    clock.move(timedelta(days=1, seconds=1))

    assert await Forgetter(desk, KEPT).turn() == Forgotten(answers=0, proofs=7, counts=6, buckets=1)
    assert await connection.fetchval("SELECT array_agg(name) FROM bucket") == ["new"]
