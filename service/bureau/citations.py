"""How an article is written out in a letter: 信访工作条例 23(3) → 《信访工作条例》第二十三条第三款."""

import re

_DIGITS = "〇一二三四五六七八九"
_CITED = re.compile(
    r"^(?:(?P<law>\D+?)\s*)?(?P<article>\d{1,3})(?:\((?P<part>\d{1,2})\))?(?:\((?P<item>[一二三四五六七八九十]+)\))?$"
)
# 条例 31 is one sentence with six items (项); elsewhere the bracket counts paragraphs (款).
_OF_ITEMS = frozenset((("信访工作条例", "31"),))


def in_words(cited: str) -> str:
    """The articles written out, joined as they were; what is not in the usual form is left as it is."""
    law, written = "", []
    for part in cited.split("、"):
        found = _CITED.match(part.strip())
        if found is None:
            written.append(part.strip())
            continue
        name = found["law"] or law
        prefix = f"《{name}》" if name and name != law else ""
        law = name
        written.append(prefix + _article(name, found))
    return "、".join(written)


def numeral(number: int) -> str:
    """A number up to 999 as laws are counted: 二十三, 一百〇三."""
    if number >= 100:
        rest = number % 100
        tail = "" if not rest else ("〇" + numeral(rest) if rest < 10 else _tens(rest))
        return f"{_DIGITS[number // 100]}百{tail}"
    return numeral_below_hundred(number)


def numeral_below_hundred(number: int) -> str:
    """The same below a hundred: 十五, not 一十五."""
    written = _tens(number)
    return written[1:] if 10 <= number < 20 else written


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (f"{_DIGITS[tens]}十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def _article(law: str, found: re.Match[str]) -> str:
    text = f"第{numeral(int(found['article']))}条"
    if found["part"]:
        text += f"第{numeral(int(found['part']))}{'项' if (law, found['article']) in _OF_ITEMS else '款'}"
    return text + (f"第{found['item']}项" if found["item"] else "")
