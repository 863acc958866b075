"""The organ above reads its reviews, hears, decides and delivers; nobody else sees them."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.citizen import REQUEST, VERDICT, Citizen
from tests.referral.conftest import CLOSING, REPLY

HEARING: dict[str, Any] = {"held_on": "2026-03-06", "days": 1, "minutes": "双方到场。"}


async def asked(citizen: Citizen) -> str:
    """A 复查 that is asked for; its reference."""
    number = await citizen.answered()
    reference: str = (await citizen.say(number, "reviews", REQUEST)).json()["id"]
    return reference


async def test_the_organ_that_reviews_reads_the_words_and_the_opinion(citizen: Citizen) -> None:
    reference = await asked(citizen)

    listed = await citizen.api.get("/v1/reviews", headers=citizen.procedure.organs["HB-ZF"])
    answer = await citizen.case(reference, "HB-ZF")

    assert [one["id"] for one in listed.json()["reviews"]] == [reference]
    case = answer.json()
    assert case["words"]["request"] == citizen.body["request"]
    assert case["answer"]["opinion"] == REPLY["opinion"]
    assert case["answer"]["organ_name"] == "区人力资源和社会保障局"
    assert [(one["event"], one["text"]) for one in case["said"]] == [("review_requested", REQUEST["request"])]
    assert case["petitioner"] == "王**"
    assert case["review"]["next"]["article"] == "信访工作条例 35(2)"
    assert case["review"]["allowed"] == ["hear", "decide"]
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize("organ", ["HB-RSJ", "HB-ZJJ", "SMX-ZF"])
async def test_nobody_else_sees_it_or_acts_on_it(citizen: Citizen, organ: str) -> None:
    reference = await asked(citizen)

    listed = await citizen.api.get("/v1/reviews", headers=citizen.procedure.organs[organ])
    read = await citizen.case(reference, organ)
    act = await citizen.review(reference, "decision", VERDICT, organ)

    assert listed.json()["reviews"] == []
    assert (read.status_code, read.json()["code"]) == (404, "unknown_review")
    assert (act.status_code, act.json()["code"]) == (404, "unknown_review")


@pytest.mark.parametrize(
    "reference", ["{}-1-re_review", "{}-2-review", "{}-1", "{}", "nonsense", "HB0000000001-1-review"]
)
async def test_what_is_no_review_is_not_found(citizen: Citizen, reference: str) -> None:
    number = (await asked(citizen)).removesuffix("-1-review")

    assert (await citizen.case(reference.format(number), "HB-ZF")).status_code == 404


async def test_once_the_organ_is_accused_it_sees_and_does_nothing_more(citizen: Citizen) -> None:
    reference = await asked(citizen)
    await citizen.correct(reference.removesuffix("-1-review"), accused=["HB-ZF"])

    assert (await citizen.case(reference, "HB-ZF")).status_code == 404
    assert (await citizen.review(reference, "decision", VERDICT)).status_code == 404
    listed = await citizen.api.get("/v1/reviews", headers=citizen.procedure.organs["HB-ZF"])
    assert listed.json()["reviews"] == []


async def test_an_opinion_meets_the_clock_and_its_delivery_opens_the_next_window(citizen: Citizen) -> None:
    reference = await asked(citizen)
    citizen.wait(10)

    decided = await citizen.review(reference, "decision", VERDICT)
    citizen.wait(2)
    delivered = await citizen.review(reference, "delivery", {"delivered_on": "2026-03-17", "proof": "post"})

    assert (decided.json()["stage"], decided.json()["outcome"], decided.json()["next"]) == ("decided", "upheld", None)
    assert delivered.json()["delivered_on"] == "2026-03-17"
    number = reference.removesuffix("-1-review")
    (right,) = [one for one in (await citizen.progress(number))["matters"][0]["rights"] if one["clock"] == "c9"]
    assert right["by"] == "2026-04-16"  # from the day it was delivered, not from the day that was recorded


async def test_delivery_proven_again_opens_no_second_window(citizen: Citizen) -> None:
    number = await citizen.answered()
    reference = await citizen.reviewed(number)
    citizen.wait(5)

    again = await citizen.review(reference, "delivery", citizen.delivery)

    assert (again.status_code, again.json()["delivered_on"]) == (200, "2026-03-06")
    assert await citizen.connection.fetchval("SELECT count(*) FROM duty WHERE clock = 'c9'") == 1
    (right,) = [one for one in (await citizen.progress(number))["matters"][0]["rights"] if one["clock"] == "c9"]
    assert right["by"] == "2026-04-05"


@pytest.mark.parametrize("day", ["2026-03-05", "2026-03-07"])
async def test_delivery_lies_between_the_opinion_and_today(citizen: Citizen, day: str) -> None:
    reference = await asked(citizen)
    await citizen.review(reference, "decision", VERDICT)

    answer = await citizen.review(reference, "delivery", {"delivered_on": day, "proof": "post"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_when_delivered")


async def test_what_is_not_decided_is_not_delivered_and_the_refusal_says_what_is_allowed(citizen: Citizen) -> None:
    reference = await asked(citizen)

    answer = await citizen.review(reference, "delivery", citizen.delivery)

    assert (answer.status_code, answer.json()["code"]) == (409, "step_refused")
    assert "hear, decide" in answer.json()["detail"]


async def test_hearing_days_are_left_out_of_a_re_review_and_of_nothing_else(citizen: Citizen) -> None:
    number = await citizen.answered()
    first: str = (await citizen.say(number, "reviews", REQUEST)).json()["id"]
    citizen.wait(7)
    heard = await citizen.review(first, "hearing", {**HEARING, "held_on": "2026-03-09", "days": 3})
    await citizen.review(first, "decision", VERDICT)
    await citizen.review(first, "delivery", citizen.delivery)
    second: str = (await citizen.say(number, "reviews", REQUEST)).json()["id"]
    before = date.fromisoformat((await citizen.case(second, "SMX-ZF")).json()["review"]["next"]["by"])
    citizen.wait(7)
    hearing = {**HEARING, "held_on": "2026-03-16", "days": 3}
    after = await citizen.review(second, "hearing", hearing, "SMX-ZF")
    again = await citizen.review(second, "hearing", {**hearing, "days": 2}, "SMX-ZF")

    assert (heard.json()["hearing_days"], heard.json()["next"]["by"]) == (3, "2026-04-05")
    assert date.fromisoformat(after.json()["next"]["by"]) == before + timedelta(days=3)
    assert date.fromisoformat(again.json()["next"]["by"]) == before + timedelta(days=5)
    assert again.json()["hearing_days"] == 5


@pytest.mark.parametrize(
    ("held_on", "days"),
    # before the request; ends tomorrow; is tomorrow; has no day after it
    [("2026-03-05", 1), ("2026-03-06", 2), ("2026-03-07", 1), ("9999-12-31", 60)],
)
async def test_a_hearing_lies_between_the_request_and_today(citizen: Citizen, held_on: str, days: int) -> None:
    reference = await asked(citizen)

    answer = await citizen.review(reference, "hearing", {**HEARING, "held_on": held_on, "days": days})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_while_reviewed")


async def test_a_late_opinion_is_given_and_the_clock_stays_missed(citizen: Citizen) -> None:
    reference = await asked(citizen)
    citizen.wait(40)

    answer = await citizen.review(reference, "decision", VERDICT)

    assert answer.status_code == 200
    steps = await citizen.connection.fetch("SELECT step FROM deadline WHERE clock = 'c8' ORDER BY sequence")
    assert [row["step"] for row in steps] == ["set", "missed", "met"]


async def test_a_re_review_ends_the_procedure_but_not_the_matter(citizen: Citizen) -> None:
    number = await citizen.answered()
    await citizen.procedure.organ(f"{number}-1", "closing", {**CLOSING, "resolved": False, "results": ["persuaded"]})
    await citizen.re_reviewed(number)

    assert (await citizen.events(number))[-2:] == ["review_decided", "terminated"]
    (matter,) = (await citizen.progress(number))["matters"]
    assert (matter["terminated"], matter["resolved"]) == (True, False)


@pytest.mark.parametrize("level", ["review", "re_review"])
async def test_what_is_remanded_has_not_ended_and_the_bureau_takes_it_up_again(citizen: Citizen, level: str) -> None:
    number = await citizen.answered()
    await citizen.procedure.organ(f"{number}-1", "closing", CLOSING)
    await (citizen.reviewed if level == "review" else citizen.re_reviewed)(number, outcome="remanded")

    answer = await citizen.procedure.bureau(number, "reopening", {"because": "复查、复核责令重新办理。"})
    target = {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], "because": "重新办理。"}
    await citizen.procedure.bureau(number, "referrals", target)
    await citizen.replied(number, "delivery", 2)
    anew = await citizen.say(number, "reviews", {**REQUEST, "referral": 2})

    assert answer.json()["stage"] == "registered"
    assert "terminated" not in await citizen.events(number)
    assert anew.json()["label"] == "复查"


async def test_a_petition_that_repeats_it_is_registered_and_may_then_be_no_longer_accepted(citizen: Citizen) -> None:
    earlier = await citizen.answered()
    later = await citizen.procedure.decided(citizen.body, "later")
    refusal = {"code": "r2", "because": "同一事实和理由。", "where_to_go": "可依法提起诉讼。", "earlier": earlier}

    too_soon = await citizen.procedure.bureau(later, "refusal", refusal)
    await citizen.re_reviewed(earlier)
    again = await citizen.procedure.register(citizen.body, "again")
    now = await citizen.procedure.bureau(later, "refusal", refusal)

    assert (too_soon.status_code, too_soon.json()["errors"][0]["code"]) == (409, "earlier_not_terminated")
    assert again["number"].startswith("HB")
    assert now.status_code == 202, now.text


async def test_a_remanded_re_review_is_no_reason_to_accept_no_more(citizen: Citizen) -> None:
    earlier = await citizen.answered()
    await citizen.re_reviewed(earlier, outcome="remanded")
    later = await citizen.procedure.decided(citizen.body, "later")
    refusal = {"code": "r2", "because": "同一事实和理由。", "where_to_go": "可依法提起诉讼。", "earlier": earlier}

    answer = await citizen.procedure.bureau(later, "refusal", refusal)

    assert answer.json()["errors"][0]["code"] == "earlier_not_terminated"


async def test_a_stale_version_is_refused(citizen: Citizen) -> None:
    reference = await asked(citizen)
    await citizen.review(reference, "hearing", HEARING)

    answer = await citizen.review(reference, "decision", VERDICT, version=1)

    assert (answer.status_code, answer.json()["code"]) == (412, "version_stale")


async def test_an_officer_who_must_keep_away_decides_nothing(citizen: Citizen) -> None:
    reference = await asked(citizen)
    number = reference.removesuffix("-1-review")
    await citizen.procedure.bureau(number, "recusals", {"officer": "C01", "because": "亲属。"})

    answer = await citizen.review(reference, "decision", VERDICT)

    assert (answer.status_code, answer.json()["code"]) == (409, "officer_recused")


async def test_what_was_withdrawn_is_reviewed_no_more(citizen: Citizen) -> None:
    reference = await asked(citizen)
    await citizen.say(reference.removesuffix("-1-review"), "withdrawal", {})

    answer = await citizen.review(reference, "decision", VERDICT)

    assert (answer.status_code, answer.json()["code"]) == (409, "step_refused")


async def test_the_list_goes_on_where_the_link_says(citizen: Citizen) -> None:
    first = await asked(citizen)
    other = await citizen.procedure.answered(citizen.body, "two")
    number = other.removesuffix("-1")
    await citizen.say(number, "reviews", REQUEST, name="two")
    headers = citizen.procedure.organs["HB-ZF"]

    page = await citizen.api.get("/v1/reviews?limit=1&stage=requested", headers=headers)
    following = page.headers["link"].split(">")[0].removeprefix("<")
    rest = await citizen.api.get(following, headers=headers)

    assert [one["id"] for one in page.json()["reviews"]] == [first]
    assert [one["id"] for one in rest.json()["reviews"]] == [f"{number}-1-review"]
    decided = await citizen.api.get("/v1/reviews?stage=decided", headers=headers)
    assert decided.json()["reviews"] == []


async def test_a_portal_hears_of_the_opinion(citizen: Citizen) -> None:
    reference = await asked(citizen)
    await citizen.review(reference, "decision", VERDICT)

    assert (await citizen.told("petition.stage_changed"))[-1] == (
        None,
        {"stage": "referred", "step": "review_decided"},
    )


async def test_who_reviews_one_claim_reads_no_other_and_no_accusation(citizen: Citizen) -> None:
    claims = [
        {"summary": "退还停车费", "content_class": "030903", "route": "petition_procedure", "organ": "HB-RSJ"},
        {"summary": "检举", "content_class": "030903", "route": "discipline", "organ": "HB-JW"},
    ]
    number = await citizen.decided(claims=claims)
    targets = [{"organ": "HB-RSJ", "kind": "transfer", "claim": 1}, {"organ": "HB-JW", "kind": "forward", "claim": 2}]
    await citizen.procedure.bureau(number, "referrals", {"targets": targets, "because": "分别转送。"})
    await citizen.replied(number, "delivery")
    await citizen.say(number, "reviews", REQUEST)

    case = await citizen.case(f"{number}-1-review", "HB-ZF")

    assert case.json()["words"] == {"subject": "退还停车费"}
    assert "检举" not in case.text
