"""Measures of the running service, for OpenMetrics. `deploy/` watches them by these names."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Gauge, Histogram, Info
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from service.delivery.claims import Queue
from service.register.duties import Pressing
from service.transparency.log import Waiting
from service.webhooks.sent import Queue as Deliveries

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database tells at one look; `sweep_seconds` is None before the first sweep."""

    jobs: Queue
    deliveries: Deliveries
    unplaced: Waiting
    pressing: Pressing
    sweep_seconds: float | None


class Metrics:
    """One set per application, so that tests may build as many as they like."""

    def __init__(self, release: str) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "xinfang_request_seconds",
            "Time from the first byte in to the last byte out",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        Info("xinfang_build", "Which release this is", registry=self.registry).info({"version": release})
        self._database = self._gauge("xinfang_database_up", "1 where the database answered this look, else 0")
        self._waiting = self._gauge("xinfang_jobs_waiting", "Jobs owed")
        self._dead = self._gauge("xinfang_jobs_dead", "Jobs given up, waiting for a person")
        self._oldest = self._gauge("xinfang_oldest_job_seconds", "Age of the oldest owed to a citizen")
        self._sweep = self._gauge("xinfang_last_sweep_seconds", "Since the clocks were swept")
        self._untold = self._gauge("xinfang_deliveries_waiting", "Messages owed to receivers")
        self._given_up = self._gauge("xinfang_deliveries_dead", "Deliveries given up")
        self._oldest_untold = self._gauge("xinfang_oldest_delivery_seconds", "Age of the oldest owed to a receiver")
        self._unplaced = self._gauge("xinfang_oldest_unplaced_leaf_seconds", "Age of the oldest not yet in the log")
        self._overdue = self._gauge("xinfang_duties_overdue", "Running duties past their legal limit")
        self._near = self._gauge("xinfang_duties_near", "Running duties whose legal limit is today or in three days")
        self._disk = self._gauge("xinfang_disk_free_bytes", "Free on the disk of the data directory")
        self._holidays = self._gauge("xinfang_holidays_known_days", "Days ahead for which holidays are published")

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note an answered request."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def seen(self, seen: Seen) -> None:
        """Note what the database told."""
        self._database.set(1)
        self._waiting.set(seen.jobs.waiting)
        self._dead.set(seen.jobs.dead)
        self._oldest.set(seen.jobs.oldest_seconds)
        self._sweep.set(float("inf") if seen.sweep_seconds is None else seen.sweep_seconds)
        self._untold.set(seen.deliveries.waiting)
        self._given_up.set(seen.deliveries.dead)
        self._oldest_untold.set(seen.deliveries.oldest_seconds)
        self._unplaced.set(seen.unplaced.oldest_seconds)
        self._overdue.set(seen.pressing.overdue)
        self._near.set(seen.pressing.near)

    def unseen(self) -> None:
        """Note that the database told nothing; what it told last stands."""
        self._database.set(0)

    def around(self, *, disk_free: int, holidays_days: int) -> None:
        """Note what needs no database: bytes free, and days for which the calendar is known."""
        self._disk.set(disk_free)
        self._holidays.set(holidays_days)

    def exposition(self) -> tuple[bytes, str]:
        """All of it as OpenMetrics text, with its media type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST  # type: ignore[no-untyped-call]  # untyped there

    def _gauge(self, name: str, says: str) -> Gauge:
        return Gauge(name, says, registry=self.registry)
