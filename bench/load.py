"""The load generator, a process of its own: `python -m bench.load PLAN OUTCOME` carries out the plan in a file.

HTTP/1.1 by hand over uvloop, because a full client costs more than the service it would measure. Every connection
sends its next request when the last one was answered. Loopback only, bounded in time and in number.
"""

import asyncio
import re
import sys
import time
from collections import Counter
from pathlib import Path
from secrets import token_hex
from typing import cast

import uvloop

from bench.figures import quantile
from bench.plan import HOST, Outcome, Plan

GRACE = 30.0  # seconds that the last answers may take
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
QUOTED = 3  # answers that were not expected, kept for the reader


class Run:
    """What all connections share: the requests still to send, and what came back."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._requests = [one.encode() for one in plan.requests]
        self._name = token_hex(8)
        self._until = time.perf_counter() + plan.seconds
        self.sent = 0
        self.seconds: list[float] = []
        self.failures: Counter[str] = Counter()
        self.quoted: list[str] = []
        self.kept: list[str] = []

    def next(self) -> bytes | None:
        """The next request with an Idempotency-Key of its own; None when the plan is done."""
        if self.sent >= self._plan.most or time.perf_counter() >= self._until:
            return None
        template = self._requests[self.sent % len(self._requests)]
        self.sent += 1
        return template.replace(b"{key}", b"%s-%08d" % (self._name.encode(), self.sent), 1)

    def answered(self, status: int, body: bytes, seconds: float) -> None:
        """Note an answer; anything but the expected status is a failure."""
        if status == self._plan.expected:
            self.seconds.append(seconds)
            if len(self.kept) < self._plan.keep:
                self.kept.append(body.decode())
            return
        self.failures[str(status)] += 1
        if len(self.quoted) < QUOTED:
            self.quoted.append(body[:500].decode(errors="replace"))


class Connection(asyncio.Protocol):
    """One keep-alive connection; `done` is set when it has no more to send or was cut."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._buffer = b""
        self._began = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is not derived from it
        self._send()

    def data_received(self, data: bytes) -> None:
        """Gather an answer; when it is whole, send the next request."""
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = LENGTH.search(self._buffer, 0, head)  # an answer without a body may leave it out
        end = head + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) < end:
            return
        body, status = self._buffer[head + 4 : end], int(self._buffer[9:12])
        self._buffer = self._buffer[end:]
        self._run.answered(status, body, time.perf_counter() - self._began)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection that is cut before the plan is done has failed."""
        if not self.done.done():
            self._run.failures[f"connection lost ({type(exc).__name__})"] += 1
            self.done.set_result(None)

    def _send(self) -> None:
        request = self._run.next()
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)


async def run(plan: Plan) -> Outcome:
    """Carry out the plan."""
    loop = asyncio.get_running_loop()
    state = Run(plan)
    began = time.perf_counter()
    opened = await asyncio.gather(
        *(loop.create_connection(lambda: Connection(state), HOST, plan.port) for _ in range(plan.connections))
    )
    waiting = [connection.done for _, connection in opened]
    _, late = await asyncio.wait(waiting, timeout=plan.seconds + GRACE)
    if late:
        state.failures["no answer"] += len(late)
    took = time.perf_counter() - began
    state.seconds.sort()
    return Outcome(
        len(state.seconds),
        took,
        quantile(state.seconds, 0.50) * 1000,
        quantile(state.seconds, 0.99) * 1000,
        dict(state.failures),
        tuple(state.quoted),
        tuple(state.kept),
    )


if __name__ == "__main__":
    plan_file, outcome_file = map(Path, sys.argv[1:])
    uvloop.run(run(Plan.read(plan_file))).write(outcome_file)
