"""What the load generator is asked to do, and what it answers."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from bench import ROOT

HOST = "127.0.0.1"
UNBOUNDED = 10_000_000  # more requests than any run can send
START = 60.0  # seconds beyond its own time that the generator may take to start and to end


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `{key}` in a header's value becomes a key that no other request has."""

    method: str
    target: str
    headers: dict[str, str]
    body: str = ""

    def encode(self) -> bytes:
        """As it goes over the wire, the key still open."""
        body = self.body.encode()
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {HOST}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True, slots=True)
class Plan:
    """Requests, taken in turn, by so many connections, until `seconds` are over or `most` are sent.

    `keep`: how many bodies of answers to hand back.
    """

    port: int
    connections: int
    seconds: float
    requests: tuple[Request, ...]
    expected: int
    most: int = UNBOUNDED
    keep: int = 0

    @classmethod
    def read(cls, path: Path) -> Self:
        """The plan in a file."""
        kept: dict[str, Any] = json.loads(path.read_bytes())
        return cls(**{**kept, "requests": tuple(Request(**one) for one in kept["requests"])})

    def write(self, path: Path) -> None:
        """Leave it for the process that is to carry it out."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a plan. Only expected answers are counted and timed (milliseconds); the others are in `failures`."""

    answered: int
    seconds: float
    p50: float
    p99: float
    failures: dict[str, int]
    quoted: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Self:
        """The outcome in a file that the generator has written."""
        return cls(**json.loads(path.read_bytes()))

    def write(self, path: Path) -> None:
        """Leave it for the process that asked."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def drive(plan: Plan, folder: Path) -> Outcome:
    """Have the plan carried out by a process of its own; `folder` takes plan and outcome."""
    asked, answered = folder / "plan.json", folder / "outcome.json"
    plan.write(asked)
    command = [sys.executable, "-m", "bench.load", str(asked), str(answered)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=plan.seconds + START)
    return Outcome.read(answered)
