"""A petition and whoever may touch its files."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from service.auth.scopes import LETTER_DESK
from service.desk.kit import Desk
from service.worker import Worker
from tests.citizen import Citizen
from tests.citizen import citizen as citizen
from tests.conftest import admit, reader


@dataclass
class Folder:
    """The files of one petition as its petitioner, the bureau and organs see them."""

    citizen: Citizen
    worker: Worker
    letter_desk: dict[str, str]

    async def add(
        self, number: str, content: bytes, name: str = "photo.jpg", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Hand in a file, as the petitioner unless others are named."""
        shown = headers or {**self.citizen.procedure.portal, "X-Query-Code": await self.citizen.code()}
        return await self.citizen.api.post(
            f"/v1/petitions/{number}/attachments", files={"file": (name, content)}, headers=shown
        )

    async def added(self, number: str, content: bytes, name: str = "photo.jpg") -> dict[str, Any]:
        """The same where it must be taken in."""
        answer = await self.add(number, content, name)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def see(self, number: str, path: str = "", headers: dict[str, str] | None = None) -> httpx.Response:
        """Look at the list or at a file."""
        shown = headers or {**self.citizen.procedure.portal, "X-Query-Code": await self.citizen.code()}
        return await self.citizen.api.get(f"/v1/petitions/{number}/attachments{path}", headers=shown)

    async def work(self) -> None:
        """A slow worker does all that is owed to it."""
        while await self.worker.run_one():
            pass


@pytest.fixture
async def folder(citizen: Citizen, desk: Desk) -> AsyncIterator[Folder]:
    """Files over the rolled-back connection."""
    hour = timedelta(hours=1)
    worker = Worker(desk, reader(), lease=hour, max_attempts=1, poll=hour, slow=True)
    yield Folder(citizen, worker, await admit(desk, "letters", LETTER_DESK))
    worker.stop()
    await worker.run()
