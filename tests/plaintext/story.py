"""Says something at every door of the service."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import httpx

from service.auth.scopes import LETTER_DESK, ORGAN
from service.desk.kit import Desk
from service.worker import Worker
from tests.conftest import PETITION, SteppedClock, admit, key, reader
from tests.letters.conftest import NOTED
from tests.matters.conftest import HEATING
from tests.procedure_steps import CLOSING, REPLY, Procedure, procedure_on

WHY = {"because": "按规定办理。"}
PERSON = {
    "name": "王建国",
    "address": "三门峡市湖滨区前进街道",
    "phone": "13800001234",
    "document": {"type": "resident_id", "number": "x"},
}
RIGHT = {**PERSON, "name": "王建军", "address": "三门峡市湖滨区崤山路", "document": {"type": "passport", "number": "y"}}
WHOLE = {
    **PETITION,
    "petitioner": PERSON,
    "signers": [{**PERSON, "name": "李梅"}],
    "people_count": 2,
    "external_number": "S-1",
}
CLAIMS = [
    {"summary": "待遇", "content_class": "040000", "route": "petition_procedure", "organ": "HB-RSJ"},
    {"summary": "物业", "content_class": "040000", "route": "petition_procedure", "organ": "HB-ZJJ"},
]
MAIL = "From: a@b.cn\nSubject: {mark}\n\n{mark}路面破损。\n"


@dataclass
class Story:
    """Everybody who can say something, over one desk."""

    api: httpx.AsyncClient
    desk: Desk
    clock: SteppedClock
    procedure: Procedure
    letter_desk: dict[str, str]
    swift: Worker
    slow: Worker
    acts: Iterator[int] = field(default_factory=count)

    async def told(self, mark: str) -> None:
        """Everything is said; what follows is done by workers."""
        await self.before_anything()
        await self.a_matter_to_its_end()
        await self.what_an_organ_refuses()
        await self.how_the_bureau_ends_its_part()
        await self.supervision()
        await self.letters()
        await self.what_belongs_together()
        await self.files(mark)
        await self.work()

    async def before_anything(self) -> None:
        """A text is tried; a petition is added to, hurried, kept from an officer, its code replaced."""
        place = {"problem_place": "湖滨区前进街道"}
        text = {name: PETITION[name] for name in ("subject", "request", "facts")}
        await self.say("/v1/classifications", {**text, **place}, self.procedure.portal)
        registered = await self.procedure.register(WHOLE, "first")
        number, code = registered["number"], registered["query_code"]
        await self.as_citizen(number, code, "supplements", {"text": "补充一份工资单。"})
        for step, said in {
            "recusals": {**WHY, "officer": "Z09"},
            "query-code": {**WHY, "identity_check": "document"},
            "person-export": {**WHY, "identity_check": "document"},
            "person-corrections": {**WHY, **RIGHT, "identity_check": "document"},
            "reveals": {**WHY, "purpose": "contact", "fields": ["phone"]},
            "urgency": WHY,
        }.items():
            good(await self.procedure.bureau(number, step, said))
        officer = {**self.procedure.clerk, "X-Officer": "A01"}
        good(await self.api.put(f"/v1/petitions/{number}/legal-hold", json={**WHY, "held": True}, headers=officer))

    async def a_matter_to_its_end(self) -> None:
        """Two claims, one of them answered after everything that may happen on the way, rated, reviewed twice."""
        p = self.procedure
        registered = await p.register(WHOLE, "second")
        number, code = await p.decide(registered["number"], claims=CLAIMS), registered["query_code"]
        targets = [
            {"organ": "HB-RSJ", "kind": "transfer", "claim": 1},
            {"organ": "HB-ZJJ", "kind": "transfer", "claim": 2},
        ]
        good(await p.bureau(number, "referrals", {"targets": targets, **WHY}))
        matter = f"{number}-1"
        steps: dict[str, Any] = {
            "arrival": None,
            "acceptance": None,
            "extension": {**WHY, "days": 10, "approved_by": "B00"},
            "hearing": {"held_on": p.today, "minutes": "双方到场。"},
            "mediation": {"agreed": False, "agreement": "未达成协议。"},
            "reply": REPLY,
            "delivery": {"delivered_on": p.today, "proof": "in_person"},
        }
        for step, said in steps.items():
            good(await p.organ(matter, step, said))
        rated = {"referral": 1, "satisfaction": "dissatisfied", "reason": "没有回音。"}
        await self.as_citizen(number, code, "evaluation", rated)
        await self.reviewed(number, code)
        good(await p.organ(matter, "closing", {**CLOSING, "promised_until": "2026-04-30"}))
        good(await p.organ(matter, "execution", {"summary": "已执行。"}))

    async def reviewed(self, number: str, code: str) -> None:
        """复查: asked for, heard, decided."""
        asked = await self.as_citizen(number, code, "reviews", {"referral": 1, "request": "请求复查。"})
        where, organ = f"/v1/reviews/{asked['id']}", self.procedure.organs["HB-ZF"]
        verdict = {
            **{name: REPLY[name] for name in ("facts_and_reasons", "opinion", "legal_basis", "remedy")},
            "outcome": "upheld",
        }
        hearing = {"held_on": self.procedure.today, "days": 1, "minutes": "双方到场。"}
        for step, said in {"hearing": hearing, "decision": verdict}.items():
            version = (await self.api.get(where, headers=organ)).json()["review"]["version"]
            await self.say(f"{where}/{step}", said, {**organ, "If-Match": f'"{version}"', "X-Officer": "C01"})

    async def what_an_organ_refuses(self) -> None:
        """Not its matter, disputed and settled; another by the simple procedure, and taken back."""
        p = self.procedure
        objection = {**WHY, "basis": "三定规定。", "proposed_organ": "HB-ZJJ"}
        settlement = {**WHY, "forum": "common_superior", "here": True}
        matter = await p.referred(WHOLE, "third")
        good(await p.organ(matter, "arrival"))
        good(await p.organ(matter, "objection", objection))
        good(await p.bureau(matter, "objection/decision", {**WHY, "approved": False}))
        good(await p.bureau(matter, "dispute", WHY))
        good(await p.bureau(matter, "dispute/settlement", settlement))
        matter = await p.referred(PETITION, "fourth", procedure="simple")
        for step, said in {"arrival": None, "acceptance": None, "procedure": WHY}.items():
            good(await p.organ(matter, step, said))
        matter = await p.referred(WHOLE, "fifth")
        good(await p.bureau(matter, "recall", WHY))

    async def how_the_bureau_ends_its_part(self) -> None:
        """Guided, answered, filed and opened again, refused by two."""
        p = self.procedure
        guided = {**WHY, "disposition": "guide", "route": "administrative_procedure", "where_to_go": "湖滨路1号。"}
        answered = {**WHY, "disposition": "reply", "answer": "工作日八点至十八点。"}
        for nth, said in enumerate((guided, answered, {**WHY, "disposition": "file"})):
            number = await p.decided(WHOLE, f"ended-{nth}")
            good(await p.bureau(number, "dispositions", said))
        good(await p.bureau(number, "reopening", WHY))
        number = await p.decided(WHOLE, "refused")
        good(await p.bureau(number, "refusal", {**WHY, "code": "r5", "where_to_go": "可依法起诉。"}))
        good(await p.bureau(number, "refusal/decision", {**WHY, "approved": True}, officer="A02"))

    async def supervision(self) -> None:
        """Every act that says something, and what is said of it later."""
        matter = await self.procedure.referred(WHOLE, "supervised")
        number, due_on = matter.removesuffix("-1"), (self.desk.now() + timedelta(days=20)).date().isoformat()
        about = {"number": number, "referral": 1}
        suggestion = {"suggests": "improve_work", "organ": "HB-RSJ", "text": "建议规范送达。"}
        await self.act("urges", {**about, **WHY})
        case = await self.act("cases", {**about, **WHY, "means": ["letter"], "due_on": due_on})
        await self.act("bulletins", {"subject": "第一期", "text": "通报。", "organs": ["HB-RSJ"]})
        inspection = await self.act("inspections", {"task": "督查", "organ": "HB-RSJ", "numbers": [number]})
        organs, bureaus = await self.act("suggestions", suggestion), await self.act("suggestions", suggestion)
        for record, step, said in (
            (case, "report", {"text": "已约谈。"}),
            (case, "closing", {"result": "已办结。"}),
            (inspection, "report", {"text": "两件未告知。"}),
            (bureaus, "answer", {"adoption": "partly", "reasons": "已改进。"}),
        ):
            await self.on_record(record, step, said)
        answer = {"adoption": "partly", "reasons": "已改进，其余待定。"}
        organ = {**self.procedure.organs["HB-RSJ"], "If-Match": '"1"', "X-Officer": "B01"}
        await self.say(f"/v1/suggestions/{organs}/answer", answer, organ)

    async def letters(self) -> None:
        """One that was typed, one that was scanned and is transcribed."""
        noted = {**NOTED, "sender": PERSON, "signers": [PERSON], "people_count": 2}
        text = {name: PETITION[name] for name in ("subject", "request", "facts")}
        place = {"problem_place": {"address": "前进街道"}}
        typed = {**noted, "text": text, **place, "addressee": "区信访局"}
        number = (await self.say("/v1/letters", typed, {**self.letter_desk, **key("letter-typed")}))["number"]
        answer = await self.api.put(f"/v1/letters/{number}/text", json=text, headers=self.letter_desk)
        good(answer)

    async def what_belongs_together(self) -> None:
        """Several people on one matter: pairs and an issue, decided on and resolved."""
        numbers = []
        for nth, (subject, facts) in enumerate(HEATING):
            who = {"name": f"住户{nth}", "address": f"前进街道{nth}号"}
            body = {**PETITION, "subject": subject, "facts": facts, "petitioner": who}
            numbers.append((await self.procedure.register(body, f"issue-{nth}"))["number"])
        await self.work()
        clerk = self.procedure.clerk
        issue = (await self.api.get("/v1/mass-issues", headers=clerk)).json()["entries"][0]
        where, confirmed = f"/v1/mass-issues/{issue['id']}", {**WHY, "decision": "confirmed"}
        pair = (await self.api.get(f"/v1/petitions/{numbers[0]}/relations", headers=clerk)).json()["relations"][0]
        two = f"/v1/petitions/{pair['later']['number']}/relations/{pair['earlier']['number']}"
        await self.put(two, {**confirmed, "relation": "same_issue"}, clerk, f'"{pair["version"]}"')
        await self.put(where, confirmed, clerk)
        await self.put(f"{where}/petitions/{numbers[-1]}", confirmed, clerk, await self.tag(where, clerk))
        seen = {"If-Match": await self.tag(where, clerk), "X-Officer": "A01"}
        await self.say(f"{where}/resolution", WHY, {**clerk, **seen})

    async def files(self, mark: str) -> None:
        """A mail whose name and content say something."""
        registered = await self.procedure.register(WHOLE, "filed")
        shown = {**self.procedure.portal, "X-Query-Code": registered["query_code"]}
        where = f"/v1/petitions/{registered['number']}/attachments"
        mail = MAIL.format(mark=mark).encode()
        good(await self.api.post(where, files={"file": (f"{mark}.eml", mail)}, headers=shown))
        await self.work()
        officer = {**self.procedure.clerk, "X-Officer": "A01"}
        decided = f"/v1/petitions/{registered['number']}/withholdings/1"
        good(await self.api.put(decided, json={"withheld": True, **WHY}, headers=officer))

    async def work(self) -> None:
        """Workers do what is owed."""
        for worker in (self.swift, self.slow):
            while await worker.run_one():
                pass

    async def say(self, path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
        """Post it; the answer, which is no refusal."""
        return good(await self.api.post(path, json=body, headers=headers))

    async def put(self, path: str, body: Any, headers: dict[str, str], tag: str = "") -> None:
        """Put it on the version that stands, or on another one."""
        seen = tag or await self.tag(path, headers)
        good(await self.api.put(path, json=body, headers={**headers, "If-Match": seen, "X-Officer": "A01"}))

    async def tag(self, path: str, headers: dict[str, str]) -> str:
        """The version that stands."""
        return str((await self.api.get(path, headers=headers)).headers["ETag"])

    async def as_citizen(self, number: str, code: str, step: str, body: Any) -> dict[str, Any]:
        """The same of one's own petition."""
        shown = {**self.procedure.portal, "X-Query-Code": code}
        return await self.say(f"/v1/petitions/{number}/{step}", body, shown)

    async def act(self, what: str, body: Any) -> int:
        """An act of supervision is opened; its id."""
        headers = {**self.procedure.clerk, **key(f"act-{next(self.acts)}"), "X-Officer": "A01"}
        return int((await self.say(f"/v1/supervision/{what}", body, headers))["id"])

    async def on_record(self, record: int, step: str, body: Any) -> None:
        """Something is said of it later."""
        where, clerk = f"/v1/supervision/records/{record}", self.procedure.clerk
        seen = {"If-Match": await self.tag(where, clerk), "X-Officer": "A01"}
        await self.say(f"{where}/{step}", body, {**clerk, **seen})


def good(answer: httpx.Response) -> dict[str, Any]:
    """What was answered, which is no refusal."""
    assert answer.status_code < 300, f"{answer.request.url}: {answer.text}"
    return json.loads(answer.content) if answer.content else {}


async def story(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Story:
    """Everybody is admitted."""
    procedure = await procedure_on(api, desk, clock)
    for code in ("HB-ZF", "HB-XFDD"):
        procedure.organs[code] = await admit(desk, code, ORGAN, code)
    hour = timedelta(hours=1)
    swift = Worker(desk, reader(), lease=hour, max_attempts=1, poll=hour)
    slow = Worker(desk, reader(), lease=hour, max_attempts=1, poll=hour, slow=True)
    return Story(api, desk, clock, procedure, await admit(desk, "letters", LETTER_DESK), swift, slow)
