"""A petition comes in once: durable before it is answered, the same answer on a retry."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from pydantic import TypeAdapter

from service.auth.scopes import PORTAL
from service.desk.kit import Desk
from service.intake.receipts import RegisteredOut
from service.register import petitions
from tests.conftest import SteppedClock, admit, calling, key, serving

Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]


async def submit(api: httpx.AsyncClient, portal: Headers, body: dict[str, Any], name: str = "one") -> httpx.Response:
    return await api.post("/v1/petitions", json=body, headers={**portal, **key(name)})


async def test_a_registered_petition_is_answered_with_all_a_citizen_needs(
    api: httpx.AsyncClient, portal: Headers, petition: Petition
) -> None:
    answer = await submit(api, portal, petition())

    assert answer.status_code == 201
    told = answer.json()
    assert told["number"].startswith("HB")
    assert answer.headers["location"] == f"/v1/petitions/{told['number']}"
    assert len(told["query_code"]) == 11
    assert "已收到并登记" in told["receipt"]
    assert told["number"] in told["receipt"]
    assert told["next"]["article"] == "信访工作条例 22(1)"
    # Received Friday 6 March 2026; 15 calendar days end on Saturday 21 March, the law allows until Monday the 23rd.
    assert told["next"]["by"] == "2026-03-21"
    assert told["next"]["legal_limit"] == "2026-03-23"
    for question in ("purpose", "content_class", "place", "route", "organ"):
        finding = told["classification"][question]
        assert 0 <= finding["confidence"] <= 1
        assert finding["open"] or finding["reasons"]


async def test_the_answer_is_exactly_what_the_contract_says(
    api: httpx.AsyncClient, portal: Headers, petition: Petition
) -> None:
    answer = await submit(api, portal, petition())

    contract = TypeAdapter(RegisteredOut)
    assert contract.dump_python(contract.validate_json(answer.content), mode="json") == answer.json()


async def test_evidence_points_at_the_words_as_they_were_written(
    api: httpx.AsyncClient, portal: Headers, petition: Petition
) -> None:
    body = petition(facts="物业收费太高。" + petition()["facts"])

    told = (await submit(api, portal, body)).json()

    spans = [
        span
        for question in ("purpose", "content_class", "place", "route", "organ")
        for reason in told["classification"][question]["reasons"]
        for span in reason["evidence"]
        if isinstance(body.get(span["field"]), str)
    ]
    assert spans, "looked at nothing"
    assert all(body[span["field"]][span["start"] : span["end"]] == span["text"] for span in spans)


async def test_everything_that_follows_is_on_record(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, connection: asyncpg.Connection
) -> None:
    told = (await submit(api, portal, petition())).json()

    counts = await connection.fetchrow(
        """
        SELECT (SELECT count(*) FROM petition WHERE number = $1) AS petition,
               (SELECT count(*) FROM petitioner) AS petitioner,
               (SELECT count(*) FROM classification) AS classification,
               (SELECT array_agg(kind ORDER BY sequence) FROM event) AS events,
               (SELECT count(*) FROM deadline) AS deadline,
               (SELECT array_agg(DISTINCT measure ORDER BY measure) FROM posting) AS measures,
               (SELECT array_agg(kind ORDER BY rank) FROM job) AS jobs
        """,
        told["number"],
    )

    assert dict(counts) == {
        "petition": 1,
        "petitioner": 1,
        "classification": 1,
        "events": ["registered", "classified"],
        "deadline": 1,
        "measures": counts["measures"],
        "jobs": ["acknowledge", "relate"],
    }
    assert {"in_hand", "items", "people"} <= set(counts["measures"])


async def test_a_registration_is_one_statement_and_so_one_commit(
    own_desk: Desk, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    original = asyncpg.connection.Connection._do_execute

    async def listening(self: Any, query: str, *args: Any, **kwargs: Any) -> Any:
        said.append(query)
        return await original(self, query, *args, **kwargs)

    simple = asyncpg.connection.Connection.execute

    async def listening_simple(self: Any, query: str, *args: Any, **kwargs: Any) -> Any:
        if not args:
            said.append(query)
        return await simple(self, query, *args, **kwargs)

    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk, caller_cache_seconds=60) as app, calling(app) as api:
        await submit(api, portal, petition(), "warm-up")
        monkeypatch.setattr(asyncpg.connection.Connection, "_do_execute", listening)
        monkeypatch.setattr(asyncpg.connection.Connection, "execute", listening_simple)
        answer = await submit(api, portal, petition(), "counted")

    assert answer.status_code == 201
    assert len(said) == 1
    assert "INSERT INTO petition " in said[0]
    assert "INSERT INTO answer " in said[0]


async def test_a_retry_hears_the_same_bytes_and_registers_nothing(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, connection: asyncpg.Connection, clock: SteppedClock
) -> None:
    first = await submit(api, portal, petition())
    clock.move(timedelta(days=1))
    again = await submit(api, portal, dict(reversed(petition().items())))

    assert again.status_code == 201
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert await connection.fetchval("SELECT count(*) FROM petition") == 1


async def test_the_same_key_for_other_content_is_refused_and_changes_nothing(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, connection: asyncpg.Connection
) -> None:
    await submit(api, portal, petition())
    other = await submit(api, portal, petition(subject="另一件事"))

    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
    assert await connection.fetchval("SELECT count(*) FROM petition") == 1


async def test_keys_of_two_portals_do_not_meet(
    api: httpx.AsyncClient, desk: Desk, portal: Headers, petition: Petition
) -> None:
    other = await admit(desk, "another portal", PORTAL)

    first = await submit(api, portal, petition())
    second = await submit(api, other, petition())

    assert first.json()["number"] != second.json()["number"]


async def test_eight_couriers_with_one_key_register_one_petition(own_desk: Desk, petition: Petition) -> None:
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        for race in range(12):
            answers = await asyncio.gather(*(submit(api, portal, petition(), f"race-{race}") for _ in range(8)))

            assert {answer.status_code for answer in answers} == {201}
            assert len({answer.content for answer in answers}) == 1
    async with own_desk.read() as tx:
        assert await tx.value("SELECT count(*) FROM petition") == 12


async def test_nothing_is_half_registered_when_a_part_fails(
    own_desk: Desk, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = await admit(own_desk, "portal", PORTAL)
    monkeypatch.setattr(
        "service.delivery.outbox.POST", "INSERT INTO job (kind, petition_id, dedupe_key) VALUES ($1, $2, $3 || (1/0))"
    )
    async with serving(own_desk) as app, calling(app) as api:
        answer = await submit(api, portal, petition())

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    async with own_desk.read() as tx:
        for table in ("petition", "petitioner", "classification", "event", "deadline", "posting", "job", "answer"):
            assert await tx.value(f"SELECT count(*) FROM {table}") == 0  # noqa: S608


async def test_the_clock_starts_with_the_receipt_and_not_with_the_call(
    api: httpx.AsyncClient, portal: Headers, petition: Petition
) -> None:
    told = (await submit(api, portal, petition(received_at="2026-03-02T23:59:00+08:00"))).json()

    assert told["next"]["by"] == (date(2026, 3, 2) + timedelta(days=15)).isoformat()


async def test_an_anonymous_petition_is_registered_like_any_other(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, connection: asyncpg.Connection
) -> None:
    answer = await submit(api, portal, petition(petitioner=None, anonymous=True))

    assert answer.status_code == 201
    assert await connection.fetchval("SELECT count(*) FROM petitioner") == 0


@pytest.mark.parametrize(
    "facts",
    [
        "物業公司擅自漲價，請政府處理。",
        "The heating has been cold since November.",
        "قىش پەسلىدە ئىسسىقلىق بېرىلمىدى",
        "停水三天了😡😡😡",
        "龘㛃𠅤家的宅基地被占",
        "１３８００００００００ 请回电",
    ],
)
async def test_any_script_is_kept_as_it_was_written(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, desk: Desk, facts: str
) -> None:
    answer = await submit(api, portal, petition(facts=facts))

    assert answer.status_code == 201
    async with desk.read() as tx:
        kept = await petitions.find(tx, answer.json()["number"])
    assert kept is not None
    assert kept.facts == facts


async def test_twenty_thousand_characters_are_taken(
    api: httpx.AsyncClient, portal: Headers, petition: Petition
) -> None:
    answer = await submit(api, portal, petition(facts="诉" * 20_000))

    assert answer.status_code == 201


async def test_a_joint_petition_keeps_its_signers_sealed(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, connection: asyncpg.Connection
) -> None:
    signers = [{"name": f"联名者甲{n}", "address": "湖滨区涧河街道"} for n in range(3)]

    await submit(api, portal, petition(people_count=40, signers=signers))

    assert await connection.fetchval("SELECT joint FROM petition")
    assert await connection.fetchval("SELECT count(*) FROM petitioner") == 4
    sealed = b"".join(row["sealed"] for row in await connection.fetch("SELECT sealed FROM petitioner"))
    assert "联名者".encode() not in sealed


async def test_a_petition_is_found_again_by_its_lookups(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, desk: Desk
) -> None:
    number = (await submit(api, portal, petition(external_number="LF20260001234"))).json()["number"]

    async with desk.read() as tx:
        found = await petitions.find(tx, number)

    assert found is not None
    assert found.external_number == "LF20260001234"
    assert found.stated_division == "411202002"
