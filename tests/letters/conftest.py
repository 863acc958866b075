"""The letter desk over the rolled-back connection."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from service.auth.scopes import CLERK, LETTER_DESK
from service.desk.kit import Desk
from service.worker import Worker
from tests.conftest import admit, reader

NOTED: dict[str, Any] = {
    "received_on": "2026-03-05",
    "postmarked_on": "2026-03-03",
    "barcode": "XA12345678941",
    "addressee": "区信访局",
    "sender": {"name": "王建国", "address": "三门峡市湖滨区前进街道"},
}


@dataclass
class LetterDesk:
    """What a letter desk does, and the workers behind it."""

    api: httpx.AsyncClient
    headers: dict[str, str]
    clerk: dict[str, str]
    slow: Worker
    swift: Worker

    async def hand_in(self, *pages: bytes, key: str = "letter-one", **changes: Any) -> httpx.Response:
        """Hand in a letter: its pages, or without any its text."""
        noted = {name: value for name, value in {**NOTED, **changes}.items() if value is not None}
        headers = {**self.headers, "Idempotency-Key": key}
        if not pages:
            return await self.api.post("/v1/letters", json=noted, headers=headers)
        files = [("page", (f"{nth}.jpg", content)) for nth, content in enumerate(pages, 1)]
        return await self.api.post("/v1/letters", data={"letter": json.dumps(noted)}, files=files, headers=headers)

    async def handed_in(self, *pages: bytes, **changes: Any) -> str:
        """The same where it must be registered; its number."""
        answer = await self.hand_in(*pages, **changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    async def see(self, path: str) -> dict[str, Any]:
        """What the desk is shown."""
        answer = await self.api.get(f"/v1/{path}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def record(self, number: str) -> dict[str, Any]:
        """The whole record."""
        found: dict[str, Any] = (await self.api.get(f"/v1/petitions/{number}/record", headers=self.clerk)).json()
        return found

    async def work(self) -> None:
        """All that is owed is done."""
        for worker in (self.slow, self.swift):
            while await worker.run_one():
                pass


@pytest.fixture
async def letters(api: httpx.AsyncClient, desk: Desk) -> AsyncIterator[LetterDesk]:
    """A letter desk with its workers."""
    hour = timedelta(hours=1)
    slow = Worker(desk, reader(), lease=hour, max_attempts=3, poll=hour, slow=True)
    swift = Worker(desk, reader(), lease=hour, max_attempts=1, poll=hour)
    yield LetterDesk(api, await admit(desk, "letters", LETTER_DESK), await admit(desk, "clerk", CLERK), slow, swift)
    slow.stop()
    await slow.run()
