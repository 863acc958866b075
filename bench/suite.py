"""The parts in their order, each on a ground of its own so that none works on what another has left behind."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import uvloop

from bench import classification, growth, storage_limit
from bench.figures import Figures
from bench.ground import Ground, ground
from bench.intake_statement import captured
from bench.plan import Request
from bench.server import Server, service, smallest
from bench.trial import Trial

REGISTERED = 1_000  # petitions on the register before an intake is measured
FOLLOWED = 200  # of them, asked after in turn
DESKS = 4  # that ask for figures at once: on a grown register each of them keeps PostgreSQL busy for a while
STATISTICS = "/v1/statistics/registered_items?by=class,month"


@dataclass
class Suite:
    """One run of the bench; `figures` and `notes` grow part by part."""

    bodies: Sequence[bytes]
    seconds: float
    connections: int
    grow: int
    figures: list[Figures] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    postgresql: str = "not used"

    def run(self, parts: str) -> None:
        """The parts named by their letters; d and e work on the register that c has filled."""
        if "a" in parts:
            self._storage()
        if "b" in parts:
            self._framework()
        if any(part in parts for part in "cde"):
            self._intake(parts)
        if "w" in parts:
            self._intake_without_worker()
        if "f" in parts:
            self._add(classification.measure(self.bodies, seconds=self.seconds))

    def _storage(self) -> None:
        mean = sum(map(len, self.bodies)) / len(self.bodies)
        sent = uvloop.run(captured(min(self.bodies, key=lambda body: abs(len(body) - mean))))
        with self._ground() as place:
            self._add(storage_limit.measure(place, sent, connections=self.connections, seconds=self.seconds))

    def _framework(self) -> None:
        with self._ground() as place, smallest(place) as server:
            trial = Trial(place, server, self.connections, self.seconds)
            requests = [Request("POST", "/letters", {}, body.decode()) for body in self.bodies]
            trial.prepare(requests, 201, most=REGISTERED)
            self._add(trial.measure("b", "framework limit: smallest FastAPI + asyncpg endpoint", requests, 201))

    def _intake(self, parts: str) -> None:
        with self._serving(worker=True) as trial:
            posts = self._posts(trial.server)
            answers = trial.prepare(posts, 201, most=REGISTERED, keep=FOLLOWED)
            if "c" in parts:
                self._add(trial.measure("c", "intake, worker in the process", posts, 201))
                self._add(trial.drain())
            self._reads(trial, answers, parts, grown="")
            if self.grow:
                self._grown(trial, answers, parts)

    def _intake_without_worker(self) -> None:
        with self._serving(worker=False) as trial:
            posts = self._posts(trial.server)
            trial.prepare(posts, 201, most=REGISTERED)
            self._add(trial.measure("w", "intake, no worker: what is owed stays owed", posts, 201))

    def _reads(self, trial: Trial, answers: Sequence[str], parts: str, *, grown: str) -> None:
        if "d" in parts:
            requests = [_progress(answer, trial.server) for answer in answers]
            self._add(trial.measure(f"d{grown}", "progress, by number and query code", requests, 200))
        if "e" in parts:
            asked = {"Authorization": f"Bearer {trial.server.keys['STATISTICS']}"}
            tag = trial.server.get(STATISTICS, asked).headers["ETag"]
            requests = [Request("GET", STATISTICS, asked)]
            trial = replace(trial, connections=DESKS)
            what = f"statistics: registered_items by class and month, {DESKS} connections"
            self._add(trial.measure(f"e{grown}", what, requests, 200))
            requests = [Request("GET", STATISTICS, asked | {"If-None-Match": tag})]
            self._add(trial.measure(f"e304{grown}", f"the same, unchanged (304), {DESKS} connections", requests, 304))

    def _grown(self, trial: Trial, answers: Sequence[str], parts: str) -> None:
        took = growth.grow(trial.ground.dsn, self.grow)
        self.notes.append(f"{self.grow:,} petitions with all their rows loaded in {took:.0f} s")
        if "c" in parts:
            self._add(trial.measure("c+", f"intake with {self.grow:,} more", self._posts(trial.server), 201))
            trial.drain()
        self._reads(trial, answers, parts, grown="+")

    @contextmanager
    def _ground(self) -> Iterator[Ground]:
        with ground() as place:
            self.postgresql = place.version
            yield place

    @contextmanager
    def _serving(self, *, worker: bool) -> Iterator[Trial]:
        with self._ground() as place, service(place, worker=worker) as server:
            yield Trial(place, server, self.connections, self.seconds)

    def _posts(self, server: Server) -> list[Request]:
        headers = {"Authorization": f"Bearer {server.keys['PORTAL']}", "Idempotency-Key": "{key}"}
        return [Request("POST", "/v1/petitions", headers, body.decode()) for body in self.bodies]

    def _add(self, figures: Figures | None) -> None:
        if figures is not None:
            print(f"({figures.code}) {figures.per_second:,.0f}/s", file=sys.stderr)
            self.figures.append(figures)


def _progress(answer: str, server: Server) -> Request:
    """The question of a petitioner who holds this answer to a submission."""
    registered = json.loads(answer)
    headers = {"Authorization": f"Bearer {server.keys['PORTAL']}", "X-Query-Code": registered["query_code"]}
    return Request("GET", f"/v1/petitions/{registered['number']}", headers)
