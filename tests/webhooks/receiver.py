"""A receiver of webhooks: a real server on the loopback that answers as badly as a test wants it to."""

import asyncio
import base64
import hashlib
import hmac
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import orjson


@dataclass(frozen=True, slots=True)
class Call:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Which message it was."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, object]:
        """What it told."""
        read: dict[str, object] = orjson.loads(self.body)
        return read

    def is_signed_by(self, secret: str) -> bool:
        """Whether the signature is right, by the words of the scheme and no code of the service."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = b".".join([self.id.encode(), self.headers["webhook-timestamp"].encode(), self.body])
        right = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        return f"v1,{right}" in self.headers["webhook-signature"].split(" ")


Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


def answering(status: int, *headers: str, body: bytes = b"") -> Behaviour:
    """Answer at once."""
    head = [f"HTTP/1.1 {status} .", f"Content-Length: {len(body)}", *headers, "", ""]

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join(head).encode() + body)
        await writer.drain()

    return answer


async def never(_: asyncio.StreamWriter) -> None:
    """Take the call and say nothing."""
    await asyncio.sleep(3600)


async def drop(writer: asyncio.StreamWriter) -> None:
    """Hang up without an answer."""
    writer.transport.abort()


async def drip_headers(writer: asyncio.StreamWriter) -> None:
    """Answer so slowly that each byte is in time and the whole never is."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Slow: yes\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def without_end(writer: asyncio.StreamWriter) -> None:
    """A body that does not end."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


OK = answering(204)


@dataclass
class Receiver:
    """The server. `behaves` may be changed at any time."""

    port: int = 0
    behaves: Behaviour = OK
    calls: list[Call] = field(default_factory=list)
    now: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        """Where it answers in clear."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one call."""
        self.now += 1
        self.most_at_once = max(self.most_at_once, self.now)
        try:
            self.calls.append(await _read(reader))
            await self.behaves(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.now -= 1
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Call:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    return Call(head[0].split(" ")[1], headers, await reader.readexactly(int(headers["content-length"])))


@asynccontextmanager
async def receiving(behaves: Behaviour = OK, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Run a receiver on a port of the loopback."""
    receiver = Receiver(behaves=behaves)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await receiver.serve(reader, writer)
        tasks.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
