"""Files of messages that models are made from and measured on: CSV tables, JSON lines, and their digests."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

csv.field_size_limit(10_000_000)  # characters: some petitions are longer than the reader's own limit


def rows(path: Path, needed: Sequence[str], refusal: type[ValueError]) -> Iterator[dict[str, str]]:
    """The rows of a CSV by column; a cell that is not there is empty. Raises `refusal` where a needed column is not."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in needed if column not in (reader.fieldnames or ())]
        if missing:
            raise refusal(f"{path.name} has no column {', '.join(missing)}")
        for row in reader:
            yield {column: cell or "" for column, cell in row.items()}


def columns(path: Path) -> list[str]:
    """The names in the first line of a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that hold anything, with their numbers from 1."""
    with path.open(encoding="utf-8") as file:
        yield from ((number, line) for number, line in enumerate(file, 1) if line.strip())


def digest(*paths: Path) -> str:
    """The SHA-256 over the files one after the other, for a card."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()
