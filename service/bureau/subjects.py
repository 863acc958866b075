"""The kinds of matter (供暖, 欠薪 …): the lines of the organ table that hang on what a petition is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from service.bureau.content_classes import ContentClasses
from service.bureau.organs import Organs
from service.bureau.tables import Row, rows
from service.rulebook.rules import TOWNSHIP, Subject
from service.rulebook.vocabulary import Route

COLUMNS = ("subject", "name", "content_class", "route", "organs", "general", "article", "because")


@dataclass(frozen=True, slots=True)
class Tables:
    """What a rule may name."""

    content_classes: ContentClasses
    organs: Organs
    signs: frozenset[str]


def load(path: Path, tables: Tables) -> dict[str, Subject]:
    """Read the subjects; each has cues in the lexicon, a class, a route, organs and an article that exist."""
    found: dict[str, Subject] = {}
    for row in rows(path, COLUMNS):
        one = _subject(row, tables)
        if one.id in found:
            raise row.broken("subject", "a subject that no earlier line has")
        found[one.id] = one
    return found


def cited(article: str) -> bool:
    """Whether a text can be a citation: it names the number of an article."""
    return any(character.isdigit() for character in article)


def _subject(row: Row, tables: Tables) -> Subject:
    if row.text("subject") not in tables.signs:
        raise row.broken("subject", "a sign that lexicon.csv gives cues for")
    if row.text("content_class") not in tables.content_classes:
        raise row.broken("content_class", "a code in content_classes.csv")
    if not cited(row.text("article")):
        raise row.broken("article", "a citation with the number of its article")
    return Subject(
        id=row.text("subject"),
        name=row.text("name"),
        content_class=row.text("content_class"),
        route=row.one_of("route", tuple(Route)),
        organs=tuple(_organs(row, tables.organs)),
        general=row.one_of("general", ("yes", "no")) == "yes",
        article=row.text("article"),
        because=row.text("because"),
    )


def _organs(row: Row, organs: Organs) -> Iterator[str]:
    for code in row.text("organs").split(" "):
        if code != TOWNSHIP and code not in organs:
            raise row.broken("organs", f"codes in organs.csv or {TOWNSHIP}, one blank between them, found {code!r}")
        if code != TOWNSHIP and not organs.lasts(code):
            raise row.broken("organs", f"organs that last or have a successor, {code!r} ends without one")
        yield code
