"""What leaves the process as a trace, looked at on the wire: whole traces, and nothing of a person."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import Any

import httpx
import pytest

from tests.conftest import PETITION, key
from tests.delivery.happenings import until
from tests.serving import running
from tests.webhooks.receiver import Receiver, receiving
from tests.webhooks.test_served import post

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
installed = pytest.mark.skipif(not find_spec("opentelemetry.exporter"), reason="the extra `otel` is not installed")


@asynccontextmanager
async def traced() -> AsyncIterator[tuple[Receiver, Receiver, list[str]]]:
    """A service that has registered, been asked, and called a receiver; what it sent, and what must not be in it."""
    async with receiving() as collector, receiving() as receiver:
        told = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.port}",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
            "XINFANG_WEBHOOK_ALLOW_INTERNAL": "127.0.0.0/8",
            "XINFANG_POLL_SECONDS": "0.05",
        }
        with running(**told) as service:
            headers = {"Authorization": f"Bearer {service.everything_key}", "User-Agent": "browser-of-somebody"}
            async with httpx.AsyncClient(base_url=service.url, headers=headers) as api:
                await api.put("/v1/webhook", json={"url": receiver.url, "kinds": ["referral.sent"]})
                parent = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
                registered = (
                    await api.post("/v1/petitions", json=PETITION, headers={**key("traced"), **parent})
                ).json()
                code = {"X-Query-Code": registered["query_code"]}
                await api.get(f"/v1/petitions/{registered['number']}?name=王建国", headers=code)
                await api.get(f"/v1/petitions/{registered['number']}/nowhere")
                await post(service)
                await until(lambda: _called(receiver))
            await asyncio.to_thread(service.process.terminate)
            await asyncio.to_thread(service.process.wait, 60)
        words = [*PETITION["petitioner"].values(), PETITION["subject"], PETITION["facts"][:8]]
        yield collector, receiver, [*words, registered["number"], registered["query_code"], "somebody", "127.0.0.1"]


async def _called(receiver: Receiver) -> bool:
    return bool(receiver.calls)


def spans_of(collector: Receiver) -> list[Any]:
    """The spans that were sent."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    requests = [ExportTraceServiceRequest.FromString(call.body) for call in collector.calls]
    scopes = [scope for one in requests for resource in one.resource_spans for scope in resource.scope_spans]
    return [span for scope in scopes for span in scope.spans]


@installed
async def test_a_trace_goes_from_the_caller_to_the_statement_and_names_nobody() -> None:
    async with traced() as (collector, receiver, private):
        spans = spans_of(collector)
        sent = b"".join(call.body for call in collector.calls)

    assert {call.path for call in collector.calls} == {"/v1/traces"}
    (entry,) = [span for span in spans if span.name == "POST /v1/petitions"]
    assert (entry.trace_id.hex(), entry.parent_span_id.hex()) == (TRACE, PARENT)
    below = [span for span in spans if span.trace_id.hex() == TRACE and span is not entry]
    statements = [one.value.string_value for span in below for one in span.attributes if "statement" in one.key]
    assert any("INSERT INTO petition" in statement for statement in statements), "the statement is in the trace"
    assert "GET /v1/petitions/{number}" in {span.name for span in spans}
    for word in private:
        assert word.encode() not in sent, word
    assert receiver.calls[0].headers["traceparent"].startswith("00-"), "a webhook carries its trace on"


@installed
async def test_an_idle_worker_begins_no_trace() -> None:
    async with traced() as (collector, _, _):
        roots = [span for span in spans_of(collector) if not span.parent_span_id]

    assert not any(one.key.startswith("db.") for span in roots for one in span.attributes)


def test_who_wants_no_traces_loads_nothing_of_them() -> None:
    asked = "import service.cli, sys; print([one for one in sys.modules if one.startswith('opentelemetry.sdk')])"

    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(find_spec("opentelemetry.exporter") is not None, reason="the extra `otel` is installed")
def test_traces_that_cannot_be_made_stop_the_start_with_one_plain_line() -> None:
    from service.app import trace
    from service.ops.extras import TracingMissing

    with pytest.raises(TracingMissing, match=r"pip install 'xinfang\[otel\]'"):
        trace(None)
