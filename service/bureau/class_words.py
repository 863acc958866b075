"""The words that speak for a class of the content list: those of its own names, and everyday words for the same things.

The list's names are an office's words (城市公共设施); people write 路灯. `class_words.csv` holds what people write.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.bureau.content_classes import ContentClass, ContentClasses, level1_of
from service.bureau.tables import Row, rows

COLUMNS = ("code", "words")
SHORTEST = 2
JOINTS = re.compile("[、和与及或的“”]")
# What ends half the names of the list and tells none from another
ENDINGS = (
    *("管理", "监管", "监督", "工作", "问题", "政策", "服务", "建设", "事业", "发展", "规划", "纠纷", "制度", "执法"),
    *("待遇", "权益", "保护", "事务", "处理", "发放", "调整", "使用", "开发", "市场", "行业", "改革", "登记", "人员"),
)
LENGTHS = {2: 0.7, 3: 1.0}  # a longer word is rarer and means one thing
LONG = 1.3


@dataclass(frozen=True, slots=True)
class ClassWords:
    """For each word the classes of level 2 and 3 it stands for, and how much it says for each.

    A word that several classes of one level-1 class share says as many times less for each of them.
    """

    by_word: Mapping[str, tuple[tuple[str, float], ...]]


def load(path: Path, classes: ContentClasses) -> ClassWords:
    """Read the everyday words and add those of the names; every class exists and lists no word twice."""
    found: dict[str, set[str]] = {}
    for one in classes:
        for word in words_of(one):
            found.setdefault(word, set()).add(one.code)
    listed: set[str] = set()
    for row in rows(path, COLUMNS):
        code = _code(row, classes, listed)
        for word in _words(row):
            found.setdefault(word, set()).add(code)
    return ClassWords({word: _weighed(word, codes) for word, codes in found.items()})


def words_of(one: ContentClass) -> Iterator[str]:
    """The words in the name of a class of level 2 or 3: its parts, and what is left of each without a common ending."""
    if one.level == 1 or one.name == "其他":
        return
    for name in filter(None, (one.name, one.modern_name)):
        for part in JOINTS.split(name):
            stem = _stem(part)
            if len(part) >= SHORTEST and part not in ENDINGS:
                yield part
            if stem != part and len(stem) >= SHORTEST and stem not in ENDINGS:
                yield stem


def _stem(part: str) -> str:
    for ending in ENDINGS:
        if part.endswith(ending) and len(part) - len(ending) >= SHORTEST:
            return part.removesuffix(ending)
    return part


def _weighed(word: str, codes: set[str]) -> tuple[tuple[str, float], ...]:
    full = LENGTHS.get(len(word), LONG)
    sharing = {code: sum(level1_of(other) == level1_of(code) for other in codes) for code in codes}
    return tuple((code, full / sharing[code]) for code in sorted(codes))


def _code(row: Row, classes: ContentClasses, listed: set[str]) -> str:
    code = row.text("code")
    if code not in classes or classes.by_code[code].level == 1:
        raise row.broken("code", "a code of level 2 or 3 in content_classes.csv")
    if code in listed:
        raise row.broken("code", "a code that no earlier line has")
    listed.add(code)
    return code


def _words(row: Row) -> list[str]:
    words = row.text("words").split("|")
    for word in words:
        if len(word) < SHORTEST or word != word.strip().lower() or words.count(word) > 1:
            raise row.broken("words", f"words of {SHORTEST} small letters or more between bars, each once")
    return words
