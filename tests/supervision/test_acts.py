"""What the bureau does to see that others act: each act once, with what follows from it, on the version read."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from service.auth.scopes import CONFIDENTIAL_CLERK, ORGAN
from service.desk.kit import Desk
from service.rulebook import supervising
from service.rulebook.errors import StepRefused
from service.rulebook.supervising import SupervisionKind, SupervisionStage, SupervisionStep
from tests.conftest import admit, calling, serving
from tests.deadlines.register import enter
from tests.deadlines.test_sweep import MONDAY

OFFICER = {"X-Officer": "A01"}
URGE = {"number": "HB1", "referral": 1, "because": "请抓紧办理。"}
CASE = {"number": "HB1", "referral": 1, "means": ["letter", "phone"], "because": "逾期未办。", "due_on": "2026-03-21"}
SUGGESTION = {"suggests": "improve_work", "organ": "HB-RSJ", "text": "建议规范送达。"}
INSPECTION = {"task": "重点事项督查", "organ": "HB-RSJ", "numbers": ["HB1", "HB2"]}
BULLETIN = {"subject": "第一期", "text": "关于逾期事项的通报。", "organs": ["HB-RSJ", "HB-ZJJ"]}
RECEPTION = {
    "held_on": "2026-03-05",
    "role": "party_main",
    "leader": "L01",
    "batches": 3,
    "people": 11,
    "numbers": ["HB1", "HB2"],
    "supervised": ["HB2"],
}
CARE = {"number": "HB1", "role": "other", "leader": "L02", "due_on": "2026-04-01"}
ACTS: dict[str, dict[str, Any]] = {
    "urges": URGE,
    "cases": CASE,
    "suggestions": SUGGESTION,
    "inspections": INSPECTION,
    "bulletins": BULLETIN,
    "receptions": RECEPTION,
    "cares": CARE,
}


@pytest.fixture
async def numbers(desk: Desk) -> list[str]:
    """Three petitions at HB-RSJ whose numbers are as written; the third accuses it."""
    object.__setattr__(desk, "numbers", AsWritten())
    for number in (1, 2, 3):
        await enter(desk, number, MONDAY, ("HB-RSJ",), accused=("HB-RSJ",) if number == 3 else ())
    return ["HB1", "HB2", "HB3"]


class AsWritten:
    """Numbers without a check digit, so that a test can write them."""

    def read(self, text: str) -> str:
        """The number."""
        return text


def once(name: str) -> dict[str, str]:
    return {**OFFICER, "Idempotency-Key": f"test-act-{name}"}


async def post(
    api: httpx.AsyncClient, clerk: dict[str, str], what: str, body: Any, name: str = "one"
) -> httpx.Response:
    return await api.post(f"/v1/supervision/{what}", json=body, headers={**clerk, **once(name)})


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize("what", list(ACTS))
async def test_an_act_is_opened_once_however_often_it_is_sent(
    api: httpx.AsyncClient, clerk: dict[str, str], connection: asyncpg.Connection, what: str
) -> None:
    first = await post(api, clerk, what, ACTS[what])
    again = await post(api, clerk, what, ACTS[what])

    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert await connection.fetchval("SELECT count(*) FROM supervision") == 1
    events = await connection.fetchval("SELECT count(*) FROM event")
    assert events == {"suggestions": 0, "bulletins": 0, "inspections": 2}.get(what, 1)
    other = await post(api, clerk, what, {**ACTS[what], **_changed(what)})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    listed = await api.get(f"/v1/supervision/records?kind={first.json()['kind']}", headers=clerk)
    assert [one["id"] for one in listed.json()["entries"]] == [first.json()["id"]]


def _changed(what: str) -> dict[str, Any]:
    word = {"suggestions": "text", "inspections": "task", "bulletins": "text"}.get(what, "because")
    return {"people": 12} if what == "receptions" else {"leader": "L09"} if what == "cares" else {word: "另一件事。"}


@pytest.mark.usefixtures("numbers")
async def test_another_officer_under_the_same_key_is_another_decision(
    api: httpx.AsyncClient, clerk: dict[str, str]
) -> None:
    await post(api, clerk, "urges", URGE)

    other = await api.post("/v1/supervision/urges", json=URGE, headers={**clerk, **once("one"), "X-Officer": "A02"})

    assert other.json()["code"] == "idempotency_key_reused"


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize(
    ("what", "kind", "event"), [("urges", "referral.urged", "urged"), ("cases", "referral.supervised", "supervised")]
)
async def test_the_organ_is_told_and_the_history_shows_it(
    api: httpx.AsyncClient, clerk: dict[str, str], connection: asyncpg.Connection, what: str, kind: str, event: str
) -> None:
    one = (await post(api, clerk, what, ACTS[what])).json()

    told = await connection.fetchrow("SELECT kind, organ, number, referral, data FROM message")
    assert (told["kind"], told["organ"], told["number"], told["referral"]) == (kind, "HB-RSJ", "HB1", 1)
    assert told["data"]["supervision"] == one["id"]
    assert await connection.fetchval("SELECT count(*) FROM job WHERE kind = 'notify' AND petition_id = 1") == 1
    happened = await connection.fetchrow("SELECT kind, detail FROM event")
    assert (happened["kind"], happened["detail"]["supervision"]) == (event, one["id"])


@pytest.mark.usefixtures("numbers")
async def test_an_accused_organ_hears_of_no_act(
    api: httpx.AsyncClient, clerk: dict[str, str], connection: asyncpg.Connection
) -> None:
    assert (await post(api, clerk, "cases", {**CASE, "number": "HB3"})).status_code == 201
    refused = await post(api, clerk, "suggestions", {**SUGGESTION, "number": "HB3"}, "two")

    assert await connection.fetchval("SELECT count(*) FROM message") == 0
    assert [fault["code"] for fault in refused.json()["errors"]] == ["organ_accused"]


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize(
    ("what", "changes", "pointer", "kind"),
    [
        ("urges", {"number": "HB9"}, "/number", "no_such_petition"),
        ("urges", {"referral": 2}, "/referral", "no_such_referral"),
        ("cases", {"due_on": "2026-03-06"}, "/due_on", "not_ahead"),
        ("cases", {"trigger": "should_hande"}, "/trigger", "unknown_code"),
        ("suggestions", {"organ": "HB-NOBODY"}, "/organ", "unknown_code"),
        ("inspections", {"numbers": ["HB1", "HB9"]}, "/numbers/1", "no_such_petition"),
        ("bulletins", {"organs": ["HB-RSJ", "X"]}, "/organs/1", "unknown_code"),
        ("receptions", {"held_on": "2026-03-07"}, "/held_on", "in_the_future"),
        ("receptions", {"supervised": ["HB9"]}, "/supervised/0", "no_such_petition"),
    ],
)
async def test_what_is_not_there_is_named_and_nothing_is_recorded(
    api: httpx.AsyncClient,
    clerk: dict[str, str],
    connection: asyncpg.Connection,
    what: str,
    changes: dict[str, Any],
    pointer: str,
    kind: str,
) -> None:
    answer = await post(api, clerk, what, {**ACTS[what], **changes})

    assert answer.status_code == 409, answer.text
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [(pointer, kind)]
    assert await connection.fetchval("SELECT count(*) FROM supervision") == 0


@pytest.mark.usefixtures("numbers")
async def test_a_recused_officer_supervises_nothing_of_it(
    api: httpx.AsyncClient, clerk: dict[str, str], connection: asyncpg.Connection
) -> None:
    case = (await post(api, clerk, "cases", CASE)).json()
    await connection.execute("INSERT INTO recusal (petition_id, officer, because) VALUES (1, 'A01', '亲属')")

    opened = await post(api, clerk, "urges", URGE, "two")
    stepped = await step(api, clerk, case, "report", {"text": "已办。"})

    assert (opened.json()["code"], stepped.json()["code"]) == ("officer_recused", "officer_recused")


async def step(
    api: httpx.AsyncClient, who: dict[str, str], one: dict[str, Any], what: str, body: Any, version: int | None = None
) -> httpx.Response:
    headers = {**who, **OFFICER, "If-Match": f'"{version or one["version"]}"'}
    return await api.post(f"/v1/supervision/records/{one['id']}/{what}", json=body, headers=headers)


@pytest.mark.usefixtures("numbers")
async def test_a_case_goes_from_opening_to_closing(api: httpx.AsyncClient, clerk: dict[str, str]) -> None:
    case = (await post(api, clerk, "cases", CASE)).json()
    # The 21st is a Saturday: the day that was set, and the working day after it.
    assert (case["stage"], case["due_on"], case["legal_limit_on"]) == ("open", "2026-03-21", "2026-03-23")
    early = await step(api, clerk, case, "closing", {"result": "已办。"})
    assert (early.status_code, early.json()["code"]) == (409, "step_refused")

    reported = await step(api, clerk, case, "report", {"text": "已约谈并限期办结。"})
    stale = await step(api, clerk, case, "closing", {"result": "已办。"})
    closed = await step(api, clerk, reported.json(), "closing", {"result": "已办结。"})

    assert stale.status_code == 412
    assert (closed.json()["stage"], closed.json()["closed_on"]) == ("closed", "2026-03-06")
    whole = (await api.get(f"/v1/supervision/records/{case['id']}", headers=clerk)).json()
    assert [one["step"] for one in whole["history"]] == ["open", "report", "close"]
    assert whole["supervision"]["facts"]["report"] == "已约谈并限期办结。"


@pytest.mark.usefixtures("numbers")
async def test_a_suggestion_is_answered_by_its_organ_and_by_no_other(
    api: httpx.AsyncClient, clerk: dict[str, str], desk: Desk
) -> None:
    rsj, zjj = await admit(desk, "rsj", ORGAN, "HB-RSJ"), await admit(desk, "zjj", ORGAN, "HB-ZJJ")
    one = (await post(api, clerk, "suggestions", SUGGESTION)).json()
    assert one["due_on"] == "2026-04-05"  # thirty days: clock C12
    assert [each["id"] for each in (await api.get("/v1/suggestions", headers=rsj)).json()["entries"]] == [one["id"]]
    assert (await api.get("/v1/suggestions", headers=zjj)).json()["entries"] == []
    answer, where = {"adoption": "partly", "reasons": "已改进，其余待定。"}, f"/v1/suggestions/{one['id']}/answer"

    other = await api.post(where, json=answer, headers={**zjj, **OFFICER, "If-Match": '"1"'})
    own = await api.post(where, json=answer, headers={**rsj, **OFFICER, "If-Match": '"1"'})
    twice = await api.post(where, json=answer, headers={**rsj, **OFFICER, "If-Match": '"2"'})

    assert (other.status_code, own.status_code, twice.status_code) == (404, 200, 409)
    assert own.json()["facts"]["adoption"] == "partly"
    assert own.json()["stage"] == "answered"


@pytest.mark.usefixtures("numbers")
async def test_an_organ_takes_no_step_of_a_case(api: httpx.AsyncClient, clerk: dict[str, str], desk: Desk) -> None:
    rsj = await admit(desk, "rsj", ORGAN, "HB-RSJ")
    case = (await post(api, clerk, "cases", CASE)).json()

    answer = await api.post(
        f"/v1/suggestions/{case['id']}/answer",
        json={"adoption": "adopted", "reasons": "是"},
        headers={**rsj, **OFFICER, "If-Match": '"1"'},
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_supervision")


@pytest.mark.usefixtures("numbers")
async def test_a_suggestion_is_hidden_from_an_organ_that_its_petition_comes_to_accuse(
    api: httpx.AsyncClient, clerk: dict[str, str], desk: Desk, connection: asyncpg.Connection
) -> None:
    rsj = await admit(desk, "rsj", ORGAN, "HB-RSJ")
    one = (await post(api, clerk, "suggestions", {**SUGGESTION, "number": "HB1"})).json()
    await connection.execute("UPDATE petition SET classification_version = 2 WHERE id = 1")
    await connection.execute(
        "INSERT INTO classification (petition_id, version, made_at, made_by, open_questions, findings, accused,"
        " rules_version) VALUES (1, 2, now(), 'client:1', '{}', '{}', '{HB-RSJ}', 'r')"
    )

    answer = await api.post(
        f"/v1/suggestions/{one['id']}/answer",
        json={"adoption": "adopted", "reasons": "是"},
        headers={**rsj, **OFFICER, "If-Match": '"1"'},
    )

    assert (await api.get("/v1/suggestions", headers=rsj)).json()["entries"] == []
    assert answer.status_code == 404


@pytest.mark.usefixtures("numbers")
async def test_an_inspection_finds_sets_a_day_and_closes(api: httpx.AsyncClient, clerk: dict[str, str]) -> None:
    one = (await post(api, clerk, "inspections", INSPECTION)).json()
    past = await step(api, clerk, one, "report", {"text": "未告知。", "rectify_on": "2026-03-06"})
    found = await step(api, clerk, one, "report", {"text": "两件未书面告知。", "rectify_on": "2026-03-20"})
    closed = await step(api, clerk, found.json(), "closing", {"result": "已整改。"})

    assert past.json()["errors"][0]["code"] == "not_ahead"
    assert (found.json()["due_on"], closed.json()["stage"]) == ("2026-03-20", "closed")


@pytest.mark.usefixtures("numbers")
async def test_taking_charge_has_the_duties_of_the_bureaus_list(
    api: httpx.AsyncClient, clerk: dict[str, str], desk: Desk
) -> None:
    one = (await post(api, clerk, "cares", CARE)).json()
    assert one["facts"]["care"] == list(desk.bureau.supervision.care)

    sixth = await step(api, clerk, one, "report", {"text": "已见面。", "duty": 6})
    first = await step(api, clerk, one, "report", {"text": "已见面。", "duty": 1})
    case = await step(api, clerk, first.json(), "report", {"text": "已整改。", "rectify_on": "2026-03-20"})

    assert sixth.json()["errors"][0]["code"] == "no_such_care"
    assert first.json()["stage"] == "reported"
    assert case.json()["errors"][0]["code"] == "not_of_this_kind"


async def test_the_same_act_sent_many_times_at_once_is_one(own_desk: Desk, own_database: Any) -> None:
    object.__setattr__(own_desk, "numbers", AsWritten())
    await enter(own_desk, 1, MONDAY, ("HB-RSJ",))
    clerk = await admit(own_desk, "clerk", CONFIDENTIAL_CLERK)
    async with serving(own_desk) as app, calling(app) as api:
        answers = await asyncio.gather(
            *(post(api, clerk, what, ACTS[what]) for what in ["suggestions"] * 8),
            *(post(api, clerk, "urges", URGE, "two") for _ in range(8)),
        )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 2
    async with own_database.read() as tx:
        assert await tx.value("SELECT count(*) FROM supervision") == 2
        assert await tx.value("SELECT count(*) FROM message") == 1


@pytest.mark.usefixtures("numbers")
async def test_the_book_is_read_page_by_page(api: httpx.AsyncClient, clerk: dict[str, str]) -> None:
    for nth in range(5):
        await post(api, clerk, "bulletins", BULLETIN, f"nth{nth}")

    found, following = (
        [],
        "/v1/supervision/records?kind=bulletin&limit=2&since=2026-03-01&until=2026-03-31&stage=closed",
    )
    while following:
        answer = await api.get(following, headers=clerk)
        found += [one["id"] for one in answer.json()["entries"]]
        following = answer.links.get("next", {}).get("url", "")

    assert len(found) == len(set(found)) == 5
    none = await api.get("/v1/supervision/records?kind=bulletin&since=2026-03-07", headers=clerk)
    assert none.json()["entries"] == []


@pytest.mark.parametrize("kind", list(SupervisionKind))
@pytest.mark.parametrize("stage", list(SupervisionStage))
@pytest.mark.parametrize("taken", list(SupervisionStep))
def test_every_pair_is_either_listed_or_refused(
    kind: SupervisionKind, stage: SupervisionStage, taken: SupervisionStep
) -> None:
    if (kind, stage, taken) in supervising.TRANSITIONS:
        assert supervising.advance(kind, stage, taken) in SupervisionStage
    else:
        with pytest.raises(StepRefused):
            supervising.advance(kind, stage, taken)


def test_what_is_open_can_be_brought_to_an_end() -> None:
    ends = {SupervisionStage.ANSWERED, SupervisionStage.CLOSED}
    for kind in SupervisionKind:
        reached, waiting = {supervising.opened(kind)}, [supervising.opened(kind)]
        while waiting:
            stage = waiting.pop()
            for taken in supervising.allowed(kind, stage):
                after = supervising.advance(kind, stage, taken)
                if after not in reached:
                    reached.add(after)
                    waiting.append(after)
        assert reached & ends, kind
