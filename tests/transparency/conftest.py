"""A log with real commits, and the words of its keys."""

import importlib.util
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx

from service.desk.kit import Desk
from service.transparency.bind import bind
from service.transparency.checkpoints import Checkpoint
from service.transparency.extend import extend
from service.worker import Worker
from tests.conftest import key, reader

VERIFY = Path(__file__).parents[2] / "docs" / "verify" / "verify.py"
Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]
NOW = timedelta()  # a test that has answered everything waits for nobody


async def submit(api: httpx.AsyncClient, portal: Headers, body: dict[str, Any], name: str) -> dict[str, Any]:
    """Register a petition; the answer."""
    answer = await api.post("/v1/petitions", json=body, headers={**portal, **key(name)})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def signed(desk: Desk) -> Checkpoint:
    """Everything that waits is placed and signed."""
    made = await extend(at=desk.now(), begin=desk.begin, seals=desk.seals)
    assert made is not None, "something waits"
    return made


async def bound(desk: Desk) -> None:
    """Everything that was recorded is bound, placed and signed."""
    while await bind(begin=desk.begin, origin=desk.seals.origin, settling=NOW):
        continue
    await signed(desk)


async def work(desk: Desk) -> None:
    """The worker does all that is owed."""
    worker = Worker(desk, reader(), lease=timedelta(hours=1), max_attempts=3, poll=timedelta(hours=1))
    while await worker.run_one():
        continue


def verifier() -> ModuleType:
    """The verifier that we give away: a script on its own, which knows nothing of the service."""
    spec = importlib.util.spec_from_file_location("verify", VERIFY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
