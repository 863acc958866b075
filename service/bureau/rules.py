"""The decision tables of `rules.toml`, checked for gaps, overlaps, citations and names that do not exist."""

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from service.bureau import documents
from service.bureau.documents import Document, Entry
from service.bureau.subjects import Tables, cited
from service.bureau.tables import BrokenReference
from service.rulebook.rules import TOWNSHIP, AnswerRule, Condition, OrganRule, Rules, Subject
from service.rulebook.vocabulary import Purpose, Route

CONDITION_KEYS = ("all_of", "any_of", "none_of")
ANSWER_KEYS = ("id", "answer", "weight", *CONDITION_KEYS, "article", "because")
ORGAN_KEYS = (
    *("id", "rank", "classes", "purposes", "routes", "places", *CONDITION_KEYS),
    *("organs", "article", "because"),
)
DEFAULT_KEYS = ("id", "content_class", "organs", "article", "because")
FORM_FACTS = ("form:short", "form:long", "form:question", "form:reproach", "form:asks", "form:ends_asking")
PLACES = ("inside", "outside", "unknown")
MOST_RANKS = 99


def load(path: Path, tables: Tables, subjects: dict[str, Subject]) -> Rules:
    """Read the tables; every check that fails stops the start."""
    document = documents.read(path)
    reading = _Reading(tables, frozenset(subjects))
    purposes = tuple(reading.answer(entry, tuple(Purpose)) for entry in document.entries("purpose"))
    routes = tuple(reading.answer(entry, tuple(Route)) for entry in document.entries("route"))
    organs = tuple(reading.organ(entry) for entry in document.entries("organ"))
    _no_overlap(document, purposes, routes, organs)
    return Rules(
        purposes=purposes,
        routes=routes,
        organs=organs,
        defaults=_defaults(document, reading),
        subjects=subjects,
        discipline=reading.codes(document.root, "discipline"),
        superior=reading.known(document.root, "superior", document.root.text("superior")),
    )


class _Reading:
    """One pass over the document: what may be named, and which ids were already used."""

    def __init__(self, tables: Tables, subjects: frozenset[str]) -> None:
        self.tables, self.subjects = tables, subjects
        self.ids: set[str] = set()

    def answer(self, entry: Entry, answers: tuple[str, ...]) -> AnswerRule:
        entry.only(ANSWER_KEYS)
        if entry.text("answer") not in answers:
            raise entry.broken("answer", "one of " + ", ".join(answers))
        weight = entry.number("weight")
        if weight <= 0:
            raise entry.broken("weight", "a number above 0")
        return AnswerRule(
            self.id(entry), entry.text("answer"), weight, self.when(entry), self.article(entry), entry.text("because")
        )

    def organ(self, entry: Entry) -> OrganRule:
        entry.only(ORGAN_KEYS)
        rank = entry.number("rank")
        if rank != int(rank) or not 1 <= rank <= MOST_RANKS:
            raise entry.broken("rank", f"a whole number from 1 to {MOST_RANKS}")
        return OrganRule(
            id=self.id(entry),
            rank=int(rank),
            classes=self.chosen(entry, "classes", (one.code for one in self.tables.content_classes.level1())),
            purposes=self.chosen(entry, "purposes", Purpose),
            routes=self.chosen(entry, "routes", Route),
            places=self.places(entry),
            when=self.when(entry),
            organs=self.codes(entry, "organs"),
            article=self.article(entry),
            because=entry.text("because"),
        )

    def default(self, entry: Entry) -> tuple[str, OrganRule]:
        entry.only(DEFAULT_KEYS)
        code = entry.text("content_class")
        if code not in {one.code for one in self.tables.content_classes.level1()}:
            raise entry.broken("content_class", "a level-1 code in content_classes.csv")
        organs, article = self.codes(entry, "organs"), self.article(entry)
        rule = OrganRule(
            self.id(entry), MOST_RANKS, (code,), (), (), (), Condition(), organs, article, entry.text("because")
        )
        return code, rule

    def id(self, entry: Entry) -> str:
        found = entry.text("id")
        if found in self.ids:
            raise entry.broken("id", "an id that no other rule has")
        self.ids.add(found)
        return found

    def article(self, entry: Entry) -> str:
        if not cited(entry.text("article")):
            raise entry.broken("article", "a citation with the number of its article")
        return entry.text("article")

    def when(self, entry: Entry) -> Condition:
        for key in CONDITION_KEYS:
            for condition in entry.texts(key):
                if not self.understood(condition):
                    raise entry.broken(key, f"signs of lexicon.csv or known facts, {condition!r} is neither")
        return Condition(*(entry.texts(key) for key in CONDITION_KEYS))

    def understood(self, condition: str) -> bool:
        kind, _, value = condition.partition(":")
        return {
            "title": value in self.tables.signs,
            "salutation": value in self.tables.signs,
            "closing": value in self.tables.signs,
            "purpose": value in tuple(Purpose),
            "class": value in self.tables.content_classes,
            "subject": value in self.subjects,
            "form": condition in FORM_FACTS,
        }.get(kind, condition in self.tables.signs)

    def codes(self, entry: Entry, key: str) -> tuple[str, ...]:
        found = entry.texts(key)
        if not found:
            raise entry.broken(key, "at least one organ")
        return tuple(self.known(entry, key, code) for code in found)

    def known(self, entry: Entry, key: str, code: str) -> str:
        if code != TOWNSHIP and code not in self.tables.organs:
            raise entry.broken(key, f"codes in organs.csv or {TOWNSHIP}, {code!r} is neither")
        if code != TOWNSHIP and not self.tables.organs.lasts(code):
            raise entry.broken(key, f"organs that last or have a successor, {code!r} ends without one")
        return code

    def chosen(self, entry: Entry, key: str, choices: Iterable[str]) -> tuple[str, ...]:
        known, found = tuple(choices), entry.texts(key)
        for value in found:
            if value not in known:
                raise entry.broken(key, f"values among {', '.join(known)}, {value!r} is none")
        return found

    def places(self, entry: Entry) -> tuple[str, ...]:
        for place in entry.texts("places"):
            if place not in PLACES and not place.isdigit():
                raise entry.broken("places", f"{', '.join(PLACES)} or the code of a division")
        return entry.texts("places")


def _defaults(document: Document, reading: _Reading) -> dict[str, OrganRule]:
    found: dict[str, OrganRule] = {}
    for entry in document.entries("default"):
        code, rule = reading.default(entry)
        if code in found:
            raise entry.broken("content_class", "one default for each class")
        found[code] = rule
    for one in reading.tables.content_classes.level1():
        if one.code not in found:
            raise BrokenReference(document.file, 1, "default", f"a [[default]] for class {one.code} {one.name}")
    return found


def _no_overlap(
    document: Document,
    purposes: tuple[AnswerRule, ...],
    routes: tuple[AnswerRule, ...],
    organs: tuple[OrganRule, ...],
) -> None:
    for name, rules in (("purpose", purposes), ("route", routes)):
        for (_, one), (nth, two) in combinations(enumerate(rules), 2):
            if one.when == two.when and one.answer != two.answer:
                raise document.entries(name)[nth].broken("id", f"a condition other than that of {one.id}")
    for (_, first), (nth, second) in combinations(enumerate(organs), 2):
        if first.rank == second.rank and _same_cell(first, second):
            raise document.entries("organ")[nth].broken("rank", f"a rank or a cell other than that of {first.id}")


def _same_cell(one: OrganRule, two: OrganRule) -> bool:
    columns = (
        (one.classes, two.classes),
        (one.purposes, two.purposes),
        (one.routes, two.routes),
        (one.places, two.places),
    )
    return one.when == two.when and all(not a or not b or set(a) & set(b) for a, b in columns)
