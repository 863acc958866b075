"""Which of the two languages a caller reads (RFC 9110 §12.5.4). Chinese unless English is preferred."""

from typing import Literal

Language = Literal["zh", "en"]


def preferred(accept_language: str | None) -> Language:
    """The language to answer in; anything unreadable counts as no wish."""
    if not accept_language:
        return "zh"
    best: tuple[float, Language] = (0.0, "zh")
    for item in accept_language.split(","):
        tag, _, weight = item.partition(";")
        quality = _quality(weight)
        language = tag.strip().lower().split("-")[0]
        if language == "zh" and quality >= best[0] and quality > 0:
            best = (quality, "zh")
        elif language == "en" and quality > best[0]:
            best = (quality, "en")
    return best[1]


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
