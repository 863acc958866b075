"""Make the fonts of the notices from Debian's packages: `python -m tests.proofs.make_fonts`.

Needs fonttools, and the unpacked packages fonts-noto-cjk, fonts-droid-fallback and unicode-data (all in Debian main):

    apt-get download fonts-noto-cjk fonts-droid-fallback unicode-data
    for package in *.deb; do dpkg -x "$package" unpacked; done
    python -m tests.proofs.make_fonts unpacked

The text face is Noto Serif CJK SC (OFL 1.1, which allows subsets to be shipped), cut down to GB 2312 and to the 8105
characters of 通用规范汉字表 (kTGH of Unihan), in which every name registered today should be written. What older names
have beyond that comes from Droid Sans Fallback (Apache-2.0), which has all of GB 18030's 27 484 characters of level 2.
"""

import bz2
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[2] / "service" / "acknowledgements" / "fonts"
NOTO, SC = "usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2
DROID = "usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"
UNIHAN = "usr/share/unicode/Unihan_OtherMappings.txt.bz2"


def gb2312() -> set[int]:
    """Everything GB 2312 has: 6763 characters, and the signs."""
    found = set(range(0x20, 0x7F))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def standard(unihan: Path) -> set[int]:
    """The characters of 通用规范汉字表 (2013)."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        return {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}


SIGNS = "龘龖龗靐齉·—–…‘’“”′″※№℃×÷±§〇〔〕〈〉《》「」『』【】〖〗￥¥©\u00a0\u3000①②③④⑤⑥⑦⑧⑨⑩"


def main(unpacked: Path) -> None:
    """Write both fonts."""
    wanted = gb2312() | standard(unpacked / UNIHAN) | {ord(sign) for sign in SIGNS}
    options = subset.Options()
    # Vertical forms and the like of a text that only runs across cost a third of the file.
    options.layout_features = ["kern", "palt", "halt", "calt", "locl"]
    options.hinting, options.desubroutinize, options.notdef_outline = False, False, True
    options.name_IDs, options.recalc_timestamp = ["*"], False
    font = TTFont(unpacked / NOTO, fontNumber=SC)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.save(FONTS / "NotoSerifCJKsc-Regular.otf")
    (FONTS / "DroidSansFallbackFull.ttf").write_bytes((unpacked / DROID).read_bytes())
    (FONTS / "characters.txt").write_text(ranges(covered()), encoding="ascii")


def covered() -> set[int]:
    """The characters that the shipped fonts have."""
    found: set[int] = set()
    for path in FONTS.glob("*.[ot]tf"):
        with TTFont(path, lazy=True) as font:
            found |= font.getBestCmap().keys()
    return found


def ranges(codes: set[int]) -> str:
    """Codes as lines `first-last`, so that the service needs no font library to know them."""
    lines: list[list[int]] = []
    for code in sorted(codes):
        if lines and lines[-1][1] == code - 1:
            lines[-1][1] = code
        else:
            lines.append([code, code])
    return "".join(f"{first:X}-{last:X}\n" for first, last in lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
