"""Messages and which of them are about the same issue: what likeness is fitted on and measured by."""

import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

GOLD_FILE = "gold.csv"
_FIELD_LIMIT = 10_000_000


class MessagesUnusable(ValueError):
    """The files cannot be learnt from or measured on; the message says what they lack."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `issue` is empty where the gold file names none."""

    id: str
    time: str
    title: str
    body: str
    issue: str


def read_messages(messages: Path, gold: Path) -> list[Message]:
    """The messages of a CSV (msg_id, time, title, detail) by time, with their issues (msg_id, issue_id)."""
    issues = {row["msg_id"]: row["issue_id"] for row in _rows(gold, ("msg_id", "issue_id"))}
    found = [
        Message(row["msg_id"], row["time"], row["title"], row["detail"], issues.pop(row["msg_id"], ""))
        for row in _rows(messages, ("msg_id", "time", "title", "detail"))
    ]
    if issues:
        raise MessagesUnusable(f"{gold.name} names messages that {messages.name} has not: {', '.join(sorted(issues))}")
    if not any(message.issue for message in found):
        raise MessagesUnusable(f"{gold.name} names no issue")
    return sorted(found, key=lambda message: (message.time, message.id))


def read_cases(path: Path) -> list[Message]:
    """Written cases (JSON lines as in LABELS.md) as messages; the issue is what they call the cluster."""
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Message(case["id"], case["received_on"], case["title"], case["detail"], case["cluster"] or "") for case in cases
    ]


def gold_beside(messages: Path) -> Path | None:
    """The gold file that lies beside a file of messages; None for any other file."""
    gold = messages.parent / GOLD_FILE
    with messages.open(encoding="utf-8-sig", newline="") as file:
        columns = next(csv.reader(file), [])
    labelled = {"label", "dept_weak"}.intersection(columns)
    return gold if "msg_id" in columns and not labelled and gold.is_file() else None


def read_texts(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Title and detail of each row of some CSV files."""
    return [(row["title"], row["detail"]) for path in paths for row in _rows(path, ("title", "detail"))]


def digest(paths: Sequence[Path]) -> str:
    """The SHA-256 over the files one after the other, for the card."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    csv.field_size_limit(_FIELD_LIMIT)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise MessagesUnusable(f"{path.name} has no column {', '.join(missing)}")
        return [{column: row[column] or "" for column in columns} for row in reader]
