"""No answer of any operation shows who petitions, unless it is to the petitioner or a reveal that is on record."""

import re
from typing import Any

import httpx
import orjson
import pytest

from service.auth.scopes import CONFIDENTIAL_CLERK, LETTER_DESK, ORGAN, Scope
from service.cli.spec import document
from service.desk.kit import Desk
from tests.acknowledgements.conftest import work
from tests.conftest import SteppedClock, admit, key
from tests.procedure_steps import Procedure, procedure_on
from tests.supervision.test_acts import SUGGESTION

NAME, PHONE, CARD, HOME = "欧阳小明", "13987654321", "41120219800101123X", "崤山路12号院3单元501室"
MARKS = (NAME, PHONE, CARD, HOME, "139 8765 4321", "欧阳 小明")
WRITTEN = f"我叫{NAME}（欧阳 小明），身份证{CARD}，住{HOME}，电话{PHONE}，也可打139 8765 4321。"
MARKED: dict[str, Any] = {
    "subject": f"{NAME}要求补发退休金",
    "request": f"请给{NAME}补发退休待遇差额，电话{PHONE}。",
    "facts": "单位少报一年工龄，退休待遇少算了。" + WRITTEN,
    "petitioner": {
        "name": NAME,
        "address": f"三门峡市湖滨区前进街道{HOME}",
        "phone": PHONE,
        "document": {"type": "resident_id", "number": CARD},
    },
    "problem_place": {"division_code": "411202002", "address": f"前进街道{HOME}"},
}
# Of the petitioner's own: what he holds number and code of, and what he was written to.
TO_THE_PETITIONER = {"GET /v1/petitions/{number}", "GET /v1/petitions/{number}/notices"}


def reads() -> list[str]:
    paths: dict[str, dict[str, Any]] = orjson.loads(document())["paths"]
    return [path for path, methods in paths.items() if "get" in methods]


async def scene(procedure: Procedure, desk: Desk) -> dict[str, str]:
    """A marked petition that has been through everything which keeps words; what its paths are filled with."""
    told = await procedure.register(MARKED)
    number, code = told["number"], {**procedure.portal, "X-Query-Code": told["query_code"]}
    await procedure.register({**MARKED, "facts": MARKED["facts"] + "再次反映。"}, "again")
    await procedure.decide(number)
    target = {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], "because": WRITTEN}
    assert (await procedure.bureau(number, "referrals", target)).status_code == 201
    matter = f"{number}-1"
    for step in ("arrival", "acceptance"):
        assert (await procedure.organ(matter, step)).status_code == 200
    said = dict.fromkeys(("request", "facts_and_reasons", "opinion", "legal_basis", "remedy"), WRITTEN)
    assert (await procedure.organ(matter, "reply", {"outcome": "supported", **said})).status_code == 200
    delivered = {"delivered_on": procedure.today, "proof": "in_person"}
    assert (await procedure.organ(matter, "delivery", delivered)).status_code == 200
    for door, body in (
        ("supplements", {"text": "补充：" + WRITTEN}),
        ("reviews", {"referral": 1, "request": WRITTEN}),
    ):
        answer = await procedure.api.post(f"/v1/petitions/{number}/{door}", json=body, headers=code)
        assert answer.status_code == 201, answer.text
    file = {"file": (f"{NAME}{PHONE}.txt", WRITTEN.encode())}
    assert (
        await procedure.api.post(f"/v1/petitions/{number}/attachments", files=file, headers=code)
    ).status_code == 201
    overseer = {**procedure.clerk, **key("suggested"), "X-Officer": "A01"}
    body = {**SUGGESTION, "number": number, "text": WRITTEN}
    suggested = await procedure.api.post("/v1/supervision/suggestions", json=body, headers=overseer)
    assert suggested.status_code == 201, suggested.text
    assert not marks_in(suggested)
    await work(desk)
    notices = (await procedure.api.get(f"/v1/petitions/{number}/notices", headers=code)).json()["notices"]
    return {
        "number": number,
        "reference": matter,
        "serial": notices[0]["serial"],
        "record": str(suggested.json()["id"]),
        "attachment": "1",
        "what": "view",
        "indicator": "registered_items",
        "report": "rule-of-law",
        "year": "2026",
        "issue_id": "1",
        "size": "1",
        "digest": "00" * 32,
    }


def marks_in(answer: httpx.Response) -> set[str]:
    told = answer.text + "".join(answer.headers.values())
    return {mark for mark in MARKS if mark in told}


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    return await procedure_on(api, desk, clock)


async def test_no_answer_shows_who_petitions_to_anybody_else(procedure: Procedure, desk: Desk) -> None:
    places = await scene(procedure, desk)
    everything = tuple(one for one in Scope if one not in (Scope.REFERRALS_HANDLE, Scope.PETITIONS_FOLLOW))
    callers = {
        "bureau": await admit(desk, "everything", everything),
        "clerk": await admit(desk, "confidential", CONFIDENTIAL_CLERK),
        "letters": await admit(desk, "letters", LETTER_DESK),
        "organ": procedure.organs["HB-RSJ"],
        "reviewer": await admit(desk, "reviewer", ORGAN, "HB-ZF"),
    }
    callers = {who: {**headers, "X-Officer": "A01"} for who, headers in callers.items()}
    found, shown = {}, set()
    for path in reads():
        places["reference"] = places["number"] + ("-1-review" if "/reviews/" in path else "-1")
        where = re.sub(r"\{(\w+)\}", lambda one: places[one[1]], path)
        if path.endswith((".pdf", "/omissions")):
            continue  # the letter as it was printed, which is on record; needs a detector
        for who, headers in callers.items():
            asked = {"kind": "suggestion"} if path.endswith("/records") else {}
            answer = await procedure.api.get(where, headers=headers, params=asked)
            if marks := marks_in(answer):
                found[path, who] = marks
            if answer.status_code == 200:
                shown.add(path)

    assert found == {}
    words = {"record", "unsure", "{reference}", "attachments", "relations", "suggestions", "records", "repeats"}
    assert {word for word in words if not any(path.endswith(word) for path in shown)} == set()


async def test_what_a_clerk_decides_is_answered_masked_too(procedure: Procedure) -> None:
    number = (await procedure.register(MARKED))["number"]
    headers = {**procedure.clerk, "If-Match": f'"{await procedure.version(number)}"'}
    words = [{"field": "facts", "start": 0, "end": len(MARKED["facts"])}]
    claim = {"content_class": "040000", "route": "petition_procedure", "organ": "HB-RSJ", "words": words}
    other = {**claim, "organ": "HB-ZJJ", "words": [{"field": "request", "start": 0, "end": 6}]}
    body = {
        "purpose": "appeal",
        "content_class": "040000",
        "division": "411202003",
        "route": "petition_procedure",
        "organ": "HB-RSJ",
        "because": "经核对。",
        "claims": [claim, other],
    }

    answer = await procedure.api.put(f"/v1/petitions/{number}/classification", json=body, headers=headers)

    assert answer.status_code == 200, answer.text
    assert marks_in(answer) == set()
    assert answer.json()["claims"][0]["words"][0]["end"] == len(MARKED["facts"])


async def test_the_petitioner_reads_his_own_words_as_he_wrote_them(procedure: Procedure) -> None:
    told = await procedure.register(MARKED)

    own = await procedure.api.get(
        f"/v1/petitions/{told['number']}", headers={**procedure.portal, "X-Query-Code": told["query_code"]}
    )

    assert own.json()["subject"] == MARKED["subject"]


async def test_no_part_of_a_number_shows_where_words_are_cut(procedure: Procedure) -> None:
    number = (await procedure.register(MARKED))["number"]
    start = MARKED["facts"].index(PHONE)
    halves = [{"field": "facts", "start": at, "end": at + 5} for at in (start, start + 5)]
    claim = {"content_class": "040000", "route": "petition_procedure", "organ": "HB-RSJ", "words": halves}
    other = {**claim, "organ": "HB-ZJJ", "words": [{"field": "request", "start": 0, "end": 6}]}
    await procedure.decide(number, claims=[claim, other])
    target = {"targets": [{"organ": "HB-RSJ", "kind": "transfer", "claim": 1}], "because": "属地主管。"}
    assert (await procedure.bureau(number, "referrals", target)).status_code == 201

    seen = await procedure.api.get(f"/v1/referrals/{number}-1", headers=procedure.organs["HB-RSJ"])

    assert seen.json()["words"]["facts"] == "139**……*****"
