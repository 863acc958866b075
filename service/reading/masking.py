"""Numbers that lead to a person are masked in free text: enough is left to tell two apart, and its length stays.

Identity cards and passports, mobile and fixed telephones, bank cards, vehicle plates, addresses of e-mail: what GB/T
35273 Annex A calls personal information and a stranger could find somebody by. As people write them: in full-width or
Chinese numerals, in groups, with the prefix of the country.
"""

import re
from collections.abc import Callable, Iterable
from itertools import chain

_GAP = r"[ \-—－·]?"
_CITIES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


_KINDS: dict[str, tuple[str, int, int]] = {  # what it looks like, how much of its beginning and of its end stays
    "identity": (rf"\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[0-9Xx]|\d{{15}}", 6, 1),
    "phone": (rf"(?:(?:\+|00)?86{_GAP})?1[3-9]\d(?:{_GAP}\d{{4}}{_GAP}|\d{_GAP}\d{{3}}{_GAP})\d{{4}}", 3, 4),
    "card": (rf"[3-9]\d{{3}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?", 4, 4),
    "line": (r"0\d{2,3}[-—－ )）]{0,2}\d{7,8}", 4, 2),
}
_NUMBER = re.compile(
    r"(?<!\d)(?:" + "|".join(f"(?P<{name}>{looks})" for name, (looks, *_) in _KINDS.items()) + r")(?!\d)"
)
_LETTERED = re.compile(
    rf"(?P<plate>[{_CITIES}][A-Z][·\-. ]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳])"
    r"|(?<![0-9A-Za-z])(?P<passport>[A-Z]{1,2}\d{7,8})(?![0-9A-Za-z])"
    r"|(?P<mail>[0-9A-Za-z._%+\-]+@[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)+)"
)
_WIDE = {ord("０") + digit: str(digit) for digit in range(10)} | {
    ord(wide) + letter: chr(ord(narrow) + letter) for wide, narrow in (("Ａ", "A"), ("ａ", "a")) for letter in range(26)
}
_CHINESE = dict(zip(map(ord, "〇零○一二三四五六七八九幺"), "0001234567891", strict=True))
_HASH = re.compile(r"[0-9a-f]{32,}")  # of a file or a record: it only looks as if it had numbers of people in it

Span = tuple[int, int]


def masked(text: str) -> str:
    """The text with each such number shown by its ends alone; its length stays, so that places in it do."""
    return starred(text, numbers(text))


def numbers(text: str) -> list[Span]:
    """Which characters of a text are to be starred since they are of such numbers."""
    if _HASH.fullmatch(text):
        return []
    narrow = text.translate(_WIDE)
    in_digits = [_middle(found) for found in _NUMBER.finditer(narrow)]
    # A second look, since a numeral before a number in digits would hide it: 张一13800001234.
    in_numerals = [_middle(found) for found in _NUMBER.finditer(narrow.translate(_CHINESE))]
    return [*in_digits, *in_numerals, *(_middle(found) for found in _LETTERED.finditer(narrow))]


def starred(text: str, spans: Iterable[Span]) -> str:
    """The text with these characters replaced by stars; blanks stay."""
    hidden = set(chain.from_iterable(range(*span) for span in spans))
    if not hidden:
        return text
    return "".join("*" if at in hidden and not sign.isspace() else sign for at, sign in enumerate(text))


def occurrences(of: str, keep: int = 0) -> Callable[[str], list[Span]]:
    """Finds where a text says this, blanks and hyphens between its signs or not; its first `keep` signs stay."""
    signs = [re.escape(sign) for sign in of.translate(_WIDE) if not sign.isspace() and sign not in "-—－"]
    if len(signs) <= keep:
        return lambda _: []
    first, rest = (r"[\s\-—－]*".join(part) for part in (signs[:keep], signs[keep:]))
    looks = re.compile(rf"{first}[\s\-—－]*({rest})" if keep else f"({rest})", re.IGNORECASE)
    return lambda text: [found.span(1) for found in looks.finditer(text.translate(_WIDE))]


def _middle(found: re.Match[str]) -> Span:
    head, tail = _ENDS[found.lastgroup or ""]
    start, end = found.span()
    return start + head, end - tail


_ENDS = {name: (head, tail) for name, (_, head, tail) in _KINDS.items()} | {
    "plate": (2, 2),
    "passport": (1, 2),
    "mail": (1, 4),
}
