"""A letter that was scanned before is shown to the desk as a doubt: it is not refused, and not registered silently."""

import io
import random

import asyncpg
import pytest
from PIL import Image

from service.attachments.know_again import known_again
from service.desk.kit import Desk
from service.reading.prints import prints_of
from service.register import attachments, petitions, scans
from service.register.scans import bands
from tests.letters.conftest import LetterDesk
from tests.letters.pages import BODY, on_form, page, scanned_again

OTHER = (
    "枫林雅苑小区自供暖以来室温只有十三度，换热站说管网老化，热力公司来人放了放气就走，至今没有人管，老人孩子都感冒了。"
    "请有关部门督促热力公司尽快检修换热站，并退还不达标期间的取暖费。"
)


async def looked_at(desk: Desk, number: str, *pages: bytes) -> None:
    """What the reader does with the pages of a letter beside reading them, which takes seconds a page."""
    async with desk.read() as tx:
        petition = await petitions.find(tx, number)
        assert petition is not None
        files = [one.attachment for one in await attachments.of(tx, petition.id)]
    drawn = [[{"prints": prints_of(Image.open(io.BytesIO(one)))}] for one in pages]
    doubts = await known_again(petition.id, list(zip(files, drawn, strict=True)), at=desk.now(), desk=desk)
    async with desk.begin() as tx:
        tx.write(*doubts)


async def handed_in(letters: LetterDesk, desk: Desk, key: str, *pages: bytes, again: bool = False) -> str:
    """A letter under this key that was looked at; its number."""
    number = await letters.handed_in(*pages, key=f"letter-{key}", barcode=None, register_again=again)
    await looked_at(desk, number, *pages)
    return number


async def test_the_same_letter_scanned_anew_is_registered_and_doubted(letters: LetterDesk, desk: Desk) -> None:
    chance = random.Random(2)
    first = await handed_in(letters, desk, "one", scanned_again(on_form(BODY), chance))
    other = await handed_in(letters, desk, "two", scanned_again(on_form(OTHER), chance))

    again = await handed_in(letters, desk, "three", scanned_again(on_form(BODY), chance, turned=True))

    (entry,) = (await letters.see("worklists/doubles"))["entries"]
    assert (entry["number"], entry["like"], entry["by"], entry["pages"]) == (again, first, "scan", 1)
    for number, beside in ((again, [first]), (first, [again]), (other, [])):
        assert [two["number"] for two in (await letters.see(f"letters/{number}"))["doubles"]] == beside


async def test_what_the_worker_reads_is_looked_for_as_well(letters: LetterDesk) -> None:
    chance = random.Random(5)
    first = await letters.handed_in(scanned_again(page(), chance), barcode=None)
    typed = {"facts": OTHER}  # a scan may come with its text: then it is looked into for accusations alone
    again = await letters.handed_in(scanned_again(page(), chance), key="letter-two", barcode=None, text=typed)

    await letters.work()

    (entry,) = (await letters.see("worklists/doubles"))["entries"]
    assert {entry["number"], entry["like"]} == {first, again}


async def test_one_enclosure_that_two_letters_share_makes_neither_the_other(letters: LetterDesk, desk: Desk) -> None:
    chance = random.Random(3)
    enclosed = [scanned_again(page(), chance) for _ in range(2)]
    own = [page(text) for text in (BODY * 2, OTHER, OTHER * 2, BODY * 3)]

    await handed_in(letters, desk, "one", own[0], own[1], enclosed[0])
    await handed_in(letters, desk, "two", own[2], own[3], enclosed[1])

    assert (await letters.see("worklists/doubles"))["entries"] == []


async def test_what_the_desk_registers_again_on_purpose_is_no_doubt(letters: LetterDesk, desk: Desk) -> None:
    content = page()
    await handed_in(letters, desk, "one", content)
    await handed_in(letters, desk, "two", content, again=True)

    assert (await letters.see("worklists/doubles"))["entries"] == []


async def test_a_doubt_is_settled_by_who_says_what_the_two_are(letters: LetterDesk) -> None:
    first = await letters.handed_in(text={"facts": BODY})
    again = await letters.handed_in(text={"facts": OTHER}, key="letter-two")
    (entry,) = (await letters.see("worklists/doubles"))["entries"]
    assert (entry["number"], entry["like"], entry["by"], entry["pages"]) == (again, first, "barcode", 0)

    decision = {"relation": "repeat", "decision": "rejected", "because": "条码录错，是两封信。"}
    answer = await letters.api.put(
        f"/v1/petitions/{again}/relations/{first}", json=decision, headers={**letters.clerk, "If-Match": '"0"'}
    )

    assert answer.status_code == 200, answer.text
    assert (await letters.see("worklists/doubles"))["entries"] == []
    assert [two["number"] for two in (await letters.see(f"letters/{again}"))["doubles"]] == [first]


async def test_a_letter_that_is_looked_at_once_more_is_doubted_once(letters: LetterDesk, desk: Desk) -> None:
    chance = random.Random(5)
    await handed_in(letters, desk, "one", scanned_again(page(), chance))
    content = scanned_again(page(), chance)
    again = await handed_in(letters, desk, "two", content)

    await looked_at(desk, again, content)

    assert len((await letters.see("worklists/doubles"))["entries"]) == 1


async def test_pages_are_found_by_their_bands_alone(connection: asyncpg.Connection) -> None:
    """The plan at any size: a bounded step into the index for each band, no scan of the register."""
    # Of an empty table the planner thinks any way as good as another.
    for way in ("seqscan", "bitmapscan", "sort"):
        await connection.execute(f"SET LOCAL enable_{way} = off")

    plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {scans.SHARING}", 1, bands(bytes(48))))

    assert "Backward using scan_band_pkey" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("table", ["scan_print", "letter_double"])
async def test_what_was_seen_of_scans_is_not_changed(connection: asyncpg.Connection, table: str) -> None:
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant of this test
