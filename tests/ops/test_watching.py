"""Whether the service is well, told without telling anything of a person."""

import io
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import orjson
import pytest

from service.desk.kit import Desk
from service.ops import health
from service.ops.logging import PrivateFormatter
from service.rulebook.errors import DatabaseUnavailable
from service.storage.transaction import Tx
from tests.conftest import calling, key, serving


async def test_alive_and_ready(api: httpx.AsyncClient) -> None:
    assert (await api.get("/livez")).json() == {"alive": True}
    ready = await api.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["checks"] == {"database": True, "schema": True, "worker": True, "disk": True}
    assert ready.json()["disk_free_bytes"] > 0


class Unreachable:
    """A transaction that cannot be had."""

    async def __aenter__(self) -> Tx:
        raise DatabaseUnavailable

    async def __aexit__(self, *_: object) -> None:
        return None


async def test_without_the_database_it_is_alive_but_not_ready(
    desk: Desk, portal: dict[str, str], petition: Any
) -> None:
    async with serving(desk) as app, calling(app) as api:
        assert (
            await api.post("/v1/petitions", json=petition(), headers={**portal, **key("before")})
        ).status_code == 201
        app.state.desk = replace(desk, begin=Unreachable)

        assert (await api.get("/livez")).status_code == 200
        ready = await api.get("/readyz")
        refused = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("after")})

    assert ready.status_code == 503
    assert not ready.json()["ready"]
    assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
    assert int(refused.headers["retry-after"]) > 0


async def test_a_queue_that_nobody_works_off_is_not_ready(api: httpx.AsyncClient, connection: Any) -> None:
    await connection.execute(
        "INSERT INTO job (kind, petition_id, dedupe_key, created_at) "
        "VALUES ('acknowledge', 1, 'late', now() - interval '10 minutes')"
    )

    ready = await api.get("/readyz")

    assert (ready.status_code, ready.json()["checks"]["worker"]) == (503, False)


async def test_a_full_disk_is_not_ready_before_the_database_stops(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 62)

    ready = await api.get("/readyz")

    assert (ready.status_code, ready.json()["checks"]["disk"]) == (503, False)


async def test_a_data_directory_that_is_still_to_be_made_has_the_room_of_its_disk(tmp_path: Path) -> None:
    assert health.free_bytes(tmp_path / "not" / "yet") > 0


async def test_what_the_database_tells_is_measured_and_its_silence_too(
    desk: Desk,
) -> None:
    async with serving(desk) as app, calling(app) as api:
        before = (await api.get("/metrics")).text
        app.state.desk = replace(desk, read=Unreachable)
        without = (await api.get("/metrics")).text

    for line in ("xinfang_database_up 1.0", "xinfang_oldest_delivery_seconds 0.0", "xinfang_duties_overdue 0.0"):
        assert line in before
    assert "xinfang_database_up 0.0" in without
    assert "xinfang_holidays_known_days" in without


async def test_how_long_ago_the_clocks_were_swept_is_said_and_refuses_nothing(
    api: httpx.AsyncClient, connection: asyncpg.Connection
) -> None:
    assert (await api.get("/readyz")).json()["last_sweep_seconds"] is None
    assert "xinfang_last_sweep_seconds +Inf" in (await api.get("/metrics")).text
    await connection.execute("INSERT INTO sweep (on_day, finished_at) VALUES ('2026-03-01', now() - interval '3 days')")

    ready = await api.get("/readyz")

    assert ready.status_code == 200
    assert ready.json()["last_sweep_seconds"] >= 3 * 86400
    assert "xinfang_last_sweep_seconds 259" in (await api.get("/metrics")).text


async def test_a_night_of_comparisons_does_not_take_the_service_out_of_use(
    api: httpx.AsyncClient, connection: asyncpg.Connection
) -> None:
    await connection.execute(
        "INSERT INTO job (kind, petition_id, dedupe_key, rank, created_at)"
        " VALUES ('relate', 1, 'relate:1:again', 1, now() - interval '5 hours')"
    )

    ready = await api.get("/readyz")

    assert (ready.status_code, ready.json()["jobs_waiting"]) == (200, 1)


async def test_measures_name_routes_and_never_numbers(
    api: httpx.AsyncClient, portal: dict[str, str], petition: Callable[..., dict[str, Any]]
) -> None:
    told = (await api.post("/v1/petitions", json=petition(), headers={**portal, **key("metrics")})).json()
    await api.get(f"/v1/petitions/{told['number']}", headers={**portal, "X-Query-Code": told["query_code"]})

    measures = await api.get("/metrics")

    assert measures.headers["content-type"].startswith("application/openmetrics-text")
    assert 'route="/v1/petitions/{number}"' in measures.text
    assert told["number"] not in measures.text
    assert "xinfang_jobs_waiting 2.0" in measures.text


@pytest.mark.parametrize(
    ("given", "taken"), [("abcdef12-3456", True), ("x", False), ("<script>alert(1)</script>", False)]
)
async def test_a_harmless_request_id_is_taken_over(api: httpx.AsyncClient, given: str, taken: bool) -> None:
    answer = await api.get("/livez", headers={"X-Request-Id": given})

    assert (answer.headers["x-request-id"] == given) is taken


@pytest.mark.parametrize("path", ["/livez", "/nowhere", "/docs", "/openapi.json", "/v1/petitions/HB1", "/v1/keys"])
async def test_every_answer_forbids_sniffing_framing_and_foreign_content(api: httpx.AsyncClient, path: str) -> None:
    headers = (await api.get(path)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "cache-control" in headers
    assert len(headers.get_list("content-security-policy")) == len(headers.get_list("cache-control")) == 1
    assert "server" not in headers


async def test_an_unknown_address_and_a_wrong_method_are_problems(api: httpx.AsyncClient) -> None:
    nowhere, wrong = await api.get("/nowhere"), await api.delete("/v1/petitions")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "POST"


async def test_the_docs_load_nothing_from_the_net(api: httpx.AsyncClient) -> None:
    page = (await api.get("/docs")).text

    assert "swagger-ui-bundle.js" in page
    assert "https://" not in page.replace("https://www.w3.org", "")
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert (await api.get(f"/static-offline-docs/{asset}")).status_code == 200


async def test_the_log_tells_routes_and_no_word_of_a_petition(
    api: httpx.AsyncClient,
    portal: dict[str, str],
    petition: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PrivateFormatter())
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.INFO, "service.requests")
    monkeypatch.setattr(
        "service.delivery.outbox.POST", "INSERT INTO job (kind) SELECT $1 || $2::text || $3 || (1/0)::text"
    )
    try:
        answer = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("log")})
        await api.get("/v1/petitions/HB0000000000", headers={**portal, "X-Query-Code": "AAAAA-AAAAA"})
    finally:
        logging.getLogger().removeHandler(handler)

    assert answer.status_code == 500
    lines = [orjson.loads(line) for line in written.getvalue().splitlines()]
    failed = next(line for line in lines if line["message"] == "Request failed")
    assert failed["exc_info"]["kind"]
    assert failed["request.id"] == answer.json()["request_id"]
    assert any(line.get("http.route") == "/v1/petitions/{number}" for line in lines)
    for word in ("物业", "王建国", "HB0000000000", "13800001234"):
        assert word not in written.getvalue()


async def test_every_code_of_the_interface_is_explained_without_a_key(api: httpx.AsyncClient) -> None:
    words = (await api.get("/v1/vocabulary")).json()

    assert {one["code"]: one["zh"] for one in words["sets"]["Purpose"]}["appeal"] == "申诉求决"
    assert {one["code"] for one in words["organs"]} >= {"HB-RSJ", "HB-ZJJ"}
    assert any(one["code"] == "411202002" for one in words["divisions"])
