"""Files are handed out to those they are for, safely, on record, and without where they were taken."""

import io

from PIL import Image

from service.auth.scopes import ORGAN
from service.desk.kit import Desk
from service.reading.pictures import READS_HEIC
from tests.attachments.conftest import Folder
from tests.attachments.samples import docx, heic, jpeg, pdf
from tests.conftest import admit


async def test_the_original_comes_back_byte_for_byte_and_as_nothing_but_a_file(folder: Folder) -> None:
    number = await folder.citizen.decided()
    content = jpeg(gps=True, size=(3000, 2000))
    await folder.added(number, content, "门口.jpg")

    answer = await folder.see(number, "/1/original")

    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%E9%97%A8%E5%8F%A3.jpg"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"


async def test_a_view_tells_neither_place_nor_device(folder: Folder) -> None:
    number = await folder.citizen.decided()
    await folder.added(number, jpeg(gps=True))
    assert (await folder.see(number, "/1/view")).status_code == 404

    await folder.work()

    (listed,) = (await folder.see(number)).json()["attachments"]
    assert (listed["state"], listed["view"], listed["thumbnail"], listed["pages"]) == ("ready", True, True, 1)
    for what in ("view", "thumbnail"):
        content = (await folder.see(number, f"/1/{what}")).content
        assert b"Spy Camera" not in content
        assert not Image.open(io.BytesIO(content)).getexif()
    assert max(Image.open(io.BytesIO(content)).size) == 320


async def test_a_photograph_of_a_telephone_is_shown_upright_as_one_that_any_browser_opens(folder: Folder) -> None:
    number = await folder.citizen.decided()
    told = await folder.added(number, heic(), "IMG_0001.HEIC")

    await folder.work()

    (listed,) = (await folder.see(number)).json()["attachments"]
    assert told["media_type"] == "image/heic"
    if not READS_HEIC:  # without the extra `ocr` it is kept as it is, and said to be unseen
        assert (listed["state"], listed["doubt"]) == ("doubtful", "no_reader_installed")
        return
    content = (await folder.see(number, "/1/view")).content
    assert Image.open(io.BytesIO(content)).size == (64, 96)
    assert b"Spy Camera" not in content


async def test_what_a_worker_cannot_open_is_doubtful_and_stays_as_it_is(folder: Folder) -> None:
    number = await folder.citizen.decided()
    broken = pdf().replace(b"/Pages", b"/Nages").replace(b"/Page", b"/Nage")
    await folder.added(number, broken, "a.pdf")
    await folder.added(number, jpeg()[:-200], "b.jpg")

    await folder.work()

    listed = (await folder.see(number)).json()["attachments"]
    assert [one["state"] for one in listed] == ["doubtful", "doubtful"]
    assert all(one["doubt"] for one in listed)
    assert (await folder.see(number, "/1/original")).content == broken


async def test_every_file_that_is_handed_out_is_on_record_for_the_bureau(folder: Folder) -> None:
    number = await folder.citizen.decided()
    await folder.added(number, jpeg())
    clerk = folder.citizen.procedure.clerk

    await folder.see(number, "/1/original")
    await folder.see(number, "/1/original", clerk)
    told, own = await folder.see(number, "", clerk), await folder.see(number)

    readings = told.json()["readings"]
    assert [(one["attachment"], one["what"]) for one in readings] == [(1, "original")] * 2
    assert readings[0]["reader"].startswith("petitioner via client:")
    assert readings[1]["reader"].startswith("client:")
    assert own.json()["readings"] == []


async def test_an_organ_sees_the_files_of_its_own_matter_once_they_were_looked_into(folder: Folder, desk: Desk) -> None:
    matter = await folder.citizen.procedure.accepted(folder.citizen.body)
    number = matter.removesuffix("-1")
    await folder.added(number, docx("道路积水，请予以修复。"), "a.docx")
    await folder.added(number, docx("区人社局副局长收受用人单位贿赂，故意少算工龄，请纪委查处。"), "b.docx")
    own = await admit(desk, "rsj", ORGAN, "HB-RSJ")
    other = await admit(desk, "zjj", ORGAN, "HB-ZJJ")
    before = await folder.see(number, "", own)

    await folder.work()

    assert before.json()["attachments"] == []
    assert [one["attachment"] for one in (await folder.see(number, "", own)).json()["attachments"]] == [1]
    assert (await folder.see(number, "/1/original", own)).status_code == 200
    assert (await folder.see(number, "/2/original", own)).json()["code"] == "unknown_attachment"
    assert (await folder.see(number, "", other)).json()["code"] == "unknown_petition"


async def test_an_organ_that_turns_out_to_be_accused_sees_no_file_any_more(folder: Folder, desk: Desk) -> None:
    matter = await folder.citizen.procedure.accepted(folder.citizen.body)
    number = matter.removesuffix("-1")
    await folder.added(number, docx("道路积水，请予以修复。"), "a.docx")
    await folder.work()
    own = await admit(desk, "rsj", ORGAN, "HB-RSJ")
    assert (await folder.see(number, "/1/original", own)).status_code == 200

    await folder.citizen.correct(number, accused=["HB-RSJ"], organ="HB-ZJJ")

    assert (await folder.see(number, "/1/original", own)).json()["code"] == "unknown_petition"
