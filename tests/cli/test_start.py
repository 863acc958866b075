"""What a start does not pay for, and that a stop does not wait for ever."""

import asyncio
import socket
import subprocess
import sys
import time

import asyncpg
import httpx
import orjson

from tests.conftest import PETITION
from tests.serving import running


def test_no_command_loads_what_only_training_needs() -> None:
    asked = "import service.cli, sys; print(sorted({'sklearn', 'scipy'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"


def test_half_a_request_does_not_hold_the_service() -> None:
    with running() as service, socket.socket() as slow:
        url = httpx.URL(service.url)
        slow.connect((url.host, url.port))
        slow.sendall(b"POST /v1/petitions HTTP/1.1\r\nHost: bureau\r\nContent-Length: 100\r\n\r\n{")
        service.process.terminate()
        # The limit is uvicorn's grace of five seconds; without it the stop would last as long as the client likes.
        assert service.process.wait(timeout=25) == 0


def test_a_stop_answers_the_request_under_way_and_hands_back_every_job() -> None:
    body = orjson.dumps(PETITION)
    with running() as service, socket.socket() as slow:
        url = httpx.URL(service.url)
        slow.connect((url.host, url.port))
        lines = ["POST /v1/petitions HTTP/1.1", "Host: bureau", f"Content-Length: {len(body)}"]
        lines += [f"Authorization: Bearer {service.everything_key}", "Idempotency-Key: at-the-last-moment"]
        head = "\r\n".join([*lines, "Content-Type: application/json", "", ""]).encode()
        slow.sendall(head + body[:100])
        time.sleep(0.2)  # it is under way
        service.process.terminate()
        time.sleep(0.2)  # and the service has been told
        slow.sendall(body[100:])
        answered = slow.recv(1 << 16)
        assert service.process.wait(timeout=25) == 0
        held = asyncio.run(_held(service.environment["XINFANG_DATABASE_URL"]))

    assert answered.startswith(b"HTTP/1.1 201 "), answered
    assert held == 0


async def _held(dsn: str) -> int:
    """How many jobs a worker holds."""
    connection = await asyncpg.connect(dsn)
    try:
        held: int = await connection.fetchval("SELECT count(*) FROM job WHERE attempts > 0 AND run_after > now()")
    finally:
        await connection.close()
    return held
