"""Opens files of strangers in a process of its own, so that what a file does to its reader, it does to that alone."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from service.reading.kinds import Media

PATIENCE = 300.0  # seconds for one file; a page takes one or two
MOST_SAID = 64 << 20  # bytes of one answer's line
AFTER = 200  # files, then a new process: whatever a library forgets to free is freed


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a file. `doubt` says why nothing did."""

    doubt: str | None
    facts: dict[str, Any]
    blobs: list[bytes]


class Opener:
    """One process that opens files, one after the other; started at the first, started anew when it has died."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._opened = 0
        self._turn = asyncio.Lock()

    async def ask(self, task: str, media: Media, size: int, content: AsyncIterator[bytes]) -> Said:
        """Have something made of a file. A file that its reader dies of, or is not done with in time, is a doubt."""
        async with self._turn:
            process = await self._ready()
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._ask(process, task, media, size, content)
            except TimeoutError:
                await self._end()
                return Said("took_too_long", {}, [])
            except (BrokenPipeError, ConnectionResetError, asyncio.IncompleteReadError):
                await self._end()
                return Said("cannot_be_opened", {}, [])
            except BaseException:
                await self._end()  # half a file is on its way: nobody could tell the next one from its rest
                raise

    async def close(self) -> None:
        """Let the process end."""
        async with self._turn:
            await self._end()

    async def _ask(self, process: Process, task: str, media: Media, size: int, content: AsyncIterator[bytes]) -> Said:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both were asked for
        process.stdin.write(json.dumps({"task": task, "media": media, "size": size}).encode() + b"\n")
        async for piece in content:
            process.stdin.write(piece)
            await process.stdin.drain()
        line = await process.stdout.readline()
        if not line.endswith(b"\n"):
            raise asyncio.IncompleteReadError(line, None)
        facts = json.loads(line)
        blobs = [await process.stdout.readexactly(length) for length in facts.pop("blobs")]
        return Said(facts.pop("doubt", None), facts, blobs)

    async def _ready(self) -> Process:
        if self._process is not None and (self._process.returncode is not None or self._opened >= AFTER):
            await self._end()
        if self._process is None:
            command = (sys.executable, "-m", "service.reading.opener")
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=MOST_SAID
            )
            self._opened = 0
        self._opened += 1
        return self._process

    async def _end(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        if process.returncode is None:
            process.kill()
        await process.wait()
