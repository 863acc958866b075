"""Measures of the running service, for OpenMetrics."""

from prometheus_client import CollectorRegistry, Gauge, Histogram
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from service.delivery.claims import Queue
from service.webhooks.sent import Queue as Deliveries

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """One set per application, so that tests may build as many as they like."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "xinfang_request_seconds",
            "Time from the first byte in to the last byte out",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._waiting = Gauge("xinfang_jobs_waiting", "Jobs owed", registry=self.registry)
        self._dead = Gauge("xinfang_jobs_dead", "Jobs given up, waiting for a person", registry=self.registry)
        self._oldest = Gauge(
            "xinfang_oldest_job_seconds", "Age of the oldest owed to a citizen", registry=self.registry
        )
        self._sweep = Gauge("xinfang_last_sweep_seconds", "Since the clocks were swept", registry=self.registry)

        self._untold = Gauge("xinfang_deliveries_waiting", "Messages owed to receivers", registry=self.registry)
        self._given_up = Gauge("xinfang_deliveries_dead", "Deliveries given up", registry=self.registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note an answered request."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def queue(self, state: Queue) -> None:
        """Note the state of the work owed."""
        self._waiting.set(state.waiting)
        self._dead.set(state.dead)
        self._oldest.set(state.oldest_seconds)

    def deliveries(self, state: Deliveries) -> None:
        """Note the state of what is to be told."""
        self._untold.set(state.waiting)
        self._given_up.set(state.dead)

    def sweep(self, seconds: float | None) -> None:
        """Note how long ago the clocks were swept; before the first time for ever."""
        self._sweep.set(float("inf") if seconds is None else seconds)

    def exposition(self) -> tuple[bytes, str]:
        """All of it as OpenMetrics text, with its media type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST  # type: ignore[no-untyped-call]  # untyped there
