"""A scan goes in, a registered and classified petition comes out; what nobody can read goes to a person."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from service.delivery.claims import claim
from service.desk.kit import Desk
from service.register import petitions
from service.rulebook.vocabulary import JobKind
from tests.letters.conftest import LetterDesk
from tests.letters.pages import BODY, blank, page

TYPED = {"facts": BODY}


async def test_a_scan_is_registered_at_once_by_the_day_of_its_receipt(letters: LetterDesk) -> None:
    answer = await letters.hand_in(page())

    told = answer.json()
    assert answer.status_code == 201
    assert told["received_at"].startswith("2026-03-05T00:00:00")
    assert told["next"]["by"] == "2026-03-20"  # fifteen days after the receipt (条例 22(1)), not after the scan
    assert told["stage"] == "awaiting_clerk"
    assert len(told["classification"]["open_questions"]) == 5
    assert (await letters.see(f"letters/{told['number']}"))["state"] == "reading"


async def test_a_scan_is_read_and_classified_as_its_text_would_be(letters: LetterDesk) -> None:
    scanned = await letters.handed_in(page())
    typed = await letters.hand_in(key="letter-two", text=TYPED, barcode=None)

    await letters.work()

    shown, record = await letters.see(f"letters/{scanned}"), await letters.record(scanned)
    assert shown["state"] == "read"
    (text,) = shown["texts"]
    assert BODY in text["facts"].replace("\n", "")
    assert text["confidence"] > 0.9
    assert text["pages"][0]["lines"][0]["box"]
    made, like = record["classifications"][-1], typed.json()["classification"]
    assert [one["version"] for one in record["classifications"]] == [1, 2]
    assert [made[name]["answer"] for name in ("content_class", "organ", "purpose", "route")] == [
        like[name]["answer"] for name in ("content_class", "organ", "purpose", "route")
    ]
    assert record["channel"] == "letter"


async def test_what_it_says_of_its_sender_is_proposed_and_masked_and_the_desk_stands(letters: LetterDesk) -> None:
    number = await letters.handed_in(page())

    await letters.work()

    (text,) = (await letters.see(f"letters/{number}"))["texts"]
    assert text["proposed"] == {
        "sender": "王**",
        "address": "前进街道幸福小区3号楼",
        "phone": "138****1234",
        "date": "2026-03-05",
    }
    assert not text["facts"].startswith("尊敬的")
    assert "敬礼" not in text["facts"]
    record = await letters.record(number)
    assert "13800001234" not in str(record) + str(text)
    assert record["petitioner"] == "王**"


async def test_a_page_that_cannot_be_read_goes_to_the_desk_and_is_not_guessed(letters: LetterDesk) -> None:
    number = await letters.handed_in(page(), blank())

    await letters.work()

    (entry,) = (await letters.see("worklists/transcription"))["entries"]
    assert (entry["number"], entry["files"]) == (number, 2)
    record = await letters.record(number)
    assert len(record["classifications"]) == 1
    assert (await letters.see(f"letters/{number}"))["state"] == "to_transcribe"


async def test_a_transcript_stands_beside_what_the_machine_read(letters: LetterDesk) -> None:
    number = await letters.handed_in(blank())
    await letters.work()

    for _ in range(2):
        answer = await letters.api.put(f"/v1/letters/{number}/text", json=TYPED, headers=letters.headers)
        assert answer.status_code == 200, answer.text

    shown, record = await letters.see(f"letters/{number}"), await letters.record(number)
    assert [one["made_by"] == "machine" for one in shown["texts"]] == [True, False]
    assert shown["state"] == "transcribed"
    assert (await letters.see("worklists/transcription"))["entries"] == []
    assert record["facts"] == BODY
    assert [one["version"] for one in record["classifications"]] == [1, 2]


async def test_the_words_that_the_receipt_was_signed_for_stay(letters: LetterDesk, desk: Desk) -> None:
    number = await letters.handed_in(page())
    await letters.work()

    async with desk.read() as tx:
        now = await petitions.find(tx, number)
        assert now is not None
        then = (await petitions.as_registered(tx, [now.id]))[now.id]
    assert (then.facts, then.subject[:2]) == ("", "来信")
    assert "停车费" in now.facts


async def test_a_clerks_decision_is_not_undone_by_what_is_read_later(letters: LetterDesk) -> None:
    number = await letters.handed_in(page())
    record = await letters.record(number)
    made = record["classifications"][0]
    decision = {
        "purpose": "suggestion",
        "content_class": made["content_class"]["answer"],
        "division": "411202",
        "route": "study",
        "organ": "HB-ZJJ",
        "because": "看过扫描件。",
    }
    answer = await letters.api.put(
        f"/v1/petitions/{number}/classification",
        json=decision,
        headers={**letters.clerk, "If-Match": f'"{record["version"]}"'},
    )
    assert answer.status_code == 200, answer.text

    await letters.work()

    after = await letters.record(number)
    assert [one["made_by"] for one in after["classifications"]] == ["machine", "clerk"]
    assert "停车费" in after["facts"]


async def test_the_same_letter_is_registered_once_and_shown(letters: LetterDesk) -> None:
    content = page()
    first = await letters.hand_in(content)

    retry = await letters.hand_in(content)
    known = await letters.hand_in(content, key="another-key")
    other = await letters.hand_in(content, barcode="B2")
    again = await letters.hand_in(content, key="third-key", register_again=True)

    assert (retry.status_code, retry.content) == (201, first.content)
    assert retry.headers["Idempotency-Replayed"] == "true"
    assert (known.status_code, known.json()["code"]) == (409, "letter_known")
    assert first.json()["number"] in known.json()["title"]
    assert other.json()["code"] == "idempotency_key_reused"
    assert again.status_code == 201
    assert again.json()["number"] != first.json()["number"]


async def test_a_letter_is_acknowledged_whoever_wrote_it(letters: LetterDesk, connection: asyncpg.Connection) -> None:
    await letters.handed_in(page(), sender=None)
    await letters.handed_in(page("举报信\n" + BODY), key="letter-two", sender=None, anonymous=True)

    await letters.work()

    assert await connection.fetchval("SELECT count(*) FROM notice WHERE kind = 'receipt'") == 2
    assert await connection.fetchval("SELECT count(*) FROM job") == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "page_or_text_needed"),
        ({"text": TYPED, "received_on": "2026-03-07"}, "in_the_future"),
        ({"text": TYPED, "received_on": "2024-03-07"}, "received_too_long_ago"),
        ({"text": TYPED, "postmarked_on": "2026-03-06"}, "postmarked_later"),
        ({"text": TYPED, "anonymous": True}, "petitioner_not_allowed"),
        ({"text": TYPED, "postmark": "2026-03-01"}, "extra_forbidden"),
        ({"text": {"facts": " "}}, "nothing_written"),
    ],
)
async def test_what_the_desk_noted_must_be_possible(letters: LetterDesk, changes: dict[str, Any], code: str) -> None:
    answer = await letters.hand_in(**changes)

    assert answer.status_code in (409, 422), answer.text
    assert answer.json()["errors"][0]["code"] == code


async def test_a_film_is_no_page_and_a_bad_page_leaves_nothing(letters: LetterDesk, desk: Desk) -> None:
    film = b"\x00\x00\x00\x18ftypmp42" + bytes(64)

    answers = [await letters.hand_in(film), await letters.hand_in(page(), page()), await letters.hand_in(b"")]

    assert [one.json()["errors"][0]["code"] for one in answers] == ["not_a_page", "same_page_twice", "empty_file"]
    async with desk.read() as tx:
        assert await tx.value("SELECT count(*) FROM petition") == 0


async def test_a_letter_whose_worker_died_in_the_middle_is_read_by_the_next(letters: LetterDesk, desk: Desk) -> None:
    number = await letters.handed_in(page())
    dead = await claim(desk.begin, timedelta(0), slow=True)
    assert dead is not None
    assert dead.kind is JobKind.READ_LETTER

    await letters.work()

    assert (await letters.see(f"letters/{number}"))["state"] == "read"


async def test_receipts_do_not_wait_behind_scans(letters: LetterDesk, desk: Desk) -> None:
    await letters.handed_in(page())

    swift = await claim(desk.begin, timedelta(0))

    assert swift is not None
    assert swift.kind is JobKind.ACKNOWLEDGE
