"""Waiting for other processes."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that happens in another process, and so sets no event of ours."""
    while not await true():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
