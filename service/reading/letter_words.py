"""A letter taken apart: salutation and closing cut off, and what it says of its sender proposed, never decided."""

import re
from dataclasses import dataclass, field

from stdnum.cn import ric

LONGEST_SUBJECT = 60
_SALUTED = re.compile(r"(领导|同志|局长|书记|区长|市长|县长|主任|信访局|信访办|政府|纪委|部门|青天|你们好|您好|负责人)")
_OPENING = re.compile(
    r"^[^。！？；]{1,40}[:：]$|^(尊敬的|敬爱的|致)[^。！？；]{1,40}[:：,，]?$|^(你们|您|你)?好[!！。,，]?$"
)
_CLOSING = re.compile(
    r"^\s*(此\s*致|敬\s*礼|致礼|顺颂|祝\S{0,12}|恳请领导.{0,12}为盼|望回复|特此反映)\s*[!！。.]?\s*(敬\s*礼)?[!！。.]?\s*$"
)
_DATE = re.compile(
    r"(?:(\d{4})|([〇零一二三四五六七八九○]{4}))\s*年\s*(元|\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*"
    r"(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]"
)
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{2,3}[-—－ ]?\d{7,8})(?!\d)")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{17}[0-9Xx]|\d{15})(?![0-9A-Za-z])")
_NAMED = re.compile(
    r"(?:信访人|反映人|举报人|申诉人|投诉人|写信人|来信人|联系人|署名|姓名)\s*[:：]\s*([\u4e00-\u9fff·]{2,8}?)(?=[\s，,。；;（(]|电话|手机|$)"
)
_LIVES = re.compile(r"(?:住址|地址|现住|家住|住在|户籍地)\s*[:：]?\s*([^\s，,。；;]{5,60})")
_NAME = re.compile(r"^[\u4e00-\u9fff·]{2,5}$")
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What a letter says, and what it seems to say of its sender."""

    subject: str
    body: str
    proposed: dict[str, str] = field(default_factory=dict)


def taken_apart(text: str) -> LetterWords:
    """The letter of a text, one paragraph a line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    proposed = _said_of_sender(text)
    start, end = _start(lines), _end(lines)
    signature = lines[end:]
    if "sender" not in proposed and (name := _signed(signature)):
        proposed["sender"] = name
    if date := _date("\n".join(signature) or (lines[-1] if lines else "")):
        proposed["date"] = date
    title, body = _titled(lines[start:end], lines[:start])
    return LetterWords(title or _first_words(body), "\n".join(body) or text.strip(), proposed)


def _start(lines: list[str]) -> int:
    """Where the salutation is over; it stands among the first lines or not at all."""
    found = 0
    for index, line in enumerate(lines[:4]):
        opening = _OPENING.match(line)
        if opening and (_SALUTED.search(line) or index == found):
            found = index + 1
    return found if found < len(lines) else 0


def _end(lines: list[str]) -> int:
    for index in range(len(lines) - 1, max(-1, len(lines) - 12), -1):
        if _CLOSING.match(lines[index]):
            while index > 0 and _CLOSING.match(lines[index - 1]):
                index -= 1
            return index
    last = len(lines)
    while last > 1 and len(lines) - last < 3 and (_NAME.match(lines[last - 1]) or _DATE.fullmatch(lines[last - 1])):
        last -= 1
    return last


def _titled(body: list[str], before: list[str]) -> tuple[str, list[str]]:
    """The letter's own title: a short first line without an end, above the salutation or above the rest."""
    if len(before) > 1 and not _SALUTED.search(before[0]) and not before[0].endswith(("：", ":")):
        return before[0][:LONGEST_SUBJECT], body
    if len(body) > 1 and len(body[0]) <= 40 and not re.search(r"[。！？；，：:]", body[0]):
        return body[0][:LONGEST_SUBJECT], body[1:]
    return "", body


def _first_words(body: list[str]) -> str:
    first = body[0] if body else ""
    cut = re.split(r"[。！？；]", first)[0]
    return cut[:LONGEST_SUBJECT]


def _said_of_sender(text: str) -> dict[str, str]:
    proposed = {}
    for name, pattern in (("sender", _NAMED), ("address", _LIVES), ("phone", _PHONE)):
        if found := pattern.search(text):
            proposed[name] = found[1].strip()
    if found := next((one for one in _IDENTITY.finditer(text) if ric.is_valid(one[1].upper())), None):
        proposed["identity_number"] = found[1].upper()
    return proposed


def _signed(lines: list[str]) -> str | None:
    for line in lines:
        bare = re.sub(r"[\s:：。，]", "", _DATE.sub("", line))
        if _NAME.match(bare) and not _CLOSING.match(line):
            return bare
    return None


def _date(text: str) -> str | None:
    found = list(_DATE.finditer(text))
    if not found:
        return None
    digits, written, month, day = found[-1].groups()
    year = int(digits) if digits else int("".join(str(_DIGITS[sign]) for sign in written))
    months, days = _number("一" if month == "元" else month), _number(day)
    return f"{year:04d}-{months:02d}-{days:02d}" if 1 <= months <= 12 and 1 <= days <= 31 else None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "十" not in text:
        return _DIGITS.get(text, 0)
    tens, _, ones = text.partition("十")
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
