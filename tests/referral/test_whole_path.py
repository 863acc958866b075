"""From jurisdiction to closing: each step moves row, history, clocks and figures, and says what may follow."""

from datetime import date, timedelta

import asyncpg
import pytest

from tests.procedure_steps import CLOSING, REPLY, Petition, Procedure


async def test_a_petition_goes_from_its_registration_to_closing(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.referred(petition())
    number = matter[:-2]
    assert (await procedure.record(number))["stage"] == "referred"

    await procedure.organ(matter, "arrival")
    await procedure.organ(matter, "acceptance")
    await procedure.organ(matter, "reply", REPLY)
    await procedure.organ(matter, "delivery", {"delivered_on": procedure.today, "proof": "in_person"})
    answer = await procedure.organ(matter, "closing", CLOSING)

    assert answer.status_code == 200, answer.text
    assert answer.json()["stage"] == "closed"
    record = await procedure.record(number)
    assert record["stage"] == "closed"
    assert [event["event"] for event in record["events"]] == [
        *("registered", "classified", "corrected", "referred"),
        *("arrived", "accepted", "replied", "delivered", "closed"),
    ]
    assert {step["clock"] for step in record["next"]} == {"rate_bureau", "c7", "rate_organ"}


@pytest.mark.parametrize(
    ("route", "started", "days"),
    [("petition_procedure", "c5", 60), ("statutory_duty", "target", 60), ("arbitration", "target", 45)],
)
async def test_only_the_petition_procedure_starts_the_sixty_days(
    procedure: Procedure, petition: Petition, route: str, started: str, days: int
) -> None:
    number = await procedure.decided(petition(), route=route)
    target = {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], "because": "主管。"}
    await procedure.bureau(number, "referrals", target)
    await procedure.organ(f"{number}-1", "arrival")

    answer = await procedure.organ(f"{number}-1", "acceptance")

    (running,) = answer.json()["next"]
    assert running["clock"] == started
    assert running["by"] == (date.fromisoformat(procedure.today) + timedelta(days=days)).isoformat()


async def test_the_figures_follow_it_out_of_hand(
    procedure: Procedure, petition: Petition, connection: asyncpg.Connection
) -> None:
    matter = await procedure.answered(petition())
    in_hand = "SELECT coalesce(sum(quantity), 0) FROM posting WHERE measure = 'in_hand'"
    assert await connection.fetchval(in_hand) == 1

    await procedure.organ(matter, "closing", CLOSING)
    assert await connection.fetchval(in_hand) == 0

    await procedure.bureau(matter[:-2], "reopening", {"because": "复查责令重新办理。"})
    assert await connection.fetchval(in_hand) == 1


async def test_a_step_that_the_table_does_not_know_names_those_it_knows(
    procedure: Procedure, petition: Petition
) -> None:
    matter = await procedure.referred(petition())

    answer = await procedure.organ(matter, "reply", REPLY)

    assert (answer.status_code, answer.json()["code"]) == (409, "step_refused")
    assert "arrive" in answer.json()["detail"]
    assert (await procedure.matter(matter))["stage"] == "sent"


async def test_a_stale_version_is_refused(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.referred(petition())
    await procedure.organ(matter, "arrival")

    answer = await procedure.organ(matter, "acceptance", version=1)

    assert (answer.status_code, answer.json()["code"]) == (412, "version_stale")


async def test_an_organ_sees_its_own_items_and_no_others(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.referred(petition())

    own = await procedure.api.get("/v1/referrals", headers=procedure.organs["HB-RSJ"])
    other = await procedure.api.get("/v1/referrals", headers=procedure.organs["HB-ZJJ"])
    attempt = await procedure.organ(matter, "arrival", organ="HB-ZJJ")

    assert [one["id"] for one in own.json()["referrals"]] == [matter]
    assert other.json()["referrals"] == []
    assert (attempt.status_code, attempt.json()["code"]) == (404, "unknown_referral")


async def test_an_organ_reads_the_words_of_its_item(procedure: Procedure, petition: Petition) -> None:
    matter = await procedure.referred(petition())

    answer = await procedure.api.get(f"/v1/referrals/{matter}", headers=procedure.organs["HB-RSJ"])

    assert answer.json()["words"]["request"] == petition()["request"]
    assert answer.json()["petitioner"] == "王**"
    assert answer.headers["etag"] == '"1"'
