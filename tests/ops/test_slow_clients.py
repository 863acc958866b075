"""Who says nothing, or says it letter by letter, is not waited for."""

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.serving import Running, running

HEAD_SECONDS, BODY_SECONDS = 1.0, 1.5


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    """A service that waits for heads and bodies for about a second."""
    limits = {"XINFANG_HEAD_SECONDS": str(HEAD_SECONDS), "XINFANG_BODY_SECONDS": str(BODY_SECONDS)}
    with running(**limits) as started:
        yield started


def opened(service: Running) -> socket.socket:
    url = urlsplit(service.url)
    return socket.create_connection((url.hostname or "", url.port or 0), timeout=10)


@pytest.mark.parametrize("beginning", [b"", b"GET /livez HTT", b"GET /livez HTTP/1.1\r\nHost: bureau\r\nX-Slow: "])
def test_a_head_that_does_not_come_ends_its_connection(service: Running, beginning: bytes) -> None:
    with opened(service) as slow:
        slow.sendall(beginning)
        began = time.monotonic()
        assert slow.recv(100) == b""
        assert time.monotonic() - began < HEAD_SECONDS + 5


def test_letters_that_drip_do_not_prolong_it(service: Running) -> None:
    with opened(service) as slow:
        slow.sendall(b"GET /livez HTTP/1.1\r\nHost: bureau\r\n")
        slow.settimeout(0.2)
        began = time.monotonic()
        while (said := dripped(slow)) is None:
            assert time.monotonic() - began < HEAD_SECONDS + 5
        assert said == b""


def dripped(slow: socket.socket) -> bytes | None:
    """What is said to one letter more; nothing where the connection is over, None where it is not."""
    try:
        slow.sendall(b"X")
        return slow.recv(100)
    except TimeoutError:
        return None
    except OSError:
        return b""


def test_the_head_of_a_second_request_is_waited_for_no_longer(service: Running) -> None:
    with opened(service) as slow:
        slow.sendall(b"GET /livez HTTP/1.1\r\nHost: bureau\r\n\r\n")
        said = b""
        while b"alive" not in said:
            said += slow.recv(4_000)
        slow.sendall(b"GET /livez HTTP/1.1\r\nHost")
        assert slow.recv(100) == b""


def test_a_body_that_does_not_come_is_told_so_and_ends_its_connection(service: Running) -> None:
    key = service.keys["XINFANG_PORTAL_KEY"]
    head = f"POST /v1/petitions HTTP/1.1\r\nHost: bureau\r\nAuthorization: Bearer {key}\r\n"
    head += "Idempotency-Key: slow-body-1\r\n"
    with opened(service) as slow:
        slow.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
        said = b""
        while part := slow.recv(4_000):
            said += part
    assert said.startswith(b"HTTP/1.1 408")
    assert b"body_too_slow" in said


def test_many_of_them_do_not_stop_the_service(service: Running) -> None:
    slow = [opened(service) for _ in range(200)]
    try:
        for one in slow:
            one.sendall(b"POST /v1/petitions HTTP/1.1\r\nHost: bureau\r\n")
        assert httpx.get(f"{service.url}/livez").status_code == 200
    finally:
        for one in slow:
            one.close()


def test_a_request_in_good_time_is_answered_however_long_its_answer_takes(service: Running) -> None:
    with httpx.Client(base_url=service.url) as client:
        for _ in range(2):
            assert client.get("/readyz").status_code == 200
            time.sleep(HEAD_SECONDS + 0.3)
