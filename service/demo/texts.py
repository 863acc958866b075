"""The invented matters: read once, filled with invented people and places."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "texts.toml"
TOWNSHIP = "@township"  # the office of the township where the matter is


@dataclass(frozen=True, slots=True)
class Claim:
    """A second matter of the same petition."""

    content_class: str
    route: str
    organ: str
    summary: str


@dataclass(frozen=True, slots=True)
class Text:
    """One invented matter, and what a clerk would decide of it."""

    kind: str
    purpose: str
    content_class: str
    route: str
    organ: str
    accused: Sequence[str]
    second: Claim | None
    subject: str
    request: str
    facts: str

    def filled(self, words: Mapping[str, str]) -> dict[str, str]:
        """The three texts with people and places put in."""
        return {name: getattr(self, name).format_map(words) for name in ("subject", "request", "facts")}


def load(path: Path = FILE) -> tuple[Text, ...]:
    """All invented matters in the order of the file."""
    with path.open("rb") as file:
        return tuple(_text(entry) for entry in tomllib.load(file)["text"])


def _text(entry: Mapping[str, Any]) -> Text:
    second = entry.get("second")
    return Text(
        kind=entry["kind"],
        purpose=entry.get("purpose", "accusation" if entry["kind"] == "accusation" else "appeal"),
        content_class=entry["class"],
        route=entry["route"],
        organ=entry["organ"],
        accused=tuple(entry.get("accused", ())),
        second=Claim(second["class"], second["route"], second["organ"], second["summary"]) if second else None,
        subject=entry["subject"],
        request=entry["request"],
        facts=entry["facts"],
    )
