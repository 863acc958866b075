"""The one reader of reference documents (TOML): tomllib forgets lines, so they are found again for the complaint."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.bureau.tables import BrokenReference

_HEADER = re.compile(r"^\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a document, with the line of its header and of each of its keys."""

    file: str
    line: int
    lines: Mapping[str, int]
    fields: Mapping[str, object]

    def broken(self, field: str, expected: str) -> BrokenReference:
        """The complaint about one key of this table."""
        found = self.fields.get(field)
        tail = f"{expected}, found {found!r}" if field in self.fields else f"{expected}, found nothing"
        return BrokenReference(self.file, self.lines.get(field, self.line), field, tail)

    def only(self, known: Iterable[str]) -> None:
        """Refuse keys that nobody reads: a misspelt key would silently lose its meaning."""
        allowed = tuple(known)
        for field in self.fields:
            if field not in allowed:
                raise self.broken(field, "one of the keys " + ", ".join(allowed))

    def text(self, field: str) -> str:
        """The key's text, which must not be empty."""
        value = self.fields.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.broken(field, "a text")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """The key's list of texts; none where the key is not written."""
        value = self.fields.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.broken(field, "a list of texts")
        return tuple(value)

    def number(self, field: str, default: float | None = None) -> float:
        """The key's number, or the default where the key is not written."""
        value = self.fields.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.broken(field, "a number")
        return float(value)


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file as entries."""

    file: str
    content: Mapping[str, object]
    places: Mapping[tuple[str, int], tuple[int, Mapping[str, int]]]

    @property
    def root(self) -> Entry:
        """The keys above the first header."""
        plain = {
            key: value for key, value in self.content.items() if not isinstance(value, dict) and not _tables(value)
        }
        return Entry(self.file, 1, self.places.get(("", 0), (1, {}))[1], plain)

    def section(self, name: str) -> Entry:
        """The table [name], which must be there."""
        value = self.content.get(name)
        if not isinstance(value, dict):
            raise BrokenReference(self.file, 1, name, f"a section [{name}]")
        line, lines = self.places.get((name, 0), (1, {}))
        return Entry(self.file, line, lines, value)

    def entries(self, name: str) -> tuple[Entry, ...]:
        """The tables [[name]] in their order, of which there must be at least one."""
        value = self.content.get(name)
        if not isinstance(value, list) or not _tables(value):
            raise BrokenReference(self.file, 1, name, f"at least one entry [[{name}]]")
        found = [self.places.get((name, nth), (1, {})) for nth in range(len(value))]
        return tuple(Entry(self.file, *place, fields) for place, fields in zip(found, value, strict=True))


def read(path: Path) -> Document:
    """Read a TOML file (UTF-8)."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise BrokenReference(path.name, 0, "file", f"a readable UTF-8 file in {path.parent}") from unreadable
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        line = re.search(r"line (\d+)", str(broken))
        raise BrokenReference(path.name, int(line[1]) if line else 1, "syntax", f"readable TOML ({broken})") from None
    return Document(path.name, content, _places(text))


def _tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _places(text: str) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
    seen: Counter[str] = Counter()
    lines: dict[str, int] = {}
    places = {("", 0): (1, lines)}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            lines = {}
            places[header[1], seen[header[1]]] = (number, lines)
            seen[header[1]] += 1
        elif key := _KEY.match(line):
            lines.setdefault(key[1], number)
    return places
