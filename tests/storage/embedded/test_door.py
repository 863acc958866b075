"""Whether a server answers is read from its replies, here spoken by the test."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.storage.embedded import EmbeddedPostgresError, door


def message(kind: bytes, body: bytes) -> bytes:
    return kind + (len(body) + 4).to_bytes(4, "big") + body


def refusal(code: bytes) -> bytes:
    return message(b"E", b"SFATAL\0C" + code + b"\0Mwords of the server\0\0")


@contextmanager
def server_that_says(reply: bytes, directory: Path) -> Iterator[None]:
    def serve() -> None:
        client, _ = listener.accept()
        with client:
            client.recv(1000)
            client.sendall(reply)
            client.shutdown(socket.SHUT_WR)
            client.recv(1000)  # the goodbye

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(door.socket_file(directory)))
        listener.listen()
        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


@pytest.mark.parametrize(
    ("reply", "answers"),
    [
        (message(b"R", bytes(4)) + message(b"S", b"a\0b\0") + message(b"Z", b"I"), True),
        (message(b"R", bytes(4)), False),  # it fell silent after admitting us
        (b"", False),
        (refusal(b"57P03"), False),  # starting
        (refusal(b"57P01"), False),  # stopping
        (refusal(b"57P02"), False),  # crashed
        (refusal(b"53300"), False),  # full
    ],
)
def test_only_a_server_ready_for_questions_answers(ground: Path, reply: bytes, answers: bool) -> None:
    with server_that_says(reply, ground):
        assert door.answers(ground) == answers


def test_a_refusal_that_waiting_does_not_cure_is_told(ground: Path) -> None:
    with server_that_says(refusal(b"28000"), ground), pytest.raises(EmbeddedPostgresError, match="words of the server"):
        door.answers(ground)


def test_a_socket_that_nobody_serves_does_not_answer(ground: Path) -> None:
    with socket.socket(socket.AF_UNIX) as abandoned:
        abandoned.bind(str(door.socket_file(ground)))
    assert not door.answers(ground)
    assert not door.answers(ground / "nowhere")
