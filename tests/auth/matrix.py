"""Every kind of caller at every operation: who they are, what there is to find, and what the declared table expects."""

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from service.auth import clients
from service.auth.clients import Terms
from service.auth.scopes import ORGAN, Scope
from service.desk.kit import Desk
from tests.citizen import REQUEST
from tests.conftest import PETITION, SteppedClock, admit, key
from tests.procedure_steps import procedure_on
from tests.supervision.test_acts import SUGGESTION

NO_KEY, WRONG, EXPIRED, REVOKED, OTHER_ORGAN = "no key", "wrong key", "expired key", "revoked key", "another organ"
SHUT_OUT = (NO_KEY, WRONG, EXPIRED, REVOKED)
CALLERS = (*SHUT_OUT, *Scope, OTHER_ORGAN)
UNAUTHENTICATED, REFUSED, ADMITTED, HIDDEN, OWN, SEEN = "401", "403", "in", "hidden", "own", "SEES ANOTHER'S"
ACTS = {"X-Officer": "B01", "If-Match": '"1"'}


@dataclass(frozen=True, slots=True)
class Door:
    """What is declared of an operation."""

    scopes: frozenset[str]
    open: bool
    other_organ: str | None
    body: dict[str, Any]

    def expected(self, caller: str) -> str:
        """What comes of this caller's try."""
        if self.open:
            return ADMITTED
        if caller in SHUT_OUT:
            return UNAUTHENTICATED
        if caller == OTHER_ORGAN:
            return self.other_organ or REFUSED
        return ADMITTED if caller in self.scopes else REFUSED


@cache
def declared() -> dict[str, Door]:
    """The declared table."""
    with Path(__file__).with_name("access_matrix.toml").open("rb") as file:
        lines = tomllib.load(file)
    return {
        operation: Door(
            frozenset(line.get("scopes", ())), line.get("open", False), line.get("other_organ"), line.get("body", {})
        )
        for operation, line in lines.items()
    }


@dataclass(frozen=True, slots=True)
class Scene:
    """A register on which every organ-bound operation has something to find that is not the other organ's."""

    api: httpx.AsyncClient
    headers: dict[str, dict[str, str]]  # by caller
    places: dict[str, str]
    marks: tuple[str, ...]  # by which somebody else's item is known

    async def outcome(self, operation: str, caller: str) -> str:
        """What came of this caller's try at an operation."""
        method, path = operation.split()
        path = re.sub(r"\{(\w+)\}", lambda found: self.places[found[1]], path)
        door, other = declared().get(operation), caller == OTHER_ORGAN
        headers = {**self.headers[caller], **key("matrix"), **(ACTS if other else {})}
        answer = await self.api.request(method, path, headers=headers, json=door.body if door and other else {})
        if answer.status_code in (401, 403) and answer.json().get("code") in ("unauthenticated", "scope_missing"):
            return str(answer.status_code)
        if other and door is not None and not door.open:
            return self._seen_by_another(answer)
        return ADMITTED

    def _seen_by_another(self, answer: httpx.Response) -> str:
        if any(mark in answer.text for mark in self.marks):
            return SEEN
        return HIDDEN if answer.status_code == 404 else OWN


async def scene(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Scene:
    """A matter that an organ has answered, a review of it, a suggestion to it, and every kind of caller."""
    procedure = await procedure_on(api, desk, clock)
    matter = await procedure.answered(PETITION)
    number = matter.rpartition("-")[0]
    code = (await procedure.register(PETITION))["query_code"]
    reviewed = await api.post(
        f"/v1/petitions/{number}/reviews", json=REQUEST, headers={**procedure.portal, "X-Query-Code": code}
    )
    overseer = await admit(desk, "overseer", (Scope.SUPERVISION_MANAGE,))
    suggested = await api.post(
        "/v1/supervision/suggestions", json=SUGGESTION, headers={**overseer, **key("suggested"), "X-Officer": "A01"}
    )
    assert (reviewed.status_code, suggested.status_code) == (201, 201), (reviewed.text, suggested.text)
    found = {"number": number, "reference": matter, "suggestion": str(suggested.json()["id"])}
    any_other = {"other": "HB0000000000", "record": "1", "issue_id": "1", "delivery": "1", "serial": "HB-x"}
    places = (
        found
        | any_other
        | {
            "size": "1",
            "digest": "00" * 32,
            "indicator": "registered_items",
            "report": "rule-of-law",
            "attachment": "1",
            "what": "original",
            "year": "2025",
        }
    )
    return Scene(api, await _callers(desk), places, (number, PETITION["subject"], PETITION["facts"]))


async def _callers(desk: Desk) -> dict[str, dict[str, str]]:
    everything = tuple(Scope)
    expired = await clients.add(
        EXPIRED, everything, begin=desk.begin, terms=Terms(key_until=desk.now() - timedelta(seconds=1))
    )
    revoked = await admit(desk, REVOKED, everything)
    await clients.revoke(REVOKED, begin=desk.begin)
    return {
        NO_KEY: {},
        WRONG: {"Authorization": f"Bearer xf_0123456789ab_{'x' * 43}"},
        EXPIRED: {"Authorization": f"Bearer {expired}"},
        REVOKED: revoked,
        OTHER_ORGAN: await admit(desk, OTHER_ORGAN, ORGAN, "HB-GAJ"),
        **{scope: await admit(desk, f"only {scope}", (scope,)) for scope in Scope},
    }
