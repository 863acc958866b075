"""Files are added to petitions: kept as they are and once, told by their content, refused with a reason."""

import asyncio
import hashlib
from pathlib import Path

import httpx
import pytest

from service.desk.file_names import safe_name
from service.desk.kit import Desk
from tests.attachments.conftest import Folder
from tests.attachments.samples import bad, docx, jpeg, pdf

GOOD = {
    "image/jpeg": jpeg(),
    "application/pdf": pdf(),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": docx("路面破损。"),
    "text/plain": "路面破损。".encode("gb18030"),
    "message/rfc822": "From: a@b.cn\nSubject: 路\n\n路面破损。\n".encode(),
}


@pytest.mark.parametrize("media", list(GOOD))
async def test_a_file_is_what_it_contains_whatever_it_is_called(folder: Folder, media: str) -> None:
    number = await folder.citizen.decided()

    told = await folder.added(number, GOOD[media], "路面.exe")

    assert told["media_type"] == media
    assert told["name"].startswith("路面.")
    assert told["name"] != "路面.exe"
    assert (told["size"], told["sha256"]) == (len(GOOD[media]), hashlib.sha256(GOOD[media]).hexdigest())
    assert (told["scanned"], told["state"]) == (False, "waiting")


@pytest.mark.parametrize(("name", "content", "because"), [pytest.param(*one, id=one[0]) for one in bad()])
async def test_a_bad_file_is_refused_with_its_reason_and_leaves_nothing(
    folder: Folder, tmp_path: Path, name: str, content: bytes, because: str
) -> None:
    number = await folder.citizen.decided()

    answer = await folder.add(number, content, name)

    assert answer.status_code == 422, answer.text
    assert [fault["code"] for fault in answer.json()["errors"]] == [because]
    assert kept(tmp_path) == []


async def test_the_history_has_it_and_no_clerk_decides_without_having_seen_it(folder: Folder) -> None:
    number = await folder.citizen.decided()
    version = await folder.citizen.procedure.version(number)

    told = await folder.added(number, jpeg())

    record = await folder.citizen.procedure.record(number)
    assert record["version"] == version + 1
    assert (record["events"][-1]["event"], record["events"][-1]["actor"]) == ("attached", "petitioner")
    assert record["events"][-1]["detail"]["sha256"] == told["sha256"]


async def test_the_same_file_again_is_the_same_attachment(folder: Folder, tmp_path: Path) -> None:
    number = await folder.citizen.decided()
    first = await folder.added(number, jpeg(), "a.jpg")

    again = await folder.added(number, jpeg(), "b.jpg")

    assert again == first
    assert len(kept(tmp_path)) == 1


async def test_a_file_lies_under_seal(folder: Folder, tmp_path: Path) -> None:
    content = "张三的身份证号码在此。".encode() * 30_000

    await folder.added(await folder.citizen.decided(), content[: 1 << 20], "张三.txt")

    (file,) = kept(tmp_path)
    assert "张三".encode() not in file.read_bytes()


async def test_limits_hold_per_file_and_per_petition(folder: Folder, tmp_path: Path) -> None:
    number = await folder.citizen.decided()
    for nth in range(5):
        await folder.added(number, f"第{nth}份".encode(), "a.txt")

    more = await folder.add(number, "又一份".encode(), "a.txt")
    large = await folder.add(number, b"x" * (1 << 20) + b"x", "a.txt")

    assert (more.status_code, more.json()["errors"][0]["code"]) == (409, "petition_files_full")
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    assert len(kept(tmp_path)) == 5


async def test_without_number_and_code_nothing_is_taken_in(folder: Folder, tmp_path: Path) -> None:
    number = await folder.citizen.decided()
    portal = folder.citizen.procedure.portal

    answers = [
        await folder.add(number, jpeg(), headers={**portal, "X-Query-Code": "AAAAA-BBBBB"}),
        await folder.add(number, jpeg(), headers=portal),
        await folder.add("HB0000000000", jpeg()),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "unknown_petition")}
    assert kept(tmp_path) == []


async def test_the_letter_desk_and_a_clerk_add_by_their_scope(folder: Folder) -> None:
    number = await folder.citizen.decided()

    answers = [
        await folder.add(number, jpeg(colour="red"), headers=folder.letter_desk),
        await folder.add(number, jpeg(colour="green"), headers=folder.citizen.procedure.clerk),
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert (await folder.citizen.procedure.record(number))["events"][-1]["actor"].startswith("client:")


async def test_what_is_no_whole_form_is_refused_and_leaves_nothing(folder: Folder, tmp_path: Path) -> None:
    number = await folder.citizen.decided()
    headers = {**folder.citizen.procedure.portal, "X-Query-Code": await folder.citizen.code()}
    begun = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + b"half" * 9_000
    form = {**headers, "Content-Type": "multipart/form-data; boundary=b"}

    async def said(body: bytes, headers: dict[str, str]) -> httpx.Response:
        return await folder.citizen.api.post(f"/v1/petitions/{number}/attachments", content=body, headers=headers)

    assert (await said(begun, form)).json()["code"] == "malformed_body"
    assert (await said(b"--x\r\nno form", form)).json()["code"] == "malformed_body"
    assert (await said(b"{}", {**headers, "Content-Type": "application/json"})).json()["code"] == "unsupported_content"
    assert (await said(b"--b--\r\n", form)).json()["errors"][0]["code"] == "one_file_needed"
    assert kept(tmp_path) == []


async def test_a_scanner_that_finds_something_keeps_it_out_and_one_that_is_silent_is_told_of(
    folder: Folder, desk: Desk, tmp_path: Path
) -> None:
    number = await folder.citizen.decided()
    received = bytearray()

    async def clamd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(len(b"zINSTREAM\0"))
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            received.extend(await reader.readexactly(length))
        writer.write(b"stream: Eicar FOUND\0" if b"EICAR" in received else b"stream: OK\0")
        writer.close()

    scanner = desk.files._scanner
    server = await asyncio.start_unix_server(clamd, tmp_path / "clamd")
    async with server:
        scanner._address = str(tmp_path / "clamd")
        clean = await folder.added(number, "路面破损。".encode(), "a.txt")
        found = await folder.add(number, b"EICAR", "b.txt")
    scanner._address = str(tmp_path / "nobody")
    silent = await folder.added(number, "又破损。".encode(), "c.txt")

    assert (clean["scanned"], silent["scanned"]) == (True, False)
    assert found.json()["errors"][0]["code"] == "infected"


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [
        (b"../../etc/passwd", "passwd.txt"),
        (b"C:\\temp\\a.doc", "a.txt"),
        (b"a\x00b.txt", "ab.txt"),
        ("照片\u202egpj.exe".encode(), "照片gpj.txt"),
        (b"\xff\xfe", "file.txt"),
        (b"...", "file.txt"),
        (b"", "file.txt"),
        (None, "file.txt"),
        (b"x" * 500, "x" * 120 + ".txt"),
    ],
)
def test_a_name_is_for_people_and_no_path(given: bytes | None, kept_as: str) -> None:
    assert safe_name(given, "txt") == kept_as


def kept(tmp_path: Path) -> list[Path]:
    """All that lies anywhere in the room and in the store."""
    return [one for one in (tmp_path / "files").rglob("*") if one.is_file()]
