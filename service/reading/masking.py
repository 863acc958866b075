"""Numbers of people in free text are masked: identity cards, telephones. Enough is left to tell two apart."""

import re

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:(?P<identity>\d{17}[0-9Xx]|\d{15})|(?P<phone>1[3-9]\d{9})"
    r"|(?P<line>0\d{2,3}[-—－ ]?\d{7,8}))(?![0-9A-Za-z])"
)


def masked(text: str) -> str:
    """The text with each such number shown by its ends alone; its length stays, so that places in it do."""
    return _NUMBER.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    number = found[0]
    head, tail = (6, 1) if found["identity"] else (3, 4) if found["phone"] else (4, 2)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]
