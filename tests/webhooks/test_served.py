"""The whole way as an operator runs it: a served process calls a receiver; the commands show what did not reach it."""

import asyncio
import os
import subprocess
import sys

import httpx

from service.delivery import messages
from service.delivery.messages import Message
from service.rulebook.vocabulary import MessageKind
from service.storage import engine
from tests.conftest import FRIDAY, PETITION, key
from tests.delivery.happenings import until
from tests.serving import Running, running
from tests.webhooks import receiver as behaviour
from tests.webhooks.receiver import receiving


async def xinfang(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service", *arguments]
    wide = {**os.environ, **environment, "COLUMNS": "200"}
    return await asyncio.to_thread(subprocess.run, command, env=wide, capture_output=True, text=True, timeout=120)


async def post(service: Running) -> None:
    """What a use case does: a petition is there, and its organ has to know of it."""
    database = await engine.connect(service.environment["XINFANG_DATABASE_URL"], size=2, wait=10)
    async with database.begin() as tx:
        petition_id, number = await tx.row("SELECT id, number FROM petition") or (0, "")
        tx.write(messages.post(Message(MessageKind.REFERRAL_SENT, petition_id, number, 7, "HB-ZJJ", None, FRIDAY)))
    await database.close()


async def test_a_served_process_tells_an_organ_and_an_operator_sees_what_failed() -> None:
    one_try = {"XINFANG_WEBHOOK_ALLOW_INTERNAL": "127.0.0.0/8", "XINFANG_WEBHOOK_MAX_ATTEMPTS": "1"}
    async with receiving() as receiver:
        with running(**one_try, XINFANG_POLL_SECONDS="0.05") as service:
            async with httpx.AsyncClient(
                base_url=service.url, headers={"Authorization": f"Bearer {service.everything_key}"}
            ) as api:
                registered = await api.post("/v1/petitions", json=PETITION, headers=key("served"))
                assert registered.status_code == 201
                secret = (await api.put("/v1/webhook", json={"url": receiver.url, "kinds": ["referral.sent"]})).json()[
                    "secret"
                ]
                await post(service)
                await until(lambda: _called(receiver, 1))
                assert receiver.calls[0].is_signed_by(secret)
                # The notice of its receipt is told to the same key as its portal, sooner or later.
                told = (await api.get("/v1/events")).json()["events"]
                (event,) = [one for one in told if one["type"] == "referral.sent"]
                assert event["id"] == receiver.calls[0].id

                receiver.behaves = behaviour.answering(500)
                await post(service)
                await until(lambda: _dead(api))
                environment = service.environment
                assert receiver.url in (await xinfang("webhooks", "list", **environment)).stdout
                shown = (await xinfang("webhooks", "dead", **environment)).stdout
                assert "referral.sent" in shown
                assert "500" in shown
                receiver.behaves = behaviour.OK
                again = await xinfang("webhooks", "replay", "2", **environment)
                assert again.stdout == "delivery 2 will be tried again\n", again.stderr
                await until(lambda: _called(receiver, 3))
                assert "is delivered, not dead" in (await xinfang("webhooks", "replay", "1", **environment)).stderr
                assert "xinfang_deliveries_dead 0.0" in (await api.get("/metrics")).text


async def _called(receiver: behaviour.Receiver, times: int) -> bool:
    return len(receiver.calls) == times


async def _dead(api: httpx.AsyncClient) -> bool:
    return len((await api.get("/v1/webhook/deliveries")).json()["entries"]) == 1
