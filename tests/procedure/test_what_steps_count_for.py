"""What each fact counts for, as an indicator tells it: under the right organ, on the right day, no sooner."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from service.desk.kit import Desk
from service.statistics import catalogue
from service.statistics.answer import answer, reading
from service.statistics.fold import value
from service.statistics.question import read
from tests.citizen import REQUEST, VERDICT, Citizen
from tests.citizen import citizen as citizen
from tests.conftest import SteppedClock, admit
from tests.procedure_steps import CLOSING, REPLY, Procedure

Petition = Callable[..., dict[str, Any]]
CATALOGUE = catalogue.load()
WHY = {"because": "核对后认定。"}


async def figure(desk: Desk, code: str, **parameters: str) -> int | float | None:
    """An indicator over the year 2026, or as asked."""
    asked = {"to": "2026-11-30", **parameters}
    if CATALOGUE[code][0].kind != "stock":
        asked.setdefault("from", "2026-01-01")
    question = read(CATALOGUE[code], asked.items(), today=date(2026, 11, 30), bureau=desk.bureau, sees_all=True)
    table = await answer(question, (await reading(question, desk=desk)).as_of, desk=desk)
    return value(question, table.total)


async def closed(procedure: Procedure, body: dict[str, Any], name: str = "one") -> str:
    """Registered, handled and closed on the same day; its number."""
    matter = await procedure.answered(body, name)
    assert (await procedure.organ(matter, "closing", CLOSING)).status_code == 200
    return matter[:-2]


async def repeats(procedure: Procedure, later: str, earlier: str) -> None:
    """A clerk confirms that one repeats the other."""
    said = {"relation": "repeat", "decision": "confirmed", **WHY}
    told = await procedure.api.put(
        f"/v1/petitions/{later}/relations/{earlier}", json=said, headers={**procedure.clerk, "If-Match": '"0"'}
    )
    assert told.status_code == 200, told.text


async def test_a_matter_that_comes_again_was_not_resolved_for_good(
    procedure: Procedure, petition: Petition, desk: Desk, clock: SteppedClock
) -> None:
    first = await closed(procedure, petition())
    await closed(procedure, petition(), "another")
    assert await figure(desk, "one_time_resolution_rate") == 1.0
    clock.move(timedelta(days=40))
    again = (await procedure.register(petition(), "again"))["number"]
    assert await figure(desk, "one_time_resolution_rate") == 1.0
    assert await figure(desk, "repeat_rate") == 0.0

    await repeats(procedure, again, first)

    assert await figure(desk, "one_time_resolution_rate") == 0.5
    assert await figure(desk, "one_time_resolution_rate", window="39") == 1.0
    assert await figure(desk, "one_time_resolution_rate", window="40") == 0.5
    assert await figure(desk, "repeat_rate") == 0.3333
    assert await figure(desk, "registered_items") == 3
    assert await figure(desk, "registered_matters") == 2


async def test_what_is_done_in_time_counts_on_its_last_day_and_not_before(
    procedure: Procedure, petition: Petition, desk: Desk
) -> None:
    await procedure.referred(petition())

    assert await figure(desk, "timely_disposal_rate") == 1.0
    assert await figure(desk, "timely_disposal_rate", to="2026-03-20") is None
    assert await figure(desk, "timely_disposal_rate", **{"from": "2026-03-21"}, to="2026-03-23") == 1.0


async def test_what_is_not_done_in_time_counts_though_nobody_has_swept(
    procedure: Procedure, petition: Petition, desk: Desk, clock: SteppedClock
) -> None:
    number = await procedure.decided(petition())
    clock.move(timedelta(days=30))
    targets = {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], **WHY}
    assert (await procedure.bureau(number, "referrals", targets)).status_code == 201

    assert await figure(desk, "timely_disposal_rate") == 0.0
    assert await figure(desk, "overdue_duties", to="2026-03-30") == 1
    assert await figure(desk, "overdue_duties") == 0
    assert await figure(desk, "average_days_to_refer") == 30.0


async def test_a_mediation_that_failed_mediated_nothing(procedure: Procedure, petition: Petition, desk: Desk) -> None:
    for name, agreed in (("one", False), ("two", True)):
        matter = await procedure.accepted(petition(), name)
        held = await procedure.organ(matter, "mediation", {"agreed": agreed, "agreement": "双方各让一步。"})
        assert held.status_code == 200, held.text
        await procedure.organ(matter, "reply", REPLY)
        await procedure.organ(matter, "delivery", {"delivered_on": procedure.today, "proof": "in_person"})
        assert (await procedure.organ(matter, "closing", {**CLOSING, "resolved": agreed})).status_code == 200

    assert await figure(desk, "mediated_share") == 0.5
    assert await figure(desk, "resolution_rate") == 0.5
    assert await figure(desk, "closings", organ="HB-RSJ") == 2
    assert await figure(desk, "closings", organ="HB-ZJJ") == 0


async def test_days_in_wrong_hands_are_those_until_the_bureau_admits_it(
    procedure: Procedure, petition: Petition, desk: Desk, clock: SteppedClock
) -> None:
    matter = await procedure.referred(petition())
    await procedure.organ(matter, "arrival")
    clock.move(timedelta(days=3))
    objected = {
        "because": "不属于本单位职权。",
        "basis": "《物业管理条例》第四十八条。",
        "proposed_organ": "HB-ZJJ",
    }
    assert (await procedure.organ(matter, "objection", objected)).status_code == 200
    assert await figure(desk, "wrong_hands_days") is None

    held = await procedure.bureau(matter, "objection/decision", {"approved": True, **WHY})

    assert held.status_code == 200, held.text
    assert await figure(desk, "objections", organ="HB-RSJ") == 1
    assert await figure(desk, "wrong_hands_days") == 3.0


async def test_ratings_and_windows_let_go_by_are_told_apart(
    procedure: Procedure, petition: Petition, desk: Desk
) -> None:
    told = await procedure.register(petition())
    number = await procedure.decide(told["number"])
    await procedure.bureau(number, "referrals", {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], **WHY})
    assert await figure(desk, "participation_rate_bureau") is None

    rated = await procedure.api.post(
        f"/v1/petitions/{number}/evaluation",
        json={"satisfaction": "mostly"},
        headers={**procedure.portal, "X-Query-Code": told["query_code"]},
    )

    assert rated.status_code in (200, 201), rated.text
    assert await figure(desk, "participation_rate_bureau") == 1.0
    assert await figure(desk, "satisfaction_rate_bureau") == 1.0
    assert await figure(desk, "satisfaction_rate_organs") is None


@pytest.mark.parametrize(("by", "parts"), [("month", {"2026-03": 2, "2026-04": 1}), ("kind", {"transfer": 3})])
async def test_a_clerk_sees_the_parts_over_the_api(
    procedure: Procedure, petition: Petition, desk: Desk, clock: SteppedClock, by: str, parts: dict[str, int]
) -> None:
    for nth in range(3):
        if nth == 2:
            clock.move(timedelta(days=30))
        await procedure.referred(petition(), f"n{nth}")
    consumer = await admit(desk, "s", ("statistics:read",))  # type: ignore[arg-type]  # the scope as it is written

    told: httpx.Response = await procedure.api.get(f"/v1/statistics/referrals?by={by}", headers=consumer)

    assert {cell["codes"][by]: cell["value"] for cell in told.json()["cells"]} == parts


async def test_a_review_counts_when_it_is_asked_for_and_when_it_is_decided(citizen: Citizen, desk: Desk) -> None:
    number = await citizen.answered()
    asked = (await citizen.say(number, "reviews", REQUEST)).json()["id"]
    assert (await figure(desk, "reviews"), await figure(desk, "review_change_rate")) == (1, None)

    await citizen.review(asked, "decision", VERDICT)

    assert await figure(desk, "review_change_rate") == 0.0
