"""Around every request: an id to speak of it by, its time measured, one line in the log."""

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from secrets import token_hex

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.ops.metrics import Metrics

log = logging.getLogger("service.requests")

TOO_MANY = 429
_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
# Nothing here is a page that may be framed, sniffed or cached by a stranger.
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
# What a door does not say for itself. The one page that does not is `/docs`, all of whose parts come from here.
_PAGE = b"default-src 'self' 'unsafe-inline' data:; frame-ancestors 'none'"
_DATA = b"default-src 'none'; frame-ancestors 'none'"


class Requests:
    """Outermost, so that it sees every answer. A caller's `X-Request-Id` is taken over if it is harmless."""

    def __init__(self, app: ASGIApp, metrics: Metrics, broken: Callable[[Request], Response]) -> None:
        self._app = app
        self._broken = broken
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = _given(scope) or token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def tagged(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message.get("headers", ()))
                message["headers"] = [*headers, (b"x-request-id", request_id.encode()), *HEADERS, *_unsaid(headers)]
            await send(message)

        try:
            await self._app(scope, receive, tagged)
        except Exception as fault:
            log.error("Request failed", exc_info=fault, extra={"request.id": request_id})
            if status:
                raise  # half an answer is on its way: only closing the connection tells that it is not whole
            await self._broken(Request(scope))(scope, receive, tagged)
        finally:
            self._note(scope, request_id, status, time.perf_counter() - began)

    def _note(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        # The route, not the path: a path may carry a petition's number, and its cardinality would be the register's.
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.request(scope["method"], route, status, seconds)
        fields = {
            "request.id": request_id,
            "http.method": scope["method"],
            "http.route": route,
            "http.status": status,
            "http.ms": round(seconds * 1000, 1),
        }
        # Of a flood one line each would cost more than its refusals; how many there were is measured.
        level = logging.DEBUG if status == TOO_MANY else logging.INFO
        log.log(level, "%s %s answered %s", scope["method"], route, status, extra=fields)


def _unsaid(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    said = dict(headers)
    if b"cache-control" not in said:
        yield b"cache-control", b"private, no-cache" if b"etag" in said else b"no-store"
    if b"content-security-policy" not in said:
        html = said.get(b"content-type", b"").startswith(b"text/html")
        yield b"content-security-policy", _PAGE if html else _DATA


def _given(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ID.fullmatch(value):
            return bytes(value).decode()
    return None
