"""The one reader of reference tables: every complaint names the file, the line and the field."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path


class BrokenReference(Exception):
    """A reference file does not say what it must; the service does not start on it."""

    def __init__(self, file: str, line: int, field: str, expected: str) -> None:
        super().__init__(f"{file}, line {line}, field {field}: expected {expected}")
        self.file, self.line, self.field, self.expected = file, line, field, expected


@dataclass(frozen=True, slots=True)
class Validity:
    """From when to when a reference row is in force; an open end is None, the last day is included."""

    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the row is in force on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def begins_after(self, day: date) -> bool:
        """Whether the row is not yet in force on this day."""
        return self.valid_from is not None and day < self.valid_from


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a reference file with the place it was read from."""

    file: str
    line: int
    fields: dict[str, str]

    def broken(self, field: str, expected: str) -> BrokenReference:
        """The complaint about one field of this row."""
        found = self.fields.get(field, "")
        return BrokenReference(self.file, self.line, field, f"{expected}, found {found!r}")

    def optional(self, field: str) -> str:
        """The field as written, without surrounding blanks; empty where nothing is written."""
        return self.fields[field].strip()

    def text(self, field: str) -> str:
        """The field, which must not be empty."""
        value = self.optional(field)
        if not value:
            raise self.broken(field, "a value")
        return value

    def one_of(self, field: str, choices: Iterable[str]) -> str:
        """The field, which must be one of a closed set."""
        value, known = self.optional(field), tuple(choices)
        if value not in known:
            raise self.broken(field, "one of " + ", ".join(known))
        return value

    def digits(self, field: str, lengths: tuple[int, ...]) -> str:
        """The field, which must be a code of digits of one of these lengths."""
        value = self.optional(field)
        if not (value.isascii() and value.isdigit() and len(value) in lengths):
            raise self.broken(field, f"a code of {' or '.join(map(str, lengths))} digits")
        return value

    def number(self, field: str) -> float:
        """The field, which must be a number."""
        try:
            return float(self.optional(field))
        except ValueError:
            raise self.broken(field, "a number") from None

    def day(self, field: str) -> date:
        """The field, which must be a date."""
        try:
            return date.fromisoformat(self.optional(field))
        except ValueError:
            raise self.broken(field, "a date as YYYY-MM-DD") from None

    def optional_day(self, field: str) -> date | None:
        """The field as a date, None where nothing is written."""
        return self.day(field) if self.optional(field) else None

    def validity(self) -> Validity:
        """The fields valid_from and valid_to, which must be in order."""
        validity = Validity(self.optional_day("valid_from"), self.optional_day("valid_to"))
        if validity.valid_from and validity.valid_to and validity.valid_to < validity.valid_from:
            raise self.broken("valid_to", "a day not before valid_from")
        return validity


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a CSV file (UTF-8) that has exactly these columns."""
    try:
        stream = path.open(encoding="utf-8", newline="")
    except OSError as missing:
        raise BrokenReference(path.name, 0, "file", f"a readable file in {path.parent}") from missing
    with stream:
        reader = csv.reader(stream, strict=True)
        try:
            header = next(reader, [])
            if tuple(header) != columns:
                wanted = f"the columns {','.join(columns)}, found {','.join(header)}"
                raise BrokenReference(path.name, 1, "header", wanted)
            for values in reader:
                yield _row(path.name, reader.line_num, columns, values)
        except csv.Error as broken:
            raise BrokenReference(path.name, reader.line_num, "row", f"readable CSV ({broken})") from None
        except UnicodeDecodeError:
            raise BrokenReference(path.name, reader.line_num + 1, "row", "text in UTF-8") from None


def _row(file: str, line: int, columns: tuple[str, ...], values: list[str]) -> Row:
    if len(values) != len(columns):
        field = columns[len(values)] if len(values) < len(columns) else "row"
        raise BrokenReference(file, line, field, f"{len(columns)} values, found {len(values)}")
    return Row(file, line, dict(zip(columns, values, strict=True)))
