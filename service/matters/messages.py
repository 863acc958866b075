"""Messages and which of them are about the same issue: what likeness is fitted on and measured by."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from service.reading.message_files import columns, lines, rows

GOLD_FILE = "gold.csv"


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
    issues = {row["msg_id"]: row["issue_id"] for row in rows(gold, ("msg_id", "issue_id"), MessagesUnusable)}
    found = [
        Message(row["msg_id"], row["time"], row["title"], row["detail"], issues.pop(row["msg_id"], ""))
        for row in rows(messages, ("msg_id", "time", "title", "detail"), MessagesUnusable)
    ]
    if issues:
        raise MessagesUnusable(f"{gold.name} names messages that {messages.name} has not: {', '.join(sorted(issues))}")
    if not any(message.issue for message in found):
        raise MessagesUnusable(f"{gold.name} names no issue")
    return sorted(found, key=lambda message: (message.time, message.id))


def read_cases(path: Path) -> list[Message]:
    """Written cases (JSON lines as in LABELS.md) as messages; the issue is what they call the cluster."""
    cases = [json.loads(line) for _, line in lines(path)]
    return [
        Message(case["id"], case["received_on"], case["title"], case["detail"], case["cluster"] or "") for case in cases
    ]


def gold_beside(messages: Path) -> Path | None:
    """The gold file that lies beside a file of messages; None for any other file."""
    gold = messages.parent / GOLD_FILE
    names = columns(messages)
    labelled = {"label", "dept_weak"}.intersection(names)
    return gold if "msg_id" in names and not labelled and gold.is_file() else None


def read_texts(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Title and detail of each row of some CSV files."""
    needed = "title", "detail"
    return [(row["title"], row["detail"]) for path in paths for row in rows(path, needed, MessagesUnusable)]
