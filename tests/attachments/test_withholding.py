"""An officer's word on who may see a file counts in place of the machine's, with reason and record."""

import asyncpg
import pytest

from service.auth.scopes import ORGAN
from service.desk.kit import Desk
from tests.attachments.conftest import Folder
from tests.attachments.samples import docx, jpeg
from tests.conftest import admit

REPROACH = "区人社局副局长收受用人单位贿赂，故意少算工龄，请纪委查处。"
OFFICER = {"X-Officer": "B01"}
SEEN, KEPT = (
    {"withheld": False, "because": "看过，不涉及检举控告。"},
    {"withheld": True, "because": "涉及检举，不予转交。"},
)


async def decide(folder: Folder, number: str, ordinal: int, body: dict[str, object]) -> dict[str, object]:
    """What an officer's decision on a file is answered with."""
    headers = {**folder.citizen.procedure.clerk, **OFFICER}
    path = f"/v1/petitions/{number}/withholdings/{ordinal}"
    answer = await folder.citizen.api.put(path, json=body, headers=headers)
    found: dict[str, object] = answer.json()
    return found


async def test_a_withheld_file_is_released_to_the_organ_that_has_the_matter_and_taken_back(
    folder: Folder, desk: Desk
) -> None:
    number = (await folder.citizen.procedure.accepted(folder.citizen.body)).removesuffix("-1")
    await folder.added(number, docx(REPROACH), "a.docx")
    await folder.work()
    own = await admit(desk, "rsj", ORGAN, "HB-RSJ")
    assert (await folder.see(number, "/1/original", own)).json()["code"] == "unknown_attachment"

    told = await decide(folder, number, 1, SEEN)
    released = await folder.see(number, "/1/original", own)
    await decide(folder, number, 1, KEPT)
    taken_back = await folder.see(number, "/1/original", own)

    assert (told["withheld"], told["because"]) == (False, SEEN["because"])
    assert (released.status_code, taken_back.status_code) == (200, 404)


async def test_what_the_machine_let_pass_an_officer_may_withhold(folder: Folder, desk: Desk) -> None:
    number = (await folder.citizen.procedure.accepted(folder.citizen.body)).removesuffix("-1")
    await folder.added(number, docx("道路积水，请予以修复。"), "a.docx")
    await folder.work()
    own = await admit(desk, "rsj", ORGAN, "HB-RSJ")
    assert (await folder.see(number, "/1/original", own)).status_code == 200

    await decide(folder, number, 1, KEPT)

    assert (await folder.see(number, "", own)).json()["attachments"] == []


async def test_a_released_file_stays_closed_to_an_organ_that_is_accused(folder: Folder, desk: Desk) -> None:
    number = (await folder.citizen.procedure.accepted(folder.citizen.body)).removesuffix("-1")
    await folder.added(number, docx(REPROACH), "a.docx")
    await folder.work()
    await decide(folder, number, 1, SEEN)
    own = await admit(desk, "rsj", ORGAN, "HB-RSJ")

    await folder.citizen.correct(number, accused=["HB-RSJ"], organ="HB-ZJJ")

    assert (await folder.see(number, "/1/original", own)).json()["code"] == "unknown_petition"


async def test_each_decision_is_on_record_once_for_the_bureau_and_nobody_else(
    folder: Folder, connection: asyncpg.Connection
) -> None:
    number = await folder.citizen.decided()
    await folder.added(number, jpeg())
    await folder.work()

    for body in (SEEN, SEEN, KEPT):
        await decide(folder, number, 1, body)

    events = (await folder.citizen.procedure.record(number))["events"]
    assert [one["detail"]["released"] for one in events if one["event"] == "file_decided"] == [True, False]
    (told,) = (await folder.see(number, "", folder.citizen.procedure.clerk)).json()["withholdings"]
    assert (told["withheld"], told["because"]) == (True, KEPT["because"])
    assert str(told["decided_by"]).endswith(":B01")
    assert (await folder.see(number)).json()["withholdings"] == []
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await connection.execute("UPDATE attachment_decision SET withheld = false")


async def test_a_file_that_nobody_has_looked_into_waits_for_its_decision(folder: Folder) -> None:
    number = await folder.citizen.decided()
    await folder.added(number, jpeg())

    early, strange = await decide(folder, number, 1, SEEN), await decide(folder, number, 2, SEEN)
    nobody = await decide(folder, "HB0000000000", 1, SEEN)

    assert [one["code"] for one in (early, strange, nobody)] == [
        "attachment_not_ready",
        "unknown_attachment",
        "unknown_petition",
    ]


async def test_an_officer_who_is_kept_away_from_a_petition_decides_on_none_of_its_files(folder: Folder) -> None:
    number = await folder.citizen.decided()
    await folder.added(number, jpeg())
    await folder.work()
    clerk = {**folder.citizen.procedure.clerk, **OFFICER}
    recused = await folder.citizen.api.post(
        f"/v1/petitions/{number}/recusals", json={"officer": "B01", "because": "系当事人亲属。"}, headers=clerk
    )
    assert recused.status_code < 300, recused.text

    assert (await decide(folder, number, 1, SEEN))["code"] == "officer_recused"
