"""A petitioner follows a petition at organs: where it stands, what comes when, the answer, and nothing internal."""

import orjson
import pytest

from tests.citizen import REQUEST, VERDICT, Citizen
from tests.referral.conftest import CLOSING, REPLY

INTERNAL = "内部研判：此人多次上访，建议稳控。"


async def test_each_stage_is_told_in_words_with_what_comes_next(citizen: Citizen) -> None:
    matter = await citizen.procedure.referred(citizen.body)
    number = matter.removesuffix("-1")
    sent = (await citizen.progress(number))["matters"][0]
    await citizen.procedure.organ(matter, "arrival")
    arrived = (await citizen.progress(number))["matters"][0]
    await citizen.procedure.organ(matter, "acceptance")
    accepted = (await citizen.progress(number))["matters"][0]
    await citizen.procedure.organ(matter, "reply", REPLY)
    replied = (await citizen.progress(number))["matters"][0]

    assert (sent["id"], sent["organ"], sent["stage"]) == (matter, "区人力资源和社会保障局", "sent")
    assert "已于2026年3月6日转送、交办区人力资源和社会保障局" in sent["says"]
    assert [(one["clock"], one["by"]) for one in arrived["next"]] == [("c3", "2026-03-21")]  # and not its objection
    assert arrived["next"][0]["article"] == "信访工作条例 23(3)"
    assert "已于2026年3月6日受理" in accepted["says"]
    assert [(one["clock"], one["by"]) for one in accepted["next"]] == [("c5", "2026-05-05")]
    assert accepted["opinion"] is None
    assert replied["opinion"]["label"] == "支持"
    assert {name: replied["opinion"][name] for name in REPLY if name != "outcome"} == {
        name: text for name, text in REPLY.items() if name != "outcome"
    }
    assert replied["rights"] == []  # nothing is proven to have been delivered


async def test_the_rights_that_are_open_are_told_with_their_last_day(citizen: Citizen) -> None:
    number = await citizen.answered()

    progress = await citizen.progress(number)

    assert [(one["clock"], one["by"], one["legal_limit"]) for one in progress["matters"][0]["rights"]] == [
        ("c7", "2026-04-05", "2026-04-07"),
        ("rate_organ", "2026-04-05", "2026-04-07"),
    ]
    assert [one["clock"] for one in progress["rights"]] == ["rate_bureau"]
    assert {one["clock"] for one in progress["next"]} == set()


async def test_a_window_that_closes_leaves_no_event_and_is_told_all_the_same(citizen: Citizen) -> None:
    number = await citizen.answered()
    citizen.wait(32)  # 7 April, the last day
    last = await citizen.look(number)
    assert (await citizen.look(number, last.headers["etag"])).status_code == 304

    citizen.wait(1)
    after = await citizen.look(number, last.headers["etag"])

    assert after.status_code == 200
    assert after.json()["matters"][0]["rights"] == []
    assert after.json()["matters"][0]["evaluation"]["label"] == "超期未评价"
    assert after.json()["steps"] == last.json()["steps"]


async def test_every_step_changes_the_tag(citizen: Citizen) -> None:
    tags = []
    matter = await citizen.procedure.referred(citizen.body)
    number = matter.removesuffix("-1")

    async def seen() -> None:
        tags.append((await citizen.look(number)).headers["etag"])

    await seen()
    extension = {"days": 10, "because": "需要鉴定。", "approved_by": "B02"}
    steps = [("arrival", None), ("acceptance", None), ("extension", extension), ("reply", REPLY)]
    for step, said in [*steps, ("delivery", citizen.delivery), ("closing", CLOSING)]:
        await citizen.procedure.organ(matter, step, said)
        await seen()
    await citizen.say(number, "evaluation", {"satisfaction": "satisfied"})
    await seen()
    reference = (await citizen.say(number, "reviews", REQUEST)).json()["id"]
    await seen()
    for step, body in (("decision", VERDICT), ("delivery", citizen.delivery)):
        await citizen.review(reference, step, body)
        await seen()

    assert len(set(tags)) == len(tags) == 11


async def test_what_is_between_offices_is_not_told(citizen: Citizen) -> None:
    number = await citizen.decided()
    target = {"organ": "HB-RSJ", "kind": "assign", "report_on": "2026-04-20"}
    await citizen.procedure.bureau(number, "referrals", {"targets": [target], "because": INTERNAL})
    matter = f"{number}-1"
    await citizen.procedure.organ(matter, "arrival")
    objection = {"because": INTERNAL, "basis": INTERNAL, "proposed_organ": "HB-ZJJ"}
    await citizen.procedure.organ(matter, "objection", objection)
    objected = (await citizen.look(number)).text
    await citizen.procedure.bureau(matter, "objection/decision", {"approved": False, "because": INTERNAL})
    await citizen.procedure.bureau(number, "urgency", {"because": INTERNAL})
    await citizen.procedure.bureau(number, "recusals", {"officer": "A07", "because": INTERNAL})
    await citizen.procedure.organ(matter, "acceptance")
    await citizen.procedure.organ(matter, "hearing", {"held_on": citizen.procedure.today, "minutes": INTERNAL})
    await citizen.procedure.organ(matter, "reply", REPLY)
    await citizen.procedure.organ(matter, "delivery", citizen.delivery)
    await citizen.procedure.organ(matter, "closing", {**CLOSING, "summary": INTERNAL})

    answer = await citizen.look(number)

    for text in (objected, answer.text):
        assert INTERNAL not in text
        assert "HB-ZJJ" not in text
        assert "区住房和城乡建设局" not in text
        assert "A07" not in text
    assert "对管辖提出异议" in objected
    steps = [step["event"] for step in answer.json()["steps"]]
    assert not {"marked_urgent", "recused"} & set(steps)
    clocks = [one["clock"] for one in (*answer.json()["next"], *answer.json()["matters"][0]["next"])]
    assert not {"c4", "c4b", "c11", "c14"} & set(clocks)


async def test_where_an_accusation_went_is_told_to_nobody(citizen: Citizen) -> None:
    number = await citizen.decided(purpose="accusation", route="discipline", organ="HB-JW", accused=["HB-ZJJ"])
    target = {"organ": "HB-JW", "kind": "forward"}
    sent = await citizen.procedure.bureau(number, "referrals", {"targets": [target], "because": "依法转送。"})
    assert sent.status_code == 201, sent.text

    answer = await citizen.look(number)

    assert "纪委" not in answer.text
    assert "HB-JW" not in answer.text
    (matter,) = answer.json()["matters"]
    assert (matter["organ"], answer.json()["organ"]) == ("有权机关", "有权机关")
    assert "有权机关" in matter["says"]


async def test_of_two_matters_only_the_accusation_hides_its_organ(citizen: Citizen) -> None:
    claims = [
        {"summary": "退休待遇差额", "content_class": "040000", "route": "petition_procedure", "organ": "HB-RSJ"},
        {"summary": "检举", "content_class": "040000", "route": "discipline", "organ": "HB-JW"},
    ]
    number = await citizen.decided(claims=claims)
    targets = [{"organ": "HB-RSJ", "kind": "transfer", "claim": 1}, {"organ": "HB-JW", "kind": "forward", "claim": 2}]
    sent = await citizen.procedure.bureau(number, "referrals", {"targets": targets, "because": "分别转送。"})
    assert sent.status_code == 201, sent.text

    progress = await citizen.progress(number)

    assert [one["organ"] for one in progress["matters"]] == ["区人力资源和社会保障局", "有权机关"]


async def test_guidance_tells_the_channel_and_where_to_go(citizen: Citizen) -> None:
    number = await citizen.decided()
    guide = {"disposition": "guide", "route": "arbitration", "where_to_go": "区劳动人事争议仲裁院，湖滨路1号。"}
    await citizen.procedure.bureau(number, "dispositions", {**guide, "because": INTERNAL})

    answer = await citizen.look(number)

    (told,) = answer.json()["dispositions"]
    assert told["channel"] == {"name": "仲裁", "days": 45, "article": "劳动争议调解仲裁法 43"}
    assert told["where_to_go"] == guide["where_to_go"]
    assert (told["reason"], told["code"]) == (None, None)
    assert INTERNAL not in answer.text


async def test_a_direct_reply_is_the_answer_itself(citizen: Citizen) -> None:
    number = await citizen.decided()
    reply = {"disposition": "reply", "answer": "办公时间为工作日八点至十八点。", "because": INTERNAL}
    await citizen.procedure.bureau(number, "dispositions", reply)

    answer = await citizen.look(number)

    assert answer.json()["dispositions"][0]["answer"] == reply["answer"]
    assert INTERNAL not in answer.text


async def test_a_refusal_is_told_with_code_article_reason_and_where_to_go(citizen: Citizen) -> None:
    number = await citizen.decided()
    refusal = {"code": "r5", "because": "该案已依法终结。", "where_to_go": "可依法申诉。"}
    await citizen.procedure.bureau(number, "refusal", refusal)
    waiting = await citizen.look(number)
    approval = {"approved": True, "because": INTERNAL}
    await citizen.procedure.bureau(number, "refusal/decision", approval, "A02")

    answer = await citizen.look(number)

    assert waiting.json()["dispositions"] == []
    assert refusal["because"] not in waiting.text  # nothing is refused yet
    (told,) = answer.json()["dispositions"]
    assert (told["code"], told["article"], told["reason"], told["where_to_go"]) == (
        *("r5", "信访工作条例 31(1)、37(3)"),
        *(refusal["because"], refusal["where_to_go"]),
    )
    assert INTERNAL not in answer.text


async def test_what_was_reopened_is_told_by_its_new_day_and_not_by_its_old_ending(citizen: Citizen) -> None:
    number = await citizen.decided()
    await citizen.procedure.bureau(number, "dispositions", {"disposition": "file", "because": "无请求。"})
    citizen.wait(20)
    await citizen.procedure.bureau(number, "reopening", {"because": "应受理未受理。"})

    progress = await citizen.progress(number)

    assert progress["dispositions"] == []
    assert progress["next"][0]["clock"] == "reroute"
    assert "2026年3月31日" in progress["says"]  # 26 March, a Thursday, and three working days


async def test_reviews_are_told_with_the_opinion_and_what_may_follow(citizen: Citizen) -> None:
    number = await citizen.answered()
    await citizen.say(number, "reviews", REQUEST)
    (asked,) = (await citizen.progress(number))["matters"][0]["reviews"]
    await citizen.review(f"{number}-1-review", "decision", {**VERDICT, "outcome": "changed"})
    await citizen.review(f"{number}-1-review", "delivery", citizen.delivery)
    matter = (await citizen.progress(number))["matters"][0]

    assert (asked["label"], asked["organ"], asked["stage"], asked["opinion"]) == (
        *("复查", "湖滨区人民政府"),
        *("requested", None),
    )
    assert [(one["clock"], one["by"]) for one in asked["next"]] == [("c8", "2026-04-05")]
    (told,) = matter["reviews"]
    assert (told["outcome"], told["opinion"], told["remedy"]) == ("changed", VERDICT["opinion"], VERDICT["remedy"])
    assert "c9" in [one["clock"] for one in matter["rights"]]


async def test_nobody_is_named_in_what_is_told(citizen: Citizen) -> None:
    number = await citizen.answered()

    text = (await citizen.look(number)).text

    assert not any(word in text for word in ("王建国", "13800001234", "B01", "client:"))
    assert orjson.loads(text)["petitioner"] == "王**"


@pytest.mark.parametrize("stage", ["returned", "recalled"])
async def test_a_matter_that_came_back_is_told_as_such(citizen: Citizen, stage: str) -> None:
    matter = await citizen.procedure.referred(citizen.body)
    if stage == "recalled":
        await citizen.procedure.bureau(matter, "recall", {"because": INTERNAL})
    else:
        await citizen.procedure.organ(matter, "arrival")
        objection = {"because": INTERNAL, "basis": INTERNAL, "proposed_organ": "HB-ZJJ"}
        await citizen.procedure.organ(matter, "objection", objection)
        await citizen.procedure.bureau(matter, "objection/decision", {"approved": True, "because": INTERNAL})

    progress = await citizen.progress(matter.removesuffix("-1"))

    assert progress["matters"][0]["stage"] == stage
    assert "信访部门" in progress["matters"][0]["says"]
    assert progress["next"][0]["clock"] == "reroute"
