"""A question in writing: one text for one question, from which it can be asked again. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.signing.canonical import Value
from service.statistics.catalogue import Catalogue
from service.statistics.dimensions import DIMENSIONS
from service.statistics.question import Question, dimensions

ALL, OPENLY = "all", "openly"  # for whom a figure is counted: those with case rights, or anybody


def written(question: Question) -> dict[str, Value]:
    """The question without the moment as of which it is asked; nothing in it is a fraction."""
    return {
        "indicator": question.indicator.code,
        "definition_version": question.indicator.version,
        "from": question.first.isoformat() if question.first else None,
        "to": question.last.isoformat(),
        "by": ",".join(question.by),
        "filters": {name: ",".join(codes) for name, codes in question.filters},
        "window": question.window,
        "counted_for": ALL if question.sees_all else OPENLY,
    }


def asked_again(text: Mapping[str, Any], catalogue: Catalogue) -> Question | None:
    """The question of such a text; None where what it asks for is no longer defined."""
    versions = catalogue.get(text["indicator"], ())
    indicator = next((one for one in versions if one.version == text["definition_version"]), None)
    by = tuple(text["by"].split(",")) if text["by"] else ()
    filters = tuple((name, tuple(text["filters"][name].split(","))) for name in DIMENSIONS if name in text["filters"])
    known = dimensions(indicator) if indicator else []
    if indicator is None or not {*by, *text["filters"]} <= set(known):
        return None
    return Question(
        indicator,
        date.fromisoformat(text["from"]) if text["from"] else None,
        date.fromisoformat(text["to"]),
        by,
        filters,
        None,
        text["window"],
        sees_all=text["counted_for"] == ALL,
    )
