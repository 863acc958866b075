"""Twenty files of 50 MB arrive at once, and one client stops half-way: what that does to memory, and what is left.

python -m tests.proofs.files_arrive [--files 20] [--megabytes 50]

Exit code 1 where the service's memory grows by more than it may, or anything is left of what did not arrive.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psutil

from tests.conftest import PETITION

from .served import Served

MAY_GROW = 30.0  # MB
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(16)
PIECE = os.urandom(1 << 16)


async def film(size: int, *, stop_at: int | None = None) -> AsyncIterator[bytes]:
    """The body of a form with a film of this size; the client goes away where it is to stop."""
    yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"\r\n\r\n'
    yield FILM + os.urandom(16)
    for sent in range(0, size, len(PIECE)):
        if stop_at is not None and sent >= stop_at:
            raise ConnectionAbortedError
        yield PIECE
    yield b"\r\n--b--\r\n"


async def memory(process: psutil.Process, seen: list[float]) -> None:
    """What the service holds, twenty times a second (MB)."""
    while True:
        seen.append(process.memory_info().rss / 1e6)
        await asyncio.sleep(0.05)


async def measured(served: Served, process: psutil.Process, files: int, size: int) -> dict[str, float]:
    """Register, send, count."""
    portal = {"Authorization": f"Bearer {served.key('PORTAL')}"}
    async with httpx.AsyncClient(base_url=served.url, timeout=600) as client:
        opened = []
        for nth in range(files):
            headers = {**portal, "Idempotency-Key": f"files-{nth:04d}"}
            told = (await client.post("/v1/petitions", json=PETITION, headers=headers)).json()
            opened.append((told["number"], told["query_code"]))

        async def send(number: str, code: str, stop_at: int | None = None) -> int:
            headers = {**portal, "X-Query-Code": code, "Content-Type": "multipart/form-data; boundary=b"}
            body = film(size, stop_at=stop_at)
            return (await client.post(f"/v1/petitions/{number}/attachments", content=body, headers=headers)).status_code

        await send(*opened[0])  # what is loaded once is loaded
        await asyncio.sleep(2)
        before, seen = process.memory_info().rss / 1e6, list[float]()
        watching = asyncio.create_task(memory(process, seen))
        began = time.perf_counter()
        statuses = await asyncio.gather(*(send(number, code) for number, code in opened))
        took = time.perf_counter() - began
        broken = await asyncio.gather(*(send(*one, size // 2) for one in opened[:3]), return_exceptions=True)
        await asyncio.sleep(1)
        watching.cancel()
    assert all(isinstance(one, ConnectionAbortedError) for one in broken), broken
    return {
        "arrived": statuses.count(201),
        "before_mb": before,
        "peak_mb": max(seen),
        "seconds": took,
        "mb_a_second": files * size / 1e6 / took,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--megabytes", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xinfang-files-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        served = Served(folder)
        served.start()
        try:
            (process,) = [one for one in psutil.Process().children() if "serve" in one.cmdline()]
            found = asyncio.run(measured(served, process, asked.files, asked.megabytes << 20))
        finally:
            served.stop()
        left = len(list((folder / "data" / "files" / "incoming").iterdir()))
        kept = len([one for one in (folder / "data" / "files" / "kept").iterdir() if "." not in one.name])
    for title, figure in found.items():
        print(f"{title:>12} {figure:8.1f}")
    print(f"        kept {kept:6}   left behind {left}")
    grew = found["peak_mb"] - found["before_mb"]
    print(f"        grew {grew:8.1f} MB (may: {MAY_GROW})")
    if left or kept != asked.files + 1 or found["arrived"] != asked.files or grew > MAY_GROW:
        sys.exit(1)


if __name__ == "__main__":
    main()
