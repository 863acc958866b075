"""Traces of requests, statements and outgoing calls, by OpenTelemetry (the extra `xinfang[otel]`), without a person.

Imported only where `OTEL_EXPORTER_OTLP_ENDPOINT` is set: without it nothing of this costs anything. What leaves the
process is an allow-list: method, route, status, the statement with its placeholders. No address of a caller, no path,
no query, no header, no parameter, no text of an error.
"""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, Decision, ParentBased, SamplingResult
from opentelemetry.trace import Status

TOLD = frozenset(
    {
        *("http.method", "http.request.method", "http.route", "http.status_code", "http.response.status_code"),
        *("db.system", "db.system.name", "db.name", "db.namespace", "db.statement", "db.query.text", "error.type"),
    }
)
UNASKED = "livez,readyz,metrics"  # who watches asks every few seconds


def install(app: FastAPI | None, release: str) -> None:
    """Trace the application, where one is served, and every statement and call of this process.

    Endpoint, headers and sampling are what OpenTelemetry's own variables say. What is waiting is sent when the process
    ends.
    """
    provider = TracerProvider(
        sampler=ParentBased(root=WithoutPolls()),
        resource=Resource.create({"service.name": "xinfang", "service.version": release}),
    )
    provider.add_span_processor(BatchSpanProcessor(Discreet(OTLPSpanExporter())))
    AsyncPGInstrumentor().instrument(tracer_provider=provider)
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)  # puts `traceparent` on each call
    if app is not None:
        FastAPIInstrumentor.instrument_app(
            app, tracer_provider=provider, excluded_urls=UNASKED, exclude_spans=["receive", "send"]
        )


class WithoutPolls:
    """Begins no trace with a statement: an idle worker asks for work every second, and that is of no interest."""

    def should_sample(
        self,
        parent_context: Any,
        trace_id: int,
        name: str,
        kind: Any = None,
        attributes: Any = None,
        links: Any = None,
        trace_state: Any = None,
    ) -> Any:
        """As OpenTelemetry asks it of a sampler, where a trace is to begin."""
        told = attributes or {}
        if "db.system" in told or "db.system.name" in told:
            return SamplingResult(Decision.DROP)
        return ALWAYS_ON.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        """Its name in a log."""
        return "WithoutPolls"


class Discreet:
    """Hands spans on to an exporter with nothing on them but what is told."""

    def __init__(self, exporter: Any) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[Any]) -> Any:
        """Send them."""
        return self._exporter.export([discreet(span) for span in spans])

    def shutdown(self) -> None:
        """The last has been sent."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Wait until they have been sent."""
        return bool(self._exporter.force_flush(timeout_millis))


def discreet(span: Any) -> Any:
    """The span without events (which quote errors) and with the attributes that are told; named by its route."""
    told = {name: value for name, value in (span.attributes or {}).items() if name in TOLD}
    method = told.get("http.request.method") or told.get("http.method")
    named = f"{method} {told.get('http.route', '')}".strip() if method else span.name.partition(" ")[0]
    return ReadableSpan(
        name=named,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=told,
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )
