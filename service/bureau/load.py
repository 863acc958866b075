"""One bureau from one directory: every table read, checked against the others, and fingerprinted."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from service.bureau import (
    aliases,
    calibrations,
    class_words,
    clocks,
    content_classes,
    detectors,
    divisions,
    documents,
    holidays,
    identity,
    labels,
    lexicon,
    notices,
    organs,
    retention,
    rules,
    subjects,
    wording,
)
from service.bureau.class_words import ClassWords
from service.bureau.content_classes import ContentClasses
from service.bureau.divisions import Divisions
from service.bureau.documents import Document
from service.bureau.holidays import CalendarDay
from service.bureau.labels import Labels
from service.bureau.lexicon import Lexicon
from service.bureau.notices import Notices
from service.bureau.organs import Organs
from service.bureau.supervision import Supervision
from service.bureau.wording import Wording
from service.rulebook.calendar import WorkingCalendar
from service.rulebook.confidence import Calibration, Trust
from service.rulebook.detecting import Detector
from service.rulebook.matters import Bars
from service.rulebook.retention import Schedule
from service.rulebook.rules import Rules
from service.rulebook.terms import Terms
from service.rulebook.vocabulary import Question

REPORTS = ("work-analysis", "rule-of-law")
HUBIN = Path(__file__).parent / "data" / "hubin"
FILES = (
    *("bureau.toml", "divisions.csv", "content_classes.csv", "organs.csv", "calendar.csv", "vocabulary.csv"),
    *("wording.toml", "lexicon.csv", "place_aliases.csv", "organ_aliases.csv", "subjects.csv", "rules.toml"),
    *("class_words.csv", "calibration.csv", "clocks.csv", "detectors.toml", "notices.toml", "retention.csv"),
    *(f"report-{name}.toml" for name in REPORTS),
)


@dataclass(frozen=True, slots=True)
class Bureau:
    """All that is this bureau's own. `fingerprint` changes with any byte of any file and versions the rules."""

    code: str
    name: str
    name_en: str
    division: str
    number_prefix: str
    superior: str
    thresholds: Mapping[Question, float]
    bars: Bars
    supervision: Supervision
    detectors: Mapping[str, Detector]
    calibrations: Mapping[Question, Calibration]
    divisions: Divisions
    content_classes: ContentClasses
    class_words: ClassWords
    organs: Organs
    holidays: tuple[CalendarDay, ...]
    calendar: WorkingCalendar
    terms: Terms
    retention: Schedule
    wording: Wording
    notices: Notices
    rules: Rules
    lexicon: Lexicon
    place_aliases: Mapping[str, str]
    organ_aliases: Mapping[str, str]
    labels: Labels
    reports: Mapping[str, Document]  # as written: what they ask for is checked by the statistics, which know it
    fingerprint: str

    def trust(self, question: Question) -> Trust:
        """What an answer to a question is worth, and when it may stand."""
        return Trust(self.thresholds[question], self.calibrations.get(question, Calibration()))


def load(directory: Path = HUBIN) -> Bureau:
    """Read a bureau's directory; the first fault found stops it (`BrokenReference`)."""
    places = divisions.load(directory / "divisions.csv")
    classes = content_classes.load(directory / "content_classes.csv")
    directory_of_organs = organs.load(directory / "organs.csv", places)
    who = identity.load(directory / "bureau.toml", places, directory_of_organs)
    days = holidays.load(directory / "calendar.csv")
    words = lexicon.load(directory / "lexicon.csv")
    tables = subjects.Tables(classes, directory_of_organs, words.signs)
    matters = subjects.load(directory / "subjects.csv", tables)
    return Bureau(
        code=who.code,
        name=who.name,
        name_en=who.name_en,
        division=who.division,
        number_prefix=who.number_prefix,
        superior=who.superior,
        thresholds=who.thresholds,
        bars=who.bars,
        supervision=who.supervision,
        detectors=detectors.load(directory / "detectors.toml"),
        calibrations=calibrations.load(directory / "calibration.csv"),
        divisions=places,
        content_classes=classes,
        class_words=class_words.load(directory / "class_words.csv", classes),
        organs=directory_of_organs,
        holidays=days,
        calendar=holidays.calendar_of(days),
        terms=clocks.load(directory / "clocks.csv"),
        retention=retention.load(directory / "retention.csv"),
        wording=wording.load(directory / "wording.toml"),
        notices=notices.load(directory / "notices.toml"),
        rules=rules.load(directory / "rules.toml", tables, matters),
        lexicon=words,
        place_aliases=aliases.load_places(directory / "place_aliases.csv", places),
        organ_aliases=aliases.load_organs(directory / "organ_aliases.csv", directory_of_organs),
        labels=labels.load(directory / "vocabulary.csv"),
        reports={name: documents.read(directory / f"report-{name}.toml") for name in REPORTS},
        fingerprint=fingerprint(directory),
    )


def fingerprint(directory: Path) -> str:
    """SHA-256 over the names and bytes of all files of a bureau."""
    digest = sha256()
    seal = notices.seal_of(directory)
    for name in sorted((*FILES, seal) if seal else FILES):
        content = (directory / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
