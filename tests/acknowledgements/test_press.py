"""What is printed: every character has its glyph, the text can be read out of the file, long opinions flow."""

import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from service.acknowledgements import press
from service.bureau.load import Bureau
from service.rulebook.vocabulary import NoticeKind

from .letters import RARE, letter

MM = 72 / 25.4


@contextmanager
def opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(content)
    yield document
    document.close()


def read(content: bytes) -> list[str]:
    """The text of each page."""
    with opened(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def plain(text: str) -> str:
    """A text without what a page puts between its characters: blanks at a line's end, space around Latin letters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("kind", NoticeKind)
def test_all_that_is_said_can_be_searched_and_copied(bureau: Bureau, kind: NoticeKind) -> None:
    one = letter(bureau, kind)

    pages = read(press.pdf(one, bureau.notices.stationery))

    got = re.sub(r"—\d+—", "", plain("".join(pages)))
    for said in (one.title, one.document_number, one.salutation, *(part.text for part in one.parts), one.issuer):
        assert plain(said) in got
    assert one.serial in got
    assert "{" not in one.text, "no placeholder is left"


@pytest.mark.parametrize("name", [RARE, "欧阳喆堃", "买买提·吐尔逊", "赟翀犇骉"])
def test_a_rare_name_is_printed_character_by_character(bureau: Bureau, name: str) -> None:
    assert press.covered(name)
    (page, *_) = read(press.pdf(letter(bureau, NoticeKind.RECEIPT, petitioner=name), bureau.notices.stationery))

    assert name in plain(page)


def test_what_no_font_has_is_named_and_noted_never_a_box(bureau: Bureau) -> None:
    name = "王\U0002b740\U0001f600"
    assert not press.covered(name)
    one = letter(bureau, NoticeKind.RECEIPT, petitioner=name)

    page = plain(read(press.pdf(one, bureau.notices.stationery))[0])

    assert "王〔U+2B740〕〔U+1F600〕" in page
    assert plain("字库未收录的字") in page
    assert name in one.text, "on screen it is itself"


def test_signs_that_show_nothing_leave_nothing() -> None:
    assert press.printed("葛\ufe00\U000e0100城\u200d\x07") == "葛城"


def test_the_list_of_characters_is_that_of_the_fonts() -> None:
    found: set[int] = set()
    for path in press.FONTS.glob("*.[ot]tf"):
        with TTFont(path, lazy=True) as font:
            found |= font.getBestCmap().keys()
    listed = {
        code
        for line in (press.FONTS / "characters.txt").read_text().split()
        for code in range(int(line.split("-")[0], 16), int(line.split("-")[1], 16) + 1)
    }

    assert listed == found
    assert set(map(ord, "龘㛃𠅤喆〇〔〕「」①—…·")) <= found
    gb2312 = bytes(byte for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) for byte in (row, cell))
    assert {ord(sign) for sign in gb2312.decode("gb2312", "ignore")} <= found


def test_every_glyph_of_a_page_is_in_an_embedded_font(bureau: Bureau) -> None:
    content = press.pdf(letter(bureau), bureau.notices.stationery)
    with opened(content) as document:
        fonts = {
            item.get_font().get_family_name()
            for page in document
            for item in page.get_objects()
            if item.type == pdfium.raw.FPDF_PAGEOBJ_TEXT
        }

    assert fonts == {"NotoSerifCJKjp-Regular", "Droid Sans Fallback"}, "the first is what all Noto CJK call themselves"
    assert b"/FontFile2" in content
    assert b"/FontFile3" in content


def test_ten_pages_of_opinion_flow(bureau: Bureau) -> None:
    sentence = "经调查核实，该单位少报工龄的情况属实，有人事档案和缴费记录为证。"
    long = "\n".join(sentence * 9 for _ in range(18))
    one = letter(bureau, facts_and_reasons=long)

    pages = read(press.pdf(one, bureau.notices.stationery))

    assert len(pages) >= 10
    assert all(f"— {nth} —" in page for nth, page in enumerate(pages, 1))
    body = plain("".join(re.sub(r"— \d+ —", "", page) for page in pages))
    assert body.count(plain(sentence)) == 18 * 9, "no line is lost between two pages"
    assert plain(one.issuer) in plain(pages[-1])
    assert one.serial in plain(pages[-1])


def test_it_is_an_official_letter_in_its_measures(bureau: Bureau) -> None:
    """GB/T 9704-2012: A4, 37 mm above, 28 mm left; 28 characters a line, 22 lines a page."""
    line = "一二三四五六七八九十" * 60
    with opened(press.pdf(letter(bureau, facts_and_reasons=line), bureau.notices.stationery)) as document:
        page = document[1]
        assert [round(side / MM) for side in page.get_size()] == [210, 297]
        text = page.get_textpage()
        lines = [one for one in text.get_text_range().splitlines() if one.startswith(tuple("一二三四五六七八九十"))]
        assert {len(one) for one in lines[:10]} == {28}
        box = text.get_charbox(0)
        assert box[0] / MM == pytest.approx(28, abs=1)
        assert 37 <= 297 - box[3] / MM <= 40, "the stroke of 一 stands in the middle of its line"


def test_it_says_what_it_is_to_a_screen_reader(bureau: Bureau) -> None:
    content = press.pdf(letter(bureau), bureau.notices.stationery)

    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid:part", b"pdfaid:conformance"):
        assert mark in content
    assert b"<pdfaid:conformance>A<" in content


def test_the_same_letter_is_printed_to_the_same_bytes(bureau: Bureau) -> None:
    one = letter(bureau)

    assert press.pdf(one, bureau.notices.stationery) == press.pdf(one, bureau.notices.stationery)


def test_nothing_of_a_petition_is_markup(bureau: Bureau) -> None:
    written = '#panic("x") $x$ *粗* `码` \\ = 标题 #include "/etc/passwd" <b>'
    page = plain("".join(read(press.pdf(letter(bureau, request=written), bureau.notices.stationery))))

    assert plain(written) in page


def test_a_seal_is_put_over_the_date_of_the_bureaus_own_letters(
    bureau: Bureau, tmp_path_factory: pytest.TempPathFactory
) -> None:
    seal = tmp_path_factory.mktemp("bureau") / "seal.png"
    Image.new("RGBA", (420, 420), (215, 0, 15, 90)).save(seal)
    paper = replace(bureau.notices.stationery, seal=seal)

    own = press.pdf(letter(bureau, NoticeKind.RECEIPT), paper)
    of_organ = press.pdf(letter(bureau, NoticeKind.OPINION), paper)

    def red(content: bytes) -> int:
        with opened(content) as document:
            shown = document[len(document) - 1].render(scale=0.5).to_pil().convert("RGB")
        pixels = shown.crop((0, 150, *shown.size)).tobytes()
        return sum(1 for r, g in zip(pixels[::3], pixels[1::3], strict=True) if r > 200 and g < 190)

    assert red(own) > 1000
    assert red(of_organ) < 50
    assert io.BytesIO(own).read(5) == b"%PDF-"
