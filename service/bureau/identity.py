"""Who the bureau is: its division, its names, the prefix of its numbers, its superior, when it trusts the machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from service.bureau import documents
from service.bureau.divisions import Divisions
from service.bureau.documents import Entry
from service.bureau.organs import Organs
from service.bureau.supervision import Supervision
from service.bureau.supervision import of_section as supervision_of
from service.rulebook.matters import Bars
from service.rulebook.vocabulary import Question


@dataclass(frozen=True, slots=True)
class Identity:
    """The bureau's own particulars."""

    division: str
    code: str
    name: str
    name_en: str
    number_prefix: str
    superior: str
    thresholds: Mapping[Question, float]
    bars: Bars
    supervision: Supervision


def load(path: Path, divisions: Divisions, organs: Organs) -> Identity:
    """Read `bureau.toml`; its division and the organs it names must be in the tables."""
    document = documents.read(path)
    bureau = document.section("bureau")
    bureau.only(("division", "code", "name", "name_en", "number_prefix", "superior"))
    _exists(bureau, divisions, organs)
    prefix = bureau.text("number_prefix")
    if not (prefix.isascii() and prefix.isalpha() and prefix.isupper()):
        raise bureau.broken("number_prefix", "capital letters A-Z")
    return Identity(
        division=bureau.text("division"),
        code=bureau.text("code"),
        name=bureau.text("name"),
        name_en=bureau.text("name_en"),
        number_prefix=prefix,
        superior=bureau.text("superior"),
        thresholds=_thresholds(document.section("thresholds")),
        bars=_bars(document.section("matters")),
        supervision=supervision_of(document.section("supervision")),
    )


def _exists(bureau: Entry, divisions: Divisions, organs: Organs) -> None:
    if bureau.text("division") not in divisions:
        raise bureau.broken("division", "the code of a division in divisions.csv")
    for field in ("code", "superior"):
        if bureau.text(field) not in organs:
            raise bureau.broken(field, "the code of an organ in organs.csv")


def _bars(section: Entry) -> Bars:
    section.only(("repeat", "same_issue", "within_days"))
    for field in ("repeat", "same_issue"):
        if not 0 < section.number(field) <= 1:
            raise section.broken(field, "a number above 0 and up to 1")
    days = section.number("within_days")
    if days != int(days) or days < 1:
        raise section.broken("within_days", "a whole number of days from 1")
    return Bars(section.number("repeat"), section.number("same_issue"), timedelta(days=days))


def _thresholds(section: Entry) -> dict[Question, float]:
    section.only(tuple(Question))
    found = {question: section.number(question.value) for question in Question}
    for question, threshold in found.items():
        if not 0 <= threshold <= 1:
            raise section.broken(question.value, "a number from 0 to 1")
    return found
