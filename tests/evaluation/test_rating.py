"""A petitioner rates the bureau and the organ, once, in the window for each; what is not rated is not (domain §12)."""

from typing import Any

import asyncpg
import pytest

from tests.citizen import Citizen
from tests.referral.conftest import REPLY

SATISFIED = {"satisfaction": "satisfied"}
ORGAN = {"referral": 1, "satisfaction": "mostly"}


async def states(citizen: Citizen, number: str) -> tuple[Any, Any]:
    """How far the ratings of the bureau and of the first matter have come; None where nothing is rated."""
    progress = await citizen.progress(number)
    bureau, organ = progress["evaluation"], progress["matters"][0]["evaluation"]
    return (bureau and bureau["state"], organ and organ["state"])


async def test_the_bureau_is_rated_from_the_day_it_told_and_the_organ_from_the_day_it_answered(
    citizen: Citizen,
) -> None:
    matter = await citizen.procedure.accepted(citizen.body)
    number = matter.removesuffix("-1")
    assert await states(citizen, number) == ("pending", "not_open")

    early = await citizen.say(number, "evaluation", ORGAN)
    bureau = await citizen.say(number, "evaluation", SATISFIED)
    await citizen.procedure.organ(matter, "reply", REPLY)
    await citizen.procedure.organ(matter, "delivery", citizen.delivery)
    assert await states(citizen, number) == ("rated", "pending")
    organ = await citizen.say(number, "evaluation", ORGAN)

    assert (early.status_code, early.json()["code"]) == (409, "term_expired")
    assert (bureau.status_code, bureau.json()["referral"], bureau.json()["label"]) == (201, None, "满意")
    assert (organ.status_code, organ.json()["referral"], organ.json()["label"]) == (201, 1, "基本满意")
    assert await states(citizen, number) == ("rated", "rated")
    event = (await citizen.procedure.record(number))["events"][-1]
    assert event["event"] == "evaluated"
    assert event["detail"] == {"referral": 1, "satisfaction": "mostly", "reason": None, "withheld": False}


@pytest.mark.parametrize(("rating", "window"), [(SATISFIED, "rate_bureau"), (ORGAN, "rate_organ")])
@pytest.mark.parametrize(("waited", "status"), [(30, 201), (32, 201), (33, 409)])  # 5 April + 清明: the 7th is the last
async def test_a_rating_comes_in_its_window_or_not_at_all(
    citizen: Citizen, rating: dict[str, Any], window: str, waited: int, status: int
) -> None:
    number = await citizen.answered()
    citizen.wait(waited)

    answer = await citizen.say(number, "evaluation", rating)

    assert answer.status_code == status
    rows = await citizen.connection.fetch("SELECT state FROM duty WHERE clock = $1", window)
    if status == 409:
        assert (answer.json()["code"], "2026-04-07" in answer.json()["detail"]) == ("term_expired", True)
        assert await states(citizen, number) == ("lapsed", "lapsed")
    else:
        assert [row["state"] for row in rows] == ["met"]


async def test_once_and_no_second_time(citizen: Citizen) -> None:
    number = await citizen.answered()
    await citizen.say(number, "evaluation", SATISFIED)

    again = await citizen.say(number, "evaluation", {"satisfaction": "dissatisfied", "reason": "改变主意。"})

    assert (again.status_code, again.json()["code"]) == (409, "already_rated")
    assert (await citizen.progress(number))["evaluation"]["satisfaction"] == "satisfied"


async def test_who_is_dissatisfied_says_why(citizen: Citizen) -> None:
    number = await citizen.answered()

    without = await citizen.say(number, "evaluation", {"satisfaction": "dissatisfied"})
    told = await citizen.say(number, "evaluation", {"satisfaction": "dissatisfied", "reason": "答复没有回答我的请求。"})

    assert (without.status_code, without.json()["errors"][0]["code"]) == (409, "reason_needed")
    assert told.status_code == 201


async def test_a_reason_that_accuses_is_marked_for_no_organs_eyes(citizen: Citizen) -> None:
    number = await citizen.answered()
    words = "区人社局副局长收受用人单位贿赂，故意少算工龄，请纪委查处。"

    await citizen.say(number, "evaluation", {**ORGAN, "satisfaction": "dissatisfied", "reason": words})

    assert (await citizen.procedure.record(number))["events"][-1]["detail"]["withheld"] is True


@pytest.mark.parametrize("rating", [SATISFIED, ORGAN])
@pytest.mark.parametrize("found", [{"purpose": "accusation"}, {"purpose": "appeal", "route": "litigation"}])
async def test_what_a_clerk_later_finds_to_accuse_or_to_be_a_courts_is_rated_no_more(
    citizen: Citizen, rating: dict[str, Any], found: dict[str, str]
) -> None:
    number = await citizen.answered()
    await citizen.correct(number, **found)

    answer = await citizen.say(number, "evaluation", rating)

    # A matter that was sent on the petition procedure stays one, whatever a clerk finds of the whole.
    if rating is ORGAN and found["purpose"] == "appeal":
        assert answer.status_code == 201
        return
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_for_rating")


@pytest.mark.parametrize(
    "changes", [{"purpose": "accusation", "route": "discipline", "organ": "HB-JW"}, {"route": "litigation"}]
)
async def test_what_goes_to_discipline_or_to_a_court_is_not_rated(citizen: Citizen, changes: dict[str, str]) -> None:
    number = await citizen.decided(**changes)
    target = {"organ": changes.get("organ", "HB-RSJ"), "kind": "forward"}
    sent = await citizen.procedure.bureau(number, "referrals", {"targets": [target], "because": "依法转送。"})
    assert sent.status_code == 201, sent.text

    answer = await citizen.say(number, "evaluation", SATISFIED)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_for_rating")
    assert await states(citizen, number) == (None, None)


async def test_an_anonymous_petition_is_not_rated(citizen: Citizen) -> None:
    citizen.body = {**citizen.body, "anonymous": True}
    del citizen.body["petitioner"]
    number = await citizen.answered()

    answers = [await citizen.say(number, "evaluation", rating) for rating in (SATISFIED, ORGAN)]

    assert {answer.json()["errors"][0]["code"] for answer in answers} == {"not_for_rating"}


async def test_what_is_no_longer_accepted_is_not_rated_although_it_was_once_sent(citizen: Citizen) -> None:
    matter = await citizen.procedure.referred(citizen.body)
    number = matter.removesuffix("-1")
    await citizen.procedure.bureau(matter, "recall", {"because": "另行处理。"})
    earlier = await citizen.procedure.decided(citizen.body, "earlier")
    refusal = {"code": "r11", "because": "已达成协议并履行。", "where_to_go": "可向法院起诉。", "earlier": earlier}
    await citizen.procedure.bureau(number, "refusal", refusal)
    decided = await citizen.procedure.bureau(number, "refusal/decision", {"approved": True, "because": "属实。"}, "A02")
    assert decided.json()["disposition"] == "refuse_further"

    answer = await citizen.say(number, "evaluation", SATISFIED)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_for_rating")


async def test_a_review_is_not_rated(citizen: Citizen) -> None:
    number = await citizen.answered()
    await citizen.say(number, "evaluation", ORGAN)
    await citizen.reviewed(number)

    answer = await citizen.say(number, "evaluation", ORGAN)

    assert answer.json()["code"] == "already_rated"


async def test_before_the_bureau_has_done_anything_there_is_nothing_to_rate(citizen: Citizen) -> None:
    number = await citizen.decided()

    answer = await citizen.say(number, "evaluation", SATISFIED)

    assert (answer.status_code, answer.json()["code"]) == (409, "term_expired")
    assert (await citizen.progress(number))["evaluation"]["label"] == "未评价"


async def test_a_matter_that_is_not_there_is_named(citizen: Citizen) -> None:
    number = await citizen.answered()

    answer = await citizen.say(number, "evaluation", {**ORGAN, "referral": 3})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "no_such_matter")


@pytest.mark.parametrize("verb", ["UPDATE evaluation SET satisfaction = 'satisfied'", "DELETE FROM evaluation"])
async def test_a_rating_cannot_be_changed(citizen: Citizen, verb: str) -> None:
    number = await citizen.answered()
    await citizen.say(number, "evaluation", {"satisfaction": "dissatisfied", "reason": "没有回音。"})

    with pytest.raises(asyncpg.RestrictViolationError):
        async with citizen.connection.transaction():
            await citizen.connection.execute(verb)
