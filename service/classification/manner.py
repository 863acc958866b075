"""How a petition is written, apart from its words: as questions, quoting others, and what it comes to at the end."""

import re
from collections.abc import Iterator

CLOSING = 90  # characters at the end of the facts in which people say what they want; with the signature
FEW_WORDS = 200  # characters; in a longer text questions are a way of complaining
MOSTLY, TWICE = 0.4, 2  # share of the sentences and number of questions from which on a text asks; one may reproach
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_ASKED = re.compile(r"[?？]|[吗呢]\s*[。；;\n]*$")
_QUOTED = re.compile(r"“[^“”]{0,40}”|\"[^\"]{0,40}\"|「[^「」]{0,40}」")


def forms(title: str, body: str) -> Iterator[str]:
    """`form:asks` where a short text is made of questions, `form:ends_asking` where its last sentence is one."""
    sentences = [one for one in _SENTENCE.findall(body) if not one.isspace()]
    if len(title) + len(body) <= FEW_WORDS and sum(map(_asks, sentences)) >= max(TWICE, MOSTLY * len(sentences)):
        yield "form:asks"
    if sentences and _asks(sentences[-1]):
        yield "form:ends_asking"


def _asks(sentence: str) -> bool:
    return _ASKED.search(sentence) is not None


def quoted(words: str) -> list[tuple[int, int]]:
    """Where others are quoted: 他们说“建议关机” proposes nothing."""
    return [found.span() for found in _QUOTED.finditer(words)]


def offered(words: str, start: int) -> bool:
    """Whether a 不 at this place only offers a choice: 还办不办 asks, it does not say 不办."""
    return words[start] == "不" and start > 0 and words[start - 1] == words[start + 1 : start + 2]
