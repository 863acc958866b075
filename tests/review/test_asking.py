"""A petitioner asks for 复查 and 复核: in the window from proven delivery, of the one above, of nobody accused."""

import pytest

from tests.citizen import REQUEST, VERDICT, Citizen

FAR = 181  # from 6 March to 3 September


async def test_a_petitioner_asks_the_one_above_the_organ_that_answered(citizen: Citizen) -> None:
    number = await citizen.answered()

    answer = await citizen.say(number, "reviews", REQUEST)

    assert answer.status_code == 201, answer.text
    asked = answer.json()
    assert (asked["id"], asked["label"], asked["organ"]) == (f"{number}-1-review", "复查", "湖滨区人民政府")
    assert (asked["next"]["clock"], asked["next"]["by"]) == ("c8", "2026-04-05")  # 6 March + 30 days
    assert (await citizen.told("review.requested"))[0][0] == "HB-ZF"
    assert (await citizen.told("review.requested"))[0][1] == {"level": "review", "requested_on": "2026-03-06"}
    assert (await citizen.events(number))[-1] == "review_requested"


@pytest.mark.parametrize(
    ("waited", "status"),
    [
        (0, 201),
        (30, 201),  # 3 October, a Saturday in 国庆
        (35, 201),  # 8 October, the first working day after it: the limit (民法典 203)
        (36, 409),
    ],
)
async def test_the_window_is_counted_from_the_day_of_delivery(citizen: Citizen, waited: int, status: int) -> None:
    citizen.wait(FAR)
    number = await citizen.answered()  # delivered on 3 September
    citizen.wait(waited)

    answer = await citizen.say(number, "reviews", REQUEST)

    assert answer.status_code == status, answer.text
    if status == 409:
        assert answer.json()["code"] == "term_expired"
        assert "2026-10-08" in answer.json()["detail"]


async def test_without_proof_of_delivery_the_window_has_not_begun(citizen: Citizen) -> None:
    number = await citizen.decided()
    await citizen.procedure.bureau(
        number, "referrals", {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], "because": "主管。"}
    )
    await citizen.replied(number)

    early = await citizen.say(number, "reviews", REQUEST)
    citizen.wait(90)
    late_proof = {"delivered_on": citizen.procedure.today, "proof": "post"}
    await citizen.procedure.organ(f"{number}-1", "delivery", late_proof)
    then = await citizen.say(number, "reviews", REQUEST)

    assert (early.status_code, early.json()["code"]) == (409, "term_expired")
    assert then.status_code == 201


async def test_what_is_no_matter_of_the_petition_procedure_has_no_review(citizen: Citizen) -> None:
    number = await citizen.answered(route="statutory_duty")

    answer = await citizen.say(number, "reviews", REQUEST)

    assert (answer.status_code, answer.json()["code"]) == (409, "term_expired")


async def test_a_re_review_is_asked_for_after_the_review_is_delivered_and_never_a_third_time(citizen: Citizen) -> None:
    number = await citizen.answered()
    first = (await citizen.say(number, "reviews", REQUEST)).json()["id"]
    await citizen.review(first, "decision", VERDICT)

    undelivered = await citizen.say(number, "reviews", REQUEST)
    await citizen.review(first, "delivery", citizen.delivery)
    second = await citizen.say(number, "reviews", REQUEST)
    await citizen.review(second.json()["id"], "decision", VERDICT, "SMX-ZF")
    await citizen.review(second.json()["id"], "delivery", citizen.delivery, "SMX-ZF")
    third = await citizen.say(number, "reviews", REQUEST)

    assert (undelivered.status_code, undelivered.json()["code"]) == (409, "term_expired")
    assert (second.json()["label"], second.json()["organ"]) == ("复核", "三门峡市人民政府")
    assert second.json()["id"] == f"{number}-1-re_review"
    assert (third.status_code, third.json()["code"]) == (409, "term_expired")


async def test_the_window_for_a_re_review_lapses_too(citizen: Citizen) -> None:
    number = await citizen.answered()
    await citizen.reviewed(number)
    citizen.wait(33)  # 5 April is 清明, the 7th the limit

    answer = await citizen.say(number, "reviews", REQUEST)

    assert (answer.status_code, answer.json()["code"]) == (409, "term_expired")
    assert "2026-04-07" in answer.json()["detail"]


async def test_a_retry_is_the_same_request_and_other_words_are_none(citizen: Citizen) -> None:
    number = await citizen.answered()
    first = await citizen.say(number, "reviews", REQUEST)

    again = await citizen.say(number, "reviews", REQUEST)
    other = await citizen.say(number, "reviews", {**REQUEST, "request": "另有话说。"})

    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["code"]) == (409, "term_expired")
    assert (await citizen.events(number)).count("review_requested") == 1


async def test_a_matter_that_is_not_there_is_named(citizen: Citizen) -> None:
    number = await citizen.answered()

    answer = await citizen.say(number, "reviews", {**REQUEST, "referral": 2})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "no_such_matter")


@pytest.mark.parametrize("accused", ["HB-ZF", "HB-ZFB"])  # by the name of the one the other is read
async def test_an_accused_government_does_not_review_what_its_department_said(citizen: Citizen, accused: str) -> None:
    number = await citizen.answered()
    await citizen.correct(number, accused=[accused])

    answer = await citizen.say(number, "reviews", REQUEST)

    assert answer.json()["organ"] == "三门峡市人民政府"
    assert [organ for organ, _ in await citizen.told("review.requested")] == ["SMX-ZF"]


async def test_a_government_that_the_request_accuses_does_not_get_it(citizen: Citizen) -> None:
    number = await citizen.answered()
    words = "举报湖滨区人民政府工作人员收受贿赂、徇私舞弊，请纪委查处。"

    answer = await citizen.say(number, "reviews", {**REQUEST, "request": words})

    assert answer.json()["organ"] == "三门峡市人民政府"
    events = (await citizen.procedure.record(number))["events"]
    assert events[-1]["detail"]["withheld"] is True


async def test_where_the_data_know_nobody_above_the_petitioner_is_told_to_go_there(citizen: Citizen) -> None:
    number = await citizen.answered(organ="HB-XFDD")

    answer = await citizen.say(number, "reviews", REQUEST)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "no_reviewer")
    assert (await citizen.progress(number))["matters"][0]["rights"][0]["clock"] == "c7"  # the right is not used up


@pytest.mark.parametrize(
    ("door", "body"),
    [
        ("reviews", REQUEST),
        ("evaluation", {"satisfaction": "satisfied"}),
        ("supplements", {"text": "补充一份工资单。"}),
    ],
)
async def test_a_wrong_number_and_a_wrong_code_look_the_same(
    citizen: Citizen, door: str, body: dict[str, object]
) -> None:
    number, code = await citizen.answered(), await citizen.code()
    answers = [
        await citizen.say(number, door, body, "AAAAA-AAAAA"),
        await citizen.say("HB0000000001", door, body, code),
        await citizen.say("nonsense", door, body, "x"),
    ]

    shapes = []
    for answer in answers:
        problem = answer.json()
        problem.pop("request_id")
        shapes.append((answer.status_code, problem, sorted(name for name in answer.headers if name != "x-request-id")))
    assert all(shape == shapes[0] for shape in shapes)
    assert (shapes[0][0], shapes[0][1]["code"]) == (404, "unknown_petition")


async def test_after_a_withdrawal_nobody_may_ask(citizen: Citizen) -> None:
    number = await citizen.answered()
    await citizen.say(number, "withdrawal", {})

    answer = await citizen.say(number, "reviews", REQUEST)

    assert (answer.status_code, answer.json()["code"]) == (409, "term_expired")
