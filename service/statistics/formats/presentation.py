"""What a request says about the showing alone, and not about the figures: pages, and the mark that Excel wants."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.rulebook.errors import UnknownParameter
from service.statistics.formats.forms import CSV, FORMS, Form
from service.statistics.question import PRESENTATION

LIMIT = 100_000  # cells of a page


@dataclass(frozen=True, slots=True)
class Presentation:
    """How to show an answer. `after` is the place behind which a page begins; `bom` marks a CSV as UTF-8 for Excel."""

    limit: int | None = None
    after: str | None = None
    bom: bool = False


def read(parameters: Sequence[tuple[str, str]], form: Form) -> tuple[Presentation, list[tuple[str, str]]]:
    """The presentation, and the parameters that are left for the question. Raises `UnknownParameter`."""
    given: dict[str, str] = {}
    for name, text in parameters:
        if name not in PRESENTATION:
            continue
        if name in given:
            raise UnknownParameter(name, text, f"{name} 一次 once")
        _check(name, text, form)
        given[name] = text
    shown = Presentation(
        limit=_limit(given["limit"]) if "limit" in given else None,
        after=given.get("after"),
        bom=_bom(given["bom"]) if "bom" in given else False,
    )
    return shown, [(name, text) for name, text in parameters if name not in PRESENTATION]


def _check(name: str, text: str, form: Form) -> None:
    allowed = [one for one in FORMS if (one is CSV if name == "bom" else one.in_pages)]
    if form not in allowed:
        suffixes = ", ".join(one.suffix for one in allowed)
        raise UnknownParameter(name, text, f"{name} 仅用于 only with {suffixes}")


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= LIMIT):
        raise UnknownParameter("limit", text, f"1 … {LIMIT}")
    return int(text)


def _bom(text: str) -> bool:
    if text not in ("true", "false"):
        raise UnknownParameter("bom", text, "true, false")
    return text == "true"
