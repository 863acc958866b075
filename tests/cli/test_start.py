"""What a start does not pay for, and that a stop does not wait for ever."""

import socket
import subprocess
import sys

import httpx

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
