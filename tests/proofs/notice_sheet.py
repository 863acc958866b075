"""Print every kind of notice, tell what each costs, and put all first pages on one picture.

`python -m tests.proofs.notice_sheet docs/notices.png` (needs the development packages)
"""

import statistics
import sys
import time
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont, ImageOps

from service.acknowledgements import press
from service.bureau.load import load
from service.rulebook.vocabulary import NoticeKind
from tests.acknowledgements.letters import letter

ROUNDS, COLUMNS, WIDTH, GAP = 7, 8, 300, 14
LONG = "\n".join("经调查核实，该单位少报工龄的情况属实，有人事档案和缴费记录为证。" * 9 for _ in range(18))


def main(target: Path) -> None:
    """The table on the screen, the picture in a file."""
    bureau = load()
    pictures: list[tuple[str, Image.Image]] = []
    press.pdf(letter(bureau), bureau.notices.stationery)  # fonts are read once
    for kind in NoticeKind:
        one, took = letter(bureau, kind), []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            content = press.pdf(one, bureau.notices.stationery)
            took.append((time.perf_counter() - begun) * 1000)
        pages = _pages(content)
        print(f"{kind:20}{statistics.median(took):7.1f} ms{len(content):8} bytes{len(pages):3} pages")
        pictures.append((bureau.labels.of(kind).zh, pages[0]))
        if kind is NoticeKind.OPINION:
            pictures.append((bureau.labels.of(kind).zh + "（末页）", pages[-1]))
    begun = time.perf_counter()
    content = press.pdf(letter(bureau, facts_and_reasons=LONG), bureau.notices.stationery)
    milliseconds = (time.perf_counter() - begun) * 1000
    print(f"{'a long opinion':20}{milliseconds:7.1f} ms{len(content):8} bytes{len(_pages(content)):3} pages")
    _sheet(pictures).quantize(64).save(target, optimize=True)
    print(f"{target}: {target.stat().st_size} bytes")


def _pages(content: bytes) -> list[Image.Image]:
    document = pdfium.PdfDocument(content)
    return [page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB") for page in document]


def _sheet(pictures: list[tuple[str, Image.Image]]) -> Image.Image:
    font = ImageFont.truetype(press.FONTS / "DroidSansFallbackFull.ttf", 17)
    rows = -(-len(pictures) // COLUMNS)
    height = pictures[0][1].height + 2
    cell = (WIDTH + 2 + GAP, height + GAP + 28)
    sheet = Image.new("RGB", (cell[0] * COLUMNS + GAP, cell[1] * rows + GAP), "#e9ecef")
    draw = ImageDraw.Draw(sheet)
    for nth, (name, page) in enumerate(pictures):
        x, y = GAP + nth % COLUMNS * cell[0], GAP + nth // COLUMNS * cell[1]
        sheet.paste(ImageOps.expand(page, 1, "#c3c9cf"), (x, y))
        draw.text((x + WIDTH // 2, y + height + 14), name, "#333", font, anchor="mm")
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]))
