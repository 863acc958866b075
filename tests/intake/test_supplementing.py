"""A petitioner adds to a petition: kept once, shown to the clerk, kept from whom it accuses."""

from typing import Any

import pytest

from service.intake.supplement import MOST
from tests.citizen import Citizen

TEXT = {"text": "补充：物业公司上月又张贴了涨价通知，照片见门岗。"}
REFUSAL = {"code": "r5", "because": "已依法终结。", "where_to_go": "可依法申诉。"}


async def test_a_supplement_is_on_record_word_for_word(citizen: Citizen) -> None:
    number = await citizen.decided()
    version = await citizen.procedure.version(number)

    answer = await citizen.say(number, "supplements", TEXT)

    assert answer.status_code == 201
    assert (answer.json()["supplement"], answer.json()["stage"]) == (1, "registered")
    record = await citizen.procedure.record(number)
    event = record["events"][-1]
    assert (event["event"], event["actor"]) == ("supplemented", "petitioner")
    assert event["detail"] == {"text": TEXT["text"], "withheld": False}
    assert record["version"] == version + 1  # no clerk decides without having read it


async def test_the_same_text_again_is_the_same_supplement(citizen: Citizen) -> None:
    number = await citizen.decided()
    first = await citizen.say(number, "supplements", TEXT)
    citizen.wait(1)

    again = await citizen.say(number, "supplements", {"text": f"  {TEXT['text']}\r\n"})
    other = await citizen.say(number, "supplements", {"text": "另外一件。"})

    assert (again.status_code, again.json()) == (201, first.json())
    assert other.json()["supplement"] == 2
    assert (await citizen.events(number)).count("supplemented") == 2


async def test_there_is_an_end_to_supplements_and_a_retry_of_the_last_is_still_heard(citizen: Citizen) -> None:
    number = await citizen.decided()
    for nth in range(MOST):
        assert (await citizen.say(number, "supplements", {"text": f"第{nth + 1}份。"})).status_code == 201

    more = await citizen.say(number, "supplements", TEXT)
    retry = await citizen.say(number, "supplements", {"text": f"第{MOST}份。"})

    assert (more.status_code, more.json()["errors"][0]["code"]) == (409, "too_many_supplements")
    assert (retry.status_code, retry.json()["supplement"]) == (201, MOST)


async def test_new_facts_void_a_proposed_refusal(citizen: Citizen) -> None:
    number = await citizen.decided()
    proposed = await citizen.procedure.bureau(number, "refusal", REFUSAL)
    assert proposed.json()["stage"] == "refusal_proposed"

    answer = await citizen.say(number, "supplements", TEXT)
    late = await citizen.procedure.bureau(number, "refusal/decision", {"approved": True, "because": "同意。"}, "A02")

    assert answer.json()["stage"] == "registered"
    assert (late.status_code, late.json()["code"]) == (409, "step_refused")
    assert (await citizen.procedure.record(number))["events"][-1]["detail"]["stage"] == "registered"
    assert (await citizen.told("petition.stage_changed"))[-1][1] == {"stage": "registered", "step": "supplemented"}


@pytest.mark.parametrize(
    ("words", "told"),
    [(TEXT["text"], ["HB-RSJ"]), ("区人社局副局长收受用人单位贿赂，故意少算工龄，请纪委查处。", [])],
)
async def test_the_organ_in_hand_is_told_unless_somebody_may_be_accused(
    citizen: Citizen, words: str, told: list[str]
) -> None:
    matter = await citizen.procedure.accepted(citizen.body)

    await citizen.say(matter.removesuffix("-1"), "supplements", {"text": words})

    assert [organ for organ, _ in await citizen.told("referral.supplemented")] == told
    (event,) = [
        one
        for one in (await citizen.procedure.record(matter.removesuffix("-1")))["events"]
        if one["event"] == "supplemented"
    ]
    assert event["detail"]["withheld"] is not bool(told)


async def test_an_organ_that_has_closed_is_told_no_more(citizen: Citizen) -> None:
    matter = await citizen.procedure.referred(citizen.body)
    await citizen.procedure.bureau(matter, "recall", {"because": "另行处理。"})

    await citizen.say(matter.removesuffix("-1"), "supplements", TEXT)

    assert await citizen.told("referral.supplemented") == []


async def test_what_is_closed_takes_no_supplement(citizen: Citizen) -> None:
    number = await citizen.decided()
    await citizen.procedure.bureau(number, "dispositions", {"disposition": "file", "because": "无具体请求。"})

    answer = await citizen.say(number, "supplements", TEXT)

    assert (answer.status_code, answer.json()["code"]) == (409, "step_refused")


async def test_the_clerk_sees_that_there_is_something_no_decision_has_read(citizen: Citizen) -> None:
    number = await citizen.decided()
    await citizen.say(number, "supplements", TEXT)
    assert (await citizen.procedure.record(number))["supplemented"] is True

    await citizen.correct(number)

    assert (await citizen.procedure.record(number))["supplemented"] is False


async def test_the_clerks_list_shows_what_was_added(citizen: Citizen) -> None:
    citizen.body = {**citizen.body, "subject": "反映", "request": "请处理。", "facts": "情况如此。"}
    number = (await citizen.procedure.register(citizen.body))["number"]
    await citizen.say(number, "supplements", TEXT)

    listed = await citizen.api.get("/v1/worklists/unsure", headers=citizen.procedure.clerk)

    (entry,) = [one for one in listed.json()["entries"] if one["number"] == number]
    assert entry["supplements"] == [TEXT["text"]]
    assert len(entry["classification"]["open_questions"]) > 0


@pytest.mark.parametrize(
    "body", [{"text": ""}, {"text": " \n"}, {"text": "字" * 20_001}, {}, {"text": "好", "file": 1}]
)
async def test_a_supplement_has_words_and_nothing_else(citizen: Citizen, body: dict[str, Any]) -> None:
    number = await citizen.decided()

    assert (await citizen.say(number, "supplements", body)).status_code == 422


async def test_an_organ_that_is_accused_meanwhile_is_not_told(citizen: Citizen) -> None:
    matter = await citizen.procedure.accepted(citizen.body)
    number = matter.removesuffix("-1")
    await citizen.correct(number, accused=["HB-RSJ"])

    await citizen.say(number, "supplements", TEXT)

    assert await citizen.told("referral.supplemented") == []


async def test_who_has_one_claim_of_several_is_not_told_of_what_may_be_about_another(citizen: Citizen) -> None:
    claims = [
        {"summary": "停车费", "content_class": "030903", "route": "petition_procedure", "organ": "HB-RSJ"},
        {"summary": "公示", "content_class": "030903", "route": "petition_procedure", "organ": "HB-ZJJ"},
    ]
    number = await citizen.decided(claims=claims)
    targets = [{"organ": one["organ"], "kind": "transfer", "claim": nth} for nth, one in enumerate(claims, 1)]
    sent = await citizen.procedure.bureau(number, "referrals", {"targets": targets, "because": "分别转送。"})
    assert sent.status_code == 201, sent.text

    await citizen.say(number, "supplements", TEXT)

    assert await citizen.told("referral.supplemented") == []
