"""A petitioner with number and code, beside bureau and organs, and the organs that review."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from service.auth.scopes import ORGAN
from service.desk.kit import Desk
from tests.conftest import PETITION, SteppedClock, admit
from tests.referral.conftest import DECISION, REPLY, TARGET, Procedure, procedure_on

REQUEST = {"referral": 1, "request": "对处理意见不服，少算的工龄不止一年，请求复查。"}
VERDICT = {
    "outcome": "upheld",
    "facts_and_reasons": "经复查，工龄认定与档案一致。",
    "opinion": "维持原处理意见。",
    "legal_basis": "《社会保险法》第六十三条。",
    "remedy": "不服本意见的，可以自收到之日起三十日内向市政府请求复核。",
}
REVIEWERS = ("HB-ZF", "SMX-ZF", "HN-ZF", "SMX-GAJ")


@dataclass
class Citizen:
    """What a petitioner does through a portal, and what becomes of it above."""

    procedure: Procedure
    api: httpx.AsyncClient
    clock: SteppedClock
    connection: asyncpg.Connection
    body: dict[str, Any]

    async def code(self, name: str = "one") -> str:
        """The query code: a retry of the registration hears it again."""
        return str((await self.procedure.register(self.body, name))["query_code"])

    async def say(
        self, number: str, door: str, body: dict[str, Any], code: str | None = None, name: str = "one"
    ) -> httpx.Response:
        """Something said about one's own petition."""
        headers = {**self.procedure.portal, "X-Query-Code": code or await self.code(name)}
        return await self.api.post(f"/v1/petitions/{number}/{door}", json=body, headers=headers)

    async def look(self, number: str, tag: str = "", name: str = "one") -> httpx.Response:
        """The answer to a look at one's own petition."""
        headers = {**self.procedure.portal, "X-Query-Code": await self.code(name), "If-None-Match": tag}
        return await self.api.get(f"/v1/petitions/{number}", headers=headers)

    async def progress(self, number: str, name: str = "one") -> dict[str, Any]:
        """One's own petition as it stands."""
        found: dict[str, Any] = (await self.look(number, name=name)).json()
        return found

    async def decided(self, **changes: Any) -> str:
        """Registered with this body, and decided on by a clerk; the number."""
        return await self.procedure.decided(self.body, **changes)

    async def answered(self, **changes: Any) -> str:
        """Answered in writing and delivered today; the number."""
        number = await self.decided(**changes)
        target = {**TARGET, "organ": changes.get("organ", "HB-RSJ")}
        await self.procedure.bureau(number, "referrals", {"targets": [target], "because": "主管。"})
        return await self.replied(number, "delivery")

    async def replied(self, number: str, until: str = "reply", matter: int = 1) -> str:
        """The organ signs, accepts and answers, and where asked delivers; the number."""
        delivery = {"delivered_on": self.procedure.today, "proof": "in_person"}
        steps: dict[str, Any] = {"arrival": None, "acceptance": None, "reply": REPLY, "delivery": delivery}
        for step, said in steps.items():
            answer = await self.procedure.organ(f"{number}-{matter}", step, said)
            assert answer.status_code == 200, answer.text
            if step == until:
                break
        return number

    async def correct(self, number: str, **changes: Any) -> None:
        """A clerk decides anew."""
        answer = await self.api.put(
            f"/v1/petitions/{number}/classification",
            json={**DECISION, **changes},
            headers={**self.procedure.clerk, "If-Match": f'"{await self.procedure.version(number)}"'},
        )
        assert answer.status_code == 200, answer.text

    async def case(self, reference: str, organ: str) -> httpx.Response:
        """A review as an organ's system reads it."""
        return await self.api.get(f"/v1/reviews/{reference}", headers=self.procedure.organs[organ])

    async def review(
        self, reference: str, step: str, body: dict[str, Any], organ: str = "HB-ZF", version: int | None = None
    ) -> httpx.Response:
        """A step of the organ that reviews, on the version that it reads."""
        seen = version or (await self.case(reference, organ)).json().get("review", {"version": 1})["version"]
        headers = {**self.procedure.organs[organ], "If-Match": f'"{seen}"', "X-Officer": "C01"}
        return await self.api.post(f"/v1/reviews/{reference}/{step}", json=body, headers=headers)

    async def reviewed(self, number: str, **changes: Any) -> str:
        """复查 asked for, decided and delivered today; its reference."""
        asked = await self.say(number, "reviews", REQUEST)
        assert asked.status_code == 201, asked.text
        reference: str = asked.json()["id"]
        await self.review(reference, "decision", {**VERDICT, **changes})
        answer = await self.review(reference, "delivery", self.delivery)
        assert answer.status_code == 200, answer.text
        return reference

    async def re_reviewed(self, number: str, **changes: Any) -> str:
        """And 复核 asked for and decided; its reference."""
        await self.reviewed(number)
        asked = await self.say(number, "reviews", REQUEST)
        assert asked.status_code == 201, asked.text
        reference: str = asked.json()["id"]
        answer = await self.review(reference, "decision", {**VERDICT, **changes}, "SMX-ZF")
        assert answer.status_code == 200, answer.text
        return reference

    @property
    def delivery(self) -> dict[str, str]:
        """Proof of delivery today."""
        return {"delivered_on": self.procedure.today, "proof": "in_person"}

    async def events(self, number: str) -> list[str]:
        """What happened, by kind."""
        return [event["event"] for event in (await self.procedure.record(number))["events"]]

    async def told(self, kind: str) -> list[tuple[str | None, dict[str, Any]]]:
        """Whom a message of this kind was for, and what it says."""
        rows = await self.connection.fetch("SELECT organ, data FROM message WHERE kind = $1 ORDER BY id", kind)
        return [(row["organ"], row["data"]) for row in rows]

    def wait(self, days: int) -> None:
        """Days go by."""
        self.clock.move(timedelta(days=days))


@pytest.fixture
async def citizen(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock, connection: asyncpg.Connection) -> Citizen:
    """A petitioner over the rolled-back connection."""
    procedure = await procedure_on(api, desk, clock)
    for code in REVIEWERS:
        procedure.organs[code] = await admit(desk, code, ORGAN, code)
    procedure.organs["HB-XFDD"] = await admit(desk, "HB-XFDD", ORGAN, "HB-XFDD")
    return Citizen(procedure, api, clock, connection, dict(PETITION))
