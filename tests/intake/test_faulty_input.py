"""Nonsense gets a plain 4xx that names the place, and changes nothing."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import httpx
import pytest

from tests.conftest import key

Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]


@pytest.fixture(autouse=True)
async def nothing_is_stored(connection: asyncpg.Connection) -> Any:
    """Every test of this file ends with an empty register."""
    yield
    assert await connection.fetchval("SELECT count(*) FROM petition") == 0
    assert await connection.fetchval("SELECT count(*) FROM answer") == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid_content"),
        (b"not json", 400, "malformed_body"),
        (b"{", 400, "malformed_body"),
        (b"[]", 422, "invalid_content"),
        (b"null", 422, "invalid_content"),
        (b'"text"', 422, "invalid_content"),
        (b"\xff\xfe", 400, "malformed_body"),
        (b"[" * 100_000, 400, "malformed_body"),
        (b'{"subject": NaN}', 422, "invalid_content"),
        (b"x" * 5_000_000, 413, "body_too_large"),
    ],
)
async def test_a_body_that_is_no_petition(
    api: httpx.AsyncClient, portal: Headers, body: bytes, status: int, code: str
) -> None:
    answer = await api.post(
        "/v1/petitions", content=body, headers={**portal, **key("body"), "content-type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("changes", "pointer", "kind"),
    [
        ({"subject": None}, "/subject", "missing"),
        ({"subject": 7}, "/subject", "string_type"),
        ({"subject": ""}, "/subject", "string_too_short"),
        ({"subject": " \n\t"}, "/subject", "nothing_written"),
        ({"subject": "长" * 201}, "/subject", "string_too_long"),
        ({"facts": "诉" * 100_000}, "/facts", "string_too_long"),
        ({"facts": "前\x00后"}, "/facts", "control_character"),
        ({"facts": "前\u202e后"}, "/facts", "control_character"),
        ({"facts": "前\ud800后"}, "/facts", "string_unicode"),
        ({"people_count": "5"}, "/people_count", "int_type"),
        ({"people_count": 0}, "/people_count", "greater_than_equal"),
        ({"people_count": 10_000}, "/people_count", "less_than_equal"),
        ({"people_count": True}, "/people_count", "int_type"),
        ({"anonymous": "no"}, "/anonymous", "bool_type"),
        ({"anonymous": True}, "/petitioner", "petitioner_not_allowed"),
        ({"petitioner": None}, "/petitioner", "petitioner_required"),
        ({"petitioner": {"name": "王"}}, "/petitioner/address", "missing"),
        ({"petitioner": {"name": "王", "address": "区", "age": 3}}, "/petitioner/age", "extra_forbidden"),
        (
            {"petitioner": {"name": "王", "address": "区", "phone": "call me"}},
            "/petitioner/phone",
            "string_pattern_mismatch",
        ),
        ({"subjekt": "x"}, "/subjekt", "extra_forbidden"),
        ({"received_at": "2026-02-30T09:00:00+08:00"}, "/received_at", "datetime_from_date_parsing"),
        ({"received_at": "2026-03-06"}, "/received_at", "datetime_parsing"),
        ({"received_at": "2026-03-06T09:00:00"}, "/received_at", "datetime_parsing"),
        ({"received_at": 1_770_000_000}, "/received_at", "datetime_parsing"),
        ({"received_at": "2031-03-06T09:00:00+08:00"}, "/received_at", "in_the_future"),
        ({"received_at": "2019-03-06T09:00:00+08:00"}, "/received_at", "too_long_ago"),
        ({"problem_place": {"division_code": "999999"}}, "/problem_place/division_code", "unknown_division"),
        ({"problem_place": {"division_code": "41120"}}, "/problem_place/division_code", "string_pattern_mismatch"),
        ({"channel": "letter"}, "/channel", "literal_error"),
        (
            {"people_count": 2, "signers": [{"name": "李", "address": "区"}] * 2},
            "/people_count",
            "more_signers_than_people",
        ),
    ],
)
async def test_a_broken_rule_is_named_with_its_place(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, changes: dict[str, Any], pointer: str, kind: str
) -> None:
    import json

    body = json.dumps(petition(**changes))
    answer = await api.post(
        "/v1/petitions", content=body, headers={**portal, **key("rule"), "content-type": "application/json"}
    )

    # What no schema can say (the clock, the code lists, one field against another) is a conflict, the rest is invalid.
    conflict = kind in {"in_the_future", "too_long_ago", "unknown_division", "more_signers_than_people"}
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (
        (409, "content_conflict") if conflict else (422, "invalid_content")
    )
    assert (pointer, kind) in {(fault["pointer"], fault["code"]) for fault in problem["errors"]}


async def test_a_body_of_undeclared_length_stops_at_the_limit(api: httpx.AsyncClient, portal: Headers) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 65_536

    answer = await api.post(
        "/v1/petitions", content=endless(), headers={**portal, **key("flow"), "content-type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_every_fault_is_named_at_once(api: httpx.AsyncClient, portal: Headers) -> None:
    answer = await api.post("/v1/petitions", json={"subject": 1, "people_count": 0}, headers={**portal, **key("all")})

    pointers = {fault["pointer"] for fault in answer.json()["errors"]}
    assert pointers == {"/subject", "/people_count", "/request", "/facts"}


@pytest.mark.parametrize(
    ("language", "word"), [("zh-CN", "必填"), ("en", "required"), ("fr", "必填"), ("*;q=x", "必填")]
)
async def test_faults_are_told_in_the_readers_language(
    api: httpx.AsyncClient, portal: Headers, language: str, word: str
) -> None:
    answer = await api.post("/v1/petitions", json={}, headers={**portal, **key("lang"), "accept-language": language})

    assert {fault["detail"] for fault in answer.json()["errors"]} == {word}


async def test_what_was_sent_is_never_repeated_in_a_problem(
    api: httpx.AsyncClient, portal: Headers, petition: Petition
) -> None:
    answer = await api.post("/v1/petitions", json=petition(subject=["机密的姓名"]), headers={**portal, **key("echo")})

    assert answer.status_code == 422
    assert "机密" not in answer.text


@pytest.mark.parametrize("given", [None, "", "short", "k" * 129, "with space 1"])
async def test_a_petition_without_a_usable_key_is_refused(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, given: str | None
) -> None:
    headers = {**portal} if given is None else {**portal, "Idempotency-Key": given}
    answer = await api.post("/v1/petitions", json=petition(), headers=headers)

    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_missing"


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (None, 401),
        ("Bearer nonsense", 401),
        ("Basic dXNlcjpwYXNz", 401),
        ("Bearer xf_000000000000_" + "A" * 43, 401),
    ],
)
async def test_a_stranger_is_turned_away(
    api: httpx.AsyncClient, petition: Petition, authorization: str | None, status: int
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = await api.post("/v1/petitions", json=petition(), headers={**headers, **key("stranger")})

    assert answer.status_code == status
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_key_without_the_scope_is_turned_away(
    api: httpx.AsyncClient, consumer: Headers, petition: Petition
) -> None:
    answer = await api.post("/v1/petitions", json=petition(), headers={**consumer, **key("scope")})

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_only_json_is_read(api: httpx.AsyncClient, portal: Headers, content_type: str | None) -> None:
    said = {"content-type": content_type} if content_type else {}
    answer = await api.post("/v1/petitions", content=b"{}", headers={**portal, **key("type"), **said})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_content")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_thousands_of_unknown_fields_are_one_fault(api: httpx.AsyncClient, portal: Headers) -> None:
    heap = {f"field_{n}": n for n in range(20_000)}
    answer = await api.post("/v1/petitions", json=heap, headers={**portal, **key("heap")})

    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["errors"]] == ["too_many_fields"]


async def test_an_answer_names_fifty_faults_and_no_more(
    api: httpx.AsyncClient, portal: Headers, petition: Petition
) -> None:
    many = [{"name": 1, "address": 2, "phone": 3} for _ in range(100)]
    answer = await api.post("/v1/petitions", json=petition(signers=many), headers={**portal, **key("many")})

    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 50


@pytest.mark.parametrize("nested", [b"[", b'{"a":'])
async def test_a_body_nested_beyond_reason_is_no_json(api: httpx.AsyncClient, portal: Headers, nested: bytes) -> None:
    said = {"content-type": "application/json"}
    answer = await api.post("/v1/petitions", content=nested * 100_000, headers={**portal, **key("deep"), **said})

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_body")
