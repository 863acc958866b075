"""Letters that nobody's next step has to wait for, who may fetch them, and who has read what."""

from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx

from service.auth.scopes import ORGAN
from service.deadlines.sweep import sweep
from service.desk.kit import Desk
from tests.conftest import SteppedClock, admit
from tests.deadlines.register import noon
from tests.referral.conftest import Petition, Procedure

from .conftest import Noticed, decided, work

OFFICER = {"X-Officer": "A01"}
ASSIGNED = {"organ": "HB-RSJ", "kind": "transfer"}


async def urged(procedure: Procedure, number: str) -> None:
    """A clerk urges the organ that has the first matter."""
    answer = await procedure.api.post(
        "/v1/supervision/urges",
        json={"number": number, "referral": 1, "because": "请抓紧办理。"},
        headers={**procedure.clerk, **OFFICER, "Idempotency-Key": f"urge-{number}"},
    )
    assert answer.status_code == 201, answer.text


async def letters(api: httpx.AsyncClient, organ: dict[str, str], address: str = "/v1/notices") -> list[dict[str, Any]]:
    answer = await api.get(address, headers=organ)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["letters"]
    return found


async def test_an_urge_is_written_without_waiting_for_the_next_step(
    procedure: Procedure, petition: Petition, desk: Desk
) -> None:
    number = await procedure.accepted(petition())
    await work(desk)
    await urged(procedure, number.partition("-")[0])
    await work(desk)

    found = await letters(procedure.api, procedure.organs["HB-RSJ"])

    assert [one["kind"] for one in found] == ["transfer", "urge"]
    assert {one["referral"] for one in found} == {f"{found[0]['number']}-1"}
    assert "王建国" not in str(found)
    assert petition()["subject"] not in str(found)
    (first,) = await letters(procedure.api, procedure.organs["HB-RSJ"], "/v1/notices?limit=1")
    after = f"/v1/notices?after={first['serial']}"
    assert await letters(procedure.api, procedure.organs["HB-RSJ"], after) == found[1:]
    file = await procedure.api.get(found[1]["file"]["href"], headers=procedure.organs["HB-RSJ"])
    assert file.content.startswith(b"%PDF-")
    assert await letters(procedure.api, procedure.organs["HB-ZJJ"]) == []


async def test_what_a_night_finds_is_written_by_the_morning(
    procedure: Procedure, petition: Petition, desk: Desk, clock: SteppedClock, connection: asyncpg.Connection
) -> None:
    await procedure.answered(petition())
    await work(desk)
    later = date(2027, 3, 8)
    clock.move(timedelta(days=367))

    await sweep(later, at=noon(later), desk=desk)
    await work(desk)

    events = {row["kind"] for row in await connection.fetch("SELECT kind FROM event WHERE actor = 'worker'")}
    written = {row["kind"] for row in await connection.fetch("SELECT kind FROM notice JOIN notice_file USING (serial)")}
    assert "terminated" in events
    assert "termination" in written


async def test_an_organ_that_is_accused_by_now_finds_no_letter_and_hears_of_none(
    procedure: Procedure, petition: Petition, desk: Desk, connection: asyncpg.Connection
) -> None:
    number = (await procedure.accepted(petition())).partition("-")[0]
    await work(desk)
    organ = procedure.organs["HB-RSJ"]
    (letter,) = await letters(procedure.api, organ)
    await urged(procedure, number)
    await connection.execute("ALTER TABLE classification DISABLE TRIGGER classification_is_append_only")
    await connection.execute("UPDATE classification SET accused = '{HB-RSJ}'")
    await connection.execute("ALTER TABLE classification ENABLE TRIGGER classification_is_append_only")
    before = await connection.fetchval("SELECT count(*) FROM message WHERE organ = 'HB-RSJ'")
    await work(desk)

    assert await letters(procedure.api, organ) == []
    assert (await procedure.api.get(letter["file"]["href"], headers=organ)).status_code == 404
    assert await connection.fetchval("SELECT count(*) FROM message WHERE organ = 'HB-RSJ'") == before


async def test_a_matter_that_was_taken_back_takes_its_letters_along(
    procedure: Procedure, petition: Petition, noticed: Noticed, desk: Desk
) -> None:
    told = await decided(procedure, petition())
    await procedure.bureau(told["number"], "referrals", {"targets": [ASSIGNED], "because": "属地主管。"})
    await noticed(told)
    organ = procedure.organs["HB-RSJ"]
    (letter,) = await letters(procedure.api, organ)
    matter = await procedure.matter(f"{told['number']}-1")
    answer = await procedure.api.post(
        f"/v1/referrals/{told['number']}-1/recall",
        json={"because": "发错了单位。"},
        headers={**procedure.clerk, **OFFICER, "If-Match": f'"{matter["version"]}"'},
    )
    assert answer.status_code == 200, answer.text
    await work(desk)

    assert await letters(procedure.api, organ) == []
    assert (await procedure.api.get(letter["file"]["href"], headers=organ)).status_code == 404


async def test_who_at_the_bureau_reads_a_notice_is_on_record_and_must_say_who_he_is(
    procedure: Procedure, petition: Petition, noticed: Noticed, desk: Desk
) -> None:
    told = await decided(procedure, petition())
    (receipt,) = await noticed(told)
    href, readings = receipt["file"]["href"], f"/v1/notices/{receipt['serial']}/readings"
    api, clerk = procedure.api, procedure.clerk

    assert (await api.get(href, headers=clerk)).json()["code"] == "officer_missing"
    assert (await api.get(readings, headers=clerk)).json() == {"readings": []}
    assert (await api.get(href, headers={**clerk, **OFFICER})).status_code == 200
    assert (await api.get(href, headers={**clerk, "X-Officer": "A02"})).status_code == 200
    by_code = {**procedure.portal, "X-Query-Code": told["query_code"]}
    assert (await api.get(href, headers=by_code)).status_code == 200

    found = (await api.get(readings, headers=clerk)).json()["readings"]
    assert [one["actor"].rpartition(":")[2] for one in found] == ["A01", "A02"], "the petitioner is nobody's business"
    assert found[0]["at"].startswith(desk.now().astimezone().date().isoformat())
    stranger = await admit(desk, "another organ", ORGAN, "HB-MZJ-2")
    assert (await api.get(readings, headers=stranger)).json()["code"] == "scope_missing"
    assert (await api.get("/v1/notices/none/readings", headers=clerk)).json()["code"] == "unknown_notice"
