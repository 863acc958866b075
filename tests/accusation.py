"""An accusation with everything that can hang on one, and every operation of the published document knocked at with it.

The operations are walked from the document, so that none can be forgotten; what is found with the identifiers of the
accusation is compared with what is found with identifiers that were never given.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
import orjson

from service.cli.spec import document
from service.desk.kit import Desk
from tests.acknowledgements.conftest import work
from tests.auth.matrix import declared
from tests.conftest import PETITION, key
from tests.procedure_steps import CLOSING, DECISION, REPLY, TARGET, Procedure
from tests.supervision.test_acts import SUGGESTION

ABSENT = 987_654_321  # a serial number that is never reached
ACTS = {"X-Officer": "B01"}
VERSIONS = ('"1"', '"2"')
QUERIES: Mapping[str, Mapping[str, str]] = {
    "GET /v1/supervision/records": {"kind": "suggestion"},
    "GET /v1/supervision/omissions": {"detector": "c1_missed"},
}
# What tells of the process and the moment and not of the register; and the trail, which grows by being read.
VOLATILE = {"GET /metrics", "GET /livez", "GET /readyz", "GET /v1/challenge", "GET /v1/log/checkpoint", "GET /v1/audit"}
# Whoever holds a letter may ask whether it is genuine, without a key: its serial is known from the letter alone.
OF_A_LETTER = {
    "GET /v1/notices/{serial}/verification",
    "POST /v1/notices/{serial}/verification",
    "GET /verify/{serial}",
}


WHY = {"because": "经核对。"}
# Well-formed, so that nothing is refused for its form before it is looked up; NUMBER stands for what is knocked at.
NUMBER = "NUMBER"
BODIES: Mapping[str, Mapping[str, Any]] = {
    "POST /v1/petitions/{number}/reveals": {**WHY, "purpose": "contact", "fields": ["name", "words"]},
    "POST /v1/petitions/{number}/person-export": {**WHY, "identity_check": "document"},
    "POST /v1/petitions/{number}/person-corrections": {**WHY, "identity_check": "document", "phone": None},
    "PUT /v1/petitions/{number}/legal-hold": {**WHY, "held": True},
    "POST /v1/petitions/{number}/query-code": {**WHY, "identity_check": "document"},
    "PUT /v1/petitions/{number}/classification": DECISION,
    "POST /v1/petitions/{number}/referrals": {**WHY, "targets": [TARGET]},
    "POST /v1/petitions/{number}/dispositions": {**WHY, "disposition": "reply", "answer": "已处理。"},
    "POST /v1/petitions/{number}/refusal": {**WHY, "code": "R2", "where_to_go": "区政府", "earlier": NUMBER},
    "POST /v1/petitions/{number}/refusal/decision": {**WHY, "approved": True},
    "POST /v1/petitions/{number}/reopening": WHY,
    "POST /v1/petitions/{number}/urgency": WHY,
    "POST /v1/petitions/{number}/recusals": {**WHY, "officer": "A07"},
    "PUT /v1/petitions/{number}/relations/{other}": {**WHY, "relation": "repeat", "decision": "confirmed"},
    "PUT /v1/mass-issues/{issue_id}/petitions/{number}": {**WHY, "decision": "confirmed"},
    "PUT /v1/letters/{number}/text": {"facts": "来信内容。"},
    "POST /v1/petitions/{number}/supplements": {"text": "补充。"},
    "POST /v1/petitions/{number}/reviews": {"referral": 1, "request": "请求复查。"},
    "POST /v1/referrals/{reference}/objection/decision": {**WHY, "approved": True},
    "POST /v1/referrals/{reference}/dispute": WHY,
    "POST /v1/referrals/{reference}/dispute/settlement": {**WHY, "forum": "common_superior", "here": True},
    "POST /v1/referrals/{reference}/recall": WHY,
    "POST /v1/supervision/urges": {**WHY, "number": NUMBER, "referral": 1},
    "POST /v1/supervision/cases": {**WHY, "number": NUMBER, "means": ["letter"], "due_on": "2026-03-21"},
    "POST /v1/supervision/suggestions": {**SUGGESTION, "organ": "HB-MZJ", "number": NUMBER},
    "POST /v1/supervision/inspections": {"task": "督查", "organ": "HB-MZJ", "numbers": [NUMBER]},
    "POST /v1/supervision/cares": {"number": NUMBER, "role": "other", "leader": "L02", "due_on": "2026-04-01"},
    "POST /v1/supervision/records/{record}/report": {"text": "已整改。"},
    "POST /v1/supervision/records/{record}/answer": {"adoption": "adopted", "reasons": "采纳。"},
    "POST /v1/supervision/records/{record}/closing": {"result": "已整改。"},
}


@dataclass(frozen=True, slots=True)
class Places:
    """Identifiers that the paths of operations are filled with."""

    number: str
    serial: str
    record: int
    delivery: int = 2**40 - 1
    more: Mapping[str, str] = field(default_factory=dict)

    def fill(self, path: str) -> str:
        """The path with these in it."""
        level = "-review" if "/reviews/" in path else ""
        named = {
            "number": self.number,
            "other": self.number,
            "reference": f"{self.number}-1{level}",
            "serial": self.serial,
            "record": str(self.record),
            "suggestion": str(self.record),
            "delivery": str(self.delivery),
            "attachment": "1",
            "what": "original",
            "issue_id": "1",
            "size": "1",
            "digest": "00" * 32,
            "indicator": "registered_items",
            "report": "rule-of-law",
            "year": "2026",
            **self.more,
        }
        return re.sub(r"\{(\w+)\}", lambda found: named[found[1]], path)

    @property
    def marks(self) -> tuple[str, ...]:
        """By which they are known in an answer."""
        return (self.number, self.serial)


@cache
def operations() -> tuple[tuple[str, str], ...]:
    """Every operation of the document: method and path."""
    paths: dict[str, dict[str, Any]] = orjson.loads(document())["paths"]
    return tuple((method.upper(), path) for path, methods in paths.items() for method in methods)


def knocks(method: str, path: str, places: Places) -> Iterator[dict[str, Any]]:
    """The requests that try an operation, for `AsyncClient.request`."""
    named = f"{method} {path}"
    body = BODIES.get(named) or (declared()[named].body if named in declared() else {})
    body = orjson.loads(orjson.dumps(body).replace(b'"NUMBER"', orjson.dumps(places.number)))
    for version in VERSIONS if method != "GET" else VERSIONS[:1]:
        yield {
            "method": method,
            "url": places.fill(path),
            "params": dict(QUERIES.get(named, {})),
            "headers": {**ACTS, **key(f"knock-{places.number}-{version[1:-1]}"), "If-Match": version},
            **({} if method == "GET" else {"json": body}),
        }


def told(answer: httpx.Response, places: Places) -> tuple[int, Mapping[str, str], str]:
    """What an answer says, without the identifiers that were asked with and what belongs to the request alone."""
    text = re.sub(r'"request_id":"[0-9a-f]+"', '"request_id":""', answer.text)
    headers = {name: value for name, value in answer.headers.items() if name not in ("x-request-id", "traceparent")}
    for mark in places.marks:
        text = text.replace(mark, "…")
    return answer.status_code, headers, text


async def differing(
    api: httpx.AsyncClient, headers: Mapping[str, str], real: Places, absent: Places
) -> dict[str, tuple[Any, Any]]:
    """The operations that answer otherwise with the one than with the other, or show what was asked for."""
    found: dict[str, tuple[Any, Any]] = {}
    for method, path in operations():
        if f"{method} {path}" in VOLATILE | OF_A_LETTER:
            continue
        for with_real, with_absent in zip(knocks(method, path, real), knocks(method, path, absent), strict=True):
            seen = told(await _asked(api, with_real, headers), real)
            unseen = told(await _asked(api, with_absent, headers), absent)
            if seen != unseen:
                found[f"{method} {path}"] = (seen, unseen)
    return found


async def lists(api: httpx.AsyncClient, headers: Mapping[str, str]) -> dict[str, str]:
    """What every operation that names nothing tells, as it is."""
    found = {}
    for method, path in operations():
        if method != "GET" or "{" in path or f"{method} {path}" in VOLATILE:
            continue
        for suffix in ({}, {"limit": "1"}):
            params = {**QUERIES.get(f"{method} {path}", {}), **suffix}
            answer = await api.get(path, headers={**ACTS, **headers}, params=params)
            text = re.sub(r'"request_id":"[0-9a-f]+"', "", answer.text)
            found[f"{path} {suffix}"] = f"{answer.status_code} {answer.headers.get('link')} {text}"
    return found


async def _asked(api: httpx.AsyncClient, request: dict[str, Any], headers: Mapping[str, str]) -> httpx.Response:
    return await api.request(**{**request, "headers": {**request["headers"], **headers}})


async def sent_then_accusing(procedure: Procedure, desk: Desk, organ: str, *, closed: bool = False) -> Places:
    """A matter that an organ had, with a letter, a suggestion and a file, and that then comes to accuse it.

    One that it has `closed` by then is not taken back from it.
    """
    told_to_portal = await procedure.register({**PETITION, "subject": f"反映{organ}"}, organ)
    number, code = told_to_portal["number"], {**procedure.portal, "X-Query-Code": told_to_portal["query_code"]}
    await procedure.decide(number)
    body = {"targets": [{"organ": organ, "kind": "transfer"}], "because": "属地主管。"}
    sent = await procedure.bureau(number, "referrals", body)
    assert sent.status_code == 201, sent.text
    file = {"file": ("a.txt", b"receipt")}
    added = await procedure.api.post(f"/v1/petitions/{number}/attachments", files=file, headers=code)
    assert added.status_code == 201, added.text
    overseer = {**procedure.clerk, "X-Officer": "A01"}
    suggestion = {**SUGGESTION, "organ": organ, "number": number}
    suggested = await procedure.api.post(
        "/v1/supervision/suggestions", json=suggestion, headers={**overseer, **key(f"suggested-{organ}")}
    )
    assert suggested.status_code == 201, suggested.text
    delivered = {"delivered_on": procedure.today, "proof": "in_person"}
    steps = {"arrival": None, "acceptance": None, "reply": REPLY, "delivery": delivered, "closing": CLOSING}
    for step, said in steps.items() if closed else ():
        answer = await procedure.organ(f"{number}-1", step, said)
        assert answer.status_code == 200, answer.text
    await work(desk)
    async with desk.read() as tx:
        serial = await tx.value(
            "SELECT serial FROM notice JOIN petition ON petition.id = petition_id WHERE number = $1 AND organ = $2",
            number,
            organ,
        )
    assert serial is not None
    await procedure.decide(number, purpose="accusation", route="discipline", organ="HB-JW", accused=[organ])
    return Places(number, serial, suggested.json()["id"])


def absent_beside(real: Places, desk: Desk) -> Places:
    """Identifiers of the same form that nobody was ever given."""
    head, _, signs = real.serial.rpartition("-")
    return Places(desk.numbers.of(ABSENT), f"{head}-{signs[::-1]}", 2**40, 2**40)
