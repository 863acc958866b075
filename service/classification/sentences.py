"""The sentences of a petition, and which of them open a new part: pure reading of punctuation and of counting words.

People count their matters (一、 ② 第二件 问题二) or add one (另外 还想反映). That says that a part begins, not yet
that it is a matter of its own, which `claims.py` decides.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from service.rulebook.jurisdiction import Span
from service.rulebook.vocabulary import TextField

BODY = (TextField.REQUEST, TextField.FACTS)
# Behind a full stop or line break, and before an item that is counted in the middle of a line
_END = re.compile(
    r"[。！？!?；;\n]+[”’」』\"]*"
    r"|(?<=[:：,，。；;！!？?、\s”）)])(?=[①-⑳])"
    r"|(?<=[:：，,])(?=[(（]?(?:[1-9一二三四五][、.．)）]|[1-9](?=[\u4e00-\u9fff])|[一二三四]是|第[一二三四][,，个件]))"
)
_NUMBERED = re.compile(
    r"\s*[(（]?(?:[①-⑳]|[一二三四五六七八九十]{1,2}(?=[、.．)）])|\d{1,2}(?=[、)）]|[.．](?!\d)|[\u4e00-\u9fff])"
    r"|第[一二三四五六七八九](?=[,，、:：点个件条项是])|其[一二三四](?=[,，、:：是])|[一二三四五](?=是)"
    r"|问题[一二三四](?=[:：,，、])|头一[件个桩]|[一二三]件(?=是)|另一件|首先|其次)"
)
# 3月, 4号楼 and the like open a sentence without counting matters
_MEASURED = re.compile(r"\s*\d{1,2}[年月日号点时分楼栋单元个户人万块天岁米次名层期组队度路家多几]")
_MORE = "另外|此外|除此之外|除此以外|再就是|还想再?(?:反映|说|问)|还要再?反映|顺便|另[,，]"
_AND = "还有(?!的|人|些|几|很多|多少|没有|[两三四五六七八九十])|再者|再一个|再有|同时(?=[,，也还请希反要])"
_ADDED = re.compile(rf"\s*(?:{_MORE})")
_CONTINUED = re.compile(rf"\s*(?:{_AND})")
_WORD = re.compile(f"{_MORE}|{_AND}")
_ADDS = re.compile(rf"(?:^|[。！？!?；;\n])\s*(?:{_MORE})|(?:^|\n)\s*(?:{_AND})")
# The petitioner says that there are two matters or more
_ANNOUNCED = re.compile(
    r"[两二三四2-4][件桩个样项][^,。，；;]{0,3}?(?:事|问题|诉求|请求)|[两二三]个[^,。，；;]{0,2}(?:糟心|烦心|窝心|麻烦)"
    r"|头一[件桩]|第[一二][件桩]|第[一二]个(?:问题|事|诉求|请)|另一[件桩]事|另一个问题|还有一?[件桩]事"
    r"|(?:还|再|顺便|一并|另外)(?:想|要)?再?(?:反映|说|问)(?:一下|一个|一件|另)"
)
_TITLE_JOINS = re.compile(r"[、，,;；。！!?？\s]+|还有|以及|和|及|与|并且|又|还")


class Opening(Enum):
    """How a sentence begins."""

    PLAIN = "plain"
    NUMBERED = "numbered"  # an item of a list
    ADDED = "added"  # one more matter
    CONTINUED = "continued"  # one more matter, or one more thing about the same


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or an item of a list that stands in one."""

    span: Span
    opening: Opening
    ends_paragraph: bool


def title_parts(title: str) -> list[Sentence]:
    """What the title joins by comma or conjunction: a petition on two matters often names both in its title."""
    cuts = [0, *(end for found in _TITLE_JOINS.finditer(title) for end in found.span()), len(title)]
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    return [
        Sentence(Span(TextField.SUBJECT, start, end), Opening.PLAIN, ends_paragraph=True)
        for start, end in pairs
        if end > start
    ]


def sentences(texts: Mapping[TextField, str]) -> list[Sentence]:
    """The sentences of request and facts, as the petitioner wrote them, in this order."""
    return [
        Sentence(Span(field, start, end), _opening(texts[field], start), texts[field][start:end].endswith("\n"))
        for field in BODY
        for start, end in _cut(texts[field])
    ]


def announced(text: str) -> bool:
    """Whether the petitioner says that there is more than one matter (两件事, 第二个问题, 还想反映一个)."""
    return _ANNOUNCED.search(text) is not None


def adds(text: str) -> bool:
    """Whether some sentence adds a matter (另外, 此外, 顺便): asked before a text is cut, since few do."""
    return _WORD.search(text) is not None and _ADDS.search(text) is not None


def _cut(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(text):
        if found.end() > start and not text[start : found.end()].isspace():
            yield start, found.end()
            start = found.end()
    if text[start:].strip():
        yield start, len(text)


def _opening(text: str, start: int) -> Opening:
    if _ADDED.match(text, start):
        return Opening.ADDED
    if _CONTINUED.match(text, start):
        return Opening.ADDED if _opens_paragraph(text, start) else Opening.CONTINUED
    if _NUMBERED.match(text, start) and not _MEASURED.match(text, start):
        return Opening.NUMBERED
    return Opening.PLAIN


def _opens_paragraph(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \u3000")
    return not before or before.endswith("\n")
