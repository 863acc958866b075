"""No caller takes the service from the others: requests above a rate are refused before anything is done for them.

A client whose key was seen to be good draws on buckets of its own, and everybody else (no key, a wrong one) on that of
the place he calls from. Intake and the urgent path have each a bucket beside the client's other calls, so that a system
that polls too fast still registers petitions and marks what is urgent. The headers are those of
draft-ietf-httpapi-ratelimit-headers.
"""

from math import ceil

from starlette.datastructures import State
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.auth.quota import Quota, Rate, Standing
from service.auth.sources import subscriber
from service.desk.problems import told
from service.rulebook.errors import RateLimited

# What watches the service and must not be told that it is busy.
WATCHING = frozenset(("/livez", "/readyz", "/metrics"))
CLIENT, INTAKE, URGENT, SOURCE = "client", "intake", "urgent", "source"  # whose buckets they are


class RateLimit:
    """Requests a second of a client on each kind of door, and of a source without a key; 0 is no limit."""

    def __init__(self, app: ASGIApp, client_rate: float, source_rate: float) -> None:
        self._app = app
        self._clients = {lane: Rate(lane, client_rate) for lane in (CLIENT, INTAKE, URGENT)}
        self._source = Rate(SOURCE, source_rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on where its caller has one left, and say how many remain."""
        if scope["type"] != "http" or scope["path"] in WATCHING:
            await self._app(scope, receive, send)
            return
        name, rate = self._bucket(scope)
        if not rate.per_second:
            await self._app(scope, receive, send)
            return
        quota: Quota = scope["app"].state.quota
        standing = await quota.take(name, rate)
        headers = _headers(standing, rate)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        if standing.admitted:
            await self._app(scope, receive, counted)
        else:
            await told(Request(scope), RateLimited(max(1, ceil(standing.wait))))(scope, receive, counted)

    def _bucket(self, scope: Scope) -> tuple[str, Rate]:
        state: State = scope["app"].state
        for name, value in scope["headers"]:
            if name == b"authorization":
                client = state.callers.seen(value)
                if client is not None:
                    rate = self._clients[_lane(scope)]
                    return f"{rate.policy}:{client}", rate
        return f"{SOURCE}:{subscriber(state.sources.of(scope))}", self._source


def _lane(scope: Scope) -> str:
    if scope["method"] != "POST":
        return CLIENT
    if scope["path"] == "/v1/petitions":
        return INTAKE
    return URGENT if scope["path"].endswith("/urgency") else CLIENT


def _headers(standing: Standing, rate: Rate) -> tuple[tuple[bytes, bytes], ...]:
    # `q` requests in `w` seconds; `r` are left, and in `t` seconds there are all of them again.
    remaining = min(rate.burst, standing.remaining)
    full = ceil((rate.burst - remaining) / rate.per_second)
    window = ceil(rate.burst / rate.per_second)
    return (
        (b"ratelimit-policy", f'"{rate.policy}";q={rate.burst};w={window}'.encode()),
        (b"ratelimit", f'"{rate.policy}";r={remaining};t={full}'.encode()),
    )
