"""Prints a letter as PDF (typst): once, the same bytes every time, with fonts of its own and no other."""

import io
import unicodedata
from functools import cache
from pathlib import Path

import orjson
import segno
import typst

from service.acknowledgements.letter import Letter
from service.bureau.notices import Stationery

_HERE = Path(__file__).parent
FONTS, TEMPLATE = _HERE / "fonts", _HERE / "letters" / "letter.typ"
_BLANKS = "\n\t "


def pdf(letter: Letter, paper: Stationery) -> bytes:
    """The letter as PDF/A-2a and PDF/UA-1: archival, and read aloud as it is seen.

    Takes some 20 ms of a processor: for a thread of the worker, not for a request. Equal letters give equal bytes:
    nothing is in the file but the letter, the fonts, the seal and the moment of issue.
    """
    inputs = {"letter": orjson.dumps(_printable(letter, paper)).decode()}
    root = paper.seal.parent if paper.seal else FONTS
    compiler = typst.Compiler(TEMPLATE.read_bytes(), root=str(root), font_paths=_fonts(), sys_inputs=inputs)
    made = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(letter.issued_at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("typst answers with the file")
    return made


def covered(text: str) -> bool:
    """Whether the fonts have every character of a text."""
    return all(ord(character) in _characters() or character in _BLANKS for character in text)


def printed(text: str) -> str:
    """A text as it can be printed: what no font has is named by its code, 〔U+2B740〕, and never a silent box.

    Signs that show nothing (variation selectors, joiners, control characters) are left out.
    """
    return "".join(_shown(character) for character in unicodedata.normalize("NFC", text))


def _shown(character: str) -> str:
    if ord(character) in _characters() or character in _BLANKS:
        return character
    if unicodedata.category(character) in ("Cc", "Cf") or unicodedata.name(character, "").startswith("VARIATION SEL"):
        return ""
    return f"〔U+{ord(character):04X}〕"


def _printable(letter: Letter, paper: Stationery) -> dict[str, object]:
    said = {
        "title": letter.title,
        "number": letter.document_number,
        "salutation": letter.salutation,
        "issuer": letter.issuer,
        "date": letter.date,
        "head": letter.issuer,
        "verification": letter.verification,
        "url": letter.url,
        "serial": letter.serial,
    }
    parts = [{"heading": part.heading, "text": printed(part.text)} for part in letter.parts]
    whole = "".join((*said.values(), *(part.text for part in letter.parts)))
    return {
        **{name: printed(text) for name, text in said.items()},
        "parts": parts,
        "red_head": paper.red_head,
        "seal": f"/{paper.seal.name}" if paper.seal and letter.by_bureau else None,
        "missing": paper.missing if printed(whole) != unicodedata.normalize("NFC", whole) else "",
        "qr": _qr(letter.url),
    }


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", border=0, scale=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _characters() -> frozenset[int]:
    ranges = (line.split("-") for line in (FONTS / "characters.txt").read_text(encoding="ascii").split())
    return frozenset(code for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1))
