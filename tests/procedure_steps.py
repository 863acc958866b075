"""A petition on its way: registered, decided on by a clerk, sent to an organ that has a system of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from service.auth.scopes import CONFIDENTIAL_CLERK, ORGAN, PORTAL
from service.desk.kit import Desk, local_date
from tests.conftest import SteppedClock, admit, key

DECISION = {
    "purpose": "appeal",
    "content_class": "040000",
    "division": "411202003",
    "route": "petition_procedure",
    "organ": "HB-RSJ",
    "because": "反映的是待遇问题，没有其他法定途径。",
}
ORGANS = ("HB-RSJ", "HB-ZJJ", "HB-JW", "HB-MZJ", "HB-LDZC")
TARGET = {"organ": "HB-RSJ", "kind": "transfer"}
REPLY = {
    "outcome": "supported",
    "request": "请求补发退休待遇差额。",
    "facts_and_reasons": "经查，单位少报一年工龄，情况属实。",
    "opinion": "支持信访人的请求，由单位补报并补发。",
    "legal_basis": "《社会保险法》第六十三条。",
    "remedy": "不服本意见的，可以自收到之日起三十日内向区政府请求复查。",
}
CLOSING = {"results": ["problem_solved"], "resolved": True, "summary": "已补发。"}


@dataclass
class Procedure:
    """Steps of the procedure as calls, each on the version that was last read; an officer for each side."""

    api: httpx.AsyncClient
    clock: SteppedClock
    portal: dict[str, str]
    clerk: dict[str, str]
    organs: dict[str, dict[str, str]]

    async def register(self, body: dict[str, Any], name: str = "one") -> dict[str, Any]:
        """Register; the answer to the portal."""
        answer = await self.api.post("/v1/petitions", json=body, headers={**self.portal, **key(name)})
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def decided(self, body: dict[str, Any], name: str = "one", **changes: Any) -> str:
        """Register and let a clerk decide; the number."""
        return await self.decide((await self.register(body, name))["number"], **changes)

    async def decide(self, number: str, **changes: Any) -> str:
        """A clerk decides on what was registered; its number."""
        answer = await self.api.put(
            f"/v1/petitions/{number}/classification",
            json={**DECISION, **changes},
            headers={**self.clerk, "If-Match": f'"{await self.version(number)}"'},
        )
        assert answer.status_code == 200, answer.text
        return number

    async def referred(self, body: dict[str, Any], name: str = "one", **target: Any) -> str:
        """Registered, decided and sent; the reference of the matter."""
        number = await self.decided(body, name)
        answer = await self.bureau(number, "referrals", {"targets": [{**TARGET, **target}], "because": "属地主管。"})
        assert answer.status_code == 201, answer.text
        return f"{number}-1"

    async def accepted(self, body: dict[str, Any], name: str = "one") -> str:
        """Sent, signed for and accepted on the same day."""
        matter = await self.referred(body, name)
        for step in ("arrival", "acceptance"):
            answer = await self.organ(matter, step)
            assert answer.status_code == 200, answer.text
        return matter

    async def answered(self, body: dict[str, Any], name: str = "one") -> str:
        """Accepted, answered and delivered on the same day."""
        matter = await self.accepted(body, name)
        await self.organ(matter, "reply", REPLY)
        answer = await self.organ(matter, "delivery", {"delivered_on": self.today, "proof": "in_person"})
        assert answer.status_code == 200, answer.text
        return matter

    @property
    def today(self) -> str:
        """The day at the bureau."""
        return local_date(self.clock.at).isoformat()

    async def record(self, number: str) -> dict[str, Any]:
        """The whole record, as a clerk reads it."""
        answer = await self.api.get(f"/v1/petitions/{number}/record", headers=self.clerk)
        found: dict[str, Any] = answer.json()
        return found

    async def version(self, number: str) -> int:
        """The version of a petition."""
        return int((await self.record(number))["version"])

    async def matter(self, reference: str) -> dict[str, Any]:
        """A matter at an organ, as the bureau sees it."""
        number, _, ordinal = reference.rpartition("-")
        answer = await self.api.get(f"/v1/petitions/{number}/referrals", headers=self.clerk)
        found: dict[str, Any] = answer.json()["referrals"][int(ordinal) - 1]
        return found

    async def bureau(
        self, number: str, step: str, body: Any = None, officer: str = "A01", version: int | None = None
    ) -> httpx.Response:
        """A step of the bureau on a petition, or on a matter where a reference is given."""
        if "-" in number:
            seen, where = version or (await self.matter(number))["version"], f"/v1/referrals/{number}/{step}"
        else:
            seen, where = version or await self.version(number), f"/v1/petitions/{number}/{step}"
        headers = {**self.clerk, "If-Match": f'"{seen}"', "X-Officer": officer}
        return await self.api.post(where, json=body, headers=headers)

    async def organ(
        self, reference: str, step: str, body: Any = None, organ: str | None = None, version: int | None = None
    ) -> httpx.Response:
        """A step of an organ, by default of the one that has the matter."""
        now = await self.matter(reference)
        headers = {
            **self.organs[organ or now["organ"]],
            "If-Match": f'"{version or now["version"]}"',
            "X-Officer": "B01",
        }
        return await self.api.post(f"/v1/referrals/{reference}/{step}", json=body, headers=headers)


async def organs_at(desk: Desk) -> dict[str, dict[str, str]]:
    """The systems of some organs, admitted."""
    return {code: await admit(desk, code, ORGAN, code) for code in ORGANS}


async def procedure_on(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    """The procedure over any desk."""
    organs = await organs_at(desk)
    portal, clerk = await admit(desk, "portal", PORTAL), await admit(desk, "clerk", CONFIDENTIAL_CLERK)
    return Procedure(api, clock, portal, clerk, organs)


Petition = Callable[..., dict[str, Any]]
