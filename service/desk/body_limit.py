"""No body larger than the setting is taken in, whether its length is declared or not, and none is waited for for ever.

FastAPI's own `max_body_size` answers in plain text; a refusal here is a problem like any other.
"""

import asyncio
import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.desk.problems import BodyLimits, told
from service.rulebook.errors import BodyTooLarge


class BodyLimit:
    """Counts what comes in, and stops at the limit (bytes), or when the time is over (seconds).

    Paths of `streamed` count for themselves.
    """

    def __init__(self, app: ASGIApp, limits: BodyLimits, streamed: re.Pattern[str]) -> None:
        self._app = app
        self._limit = limits.size
        self._seconds = limits.seconds
        self._streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body is small enough."""
        if scope["type"] != "http" or (scope["method"] == "POST" and self._streamed.fullmatch(scope["path"])):
            await self._app(scope, receive, send)
            return
        if _declared(scope) > self._limit:
            await told(Request(scope), BodyTooLarge(self._limit))(scope, receive, send)
            return
        taken = 0
        whole = False  # from then on what is waited for is the caller's leaving, for as long as the answer takes
        until = asyncio.get_running_loop().time() + self._seconds

        async def counted() -> Message:
            nonlocal taken, whole
            try:
                async with asyncio.timeout_at(None if whole else until):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408) from None
            whole = not message.get("more_body", False)
            taken += len(message.get("body", b""))
            if taken > self._limit:
                raise HTTPException(413)  # FastAPI lets this one through; any other would become a 400
            return message

        await self._app(scope, counted, send)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
