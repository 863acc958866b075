"""Findings and claims as a `jsonb` column gives them back."""

from collections.abc import Iterable
from typing import Any

from service.rulebook.jurisdiction import Candidate, Claim, Finding, Reason, Span
from service.rulebook.vocabulary import TextField


def finding(kept: dict[str, Any]) -> Finding:
    """The answer to one question."""
    return Finding(
        kept["answer"],
        kept["confidence"],
        kept["open"],
        tuple(Candidate(**candidate) for candidate in kept["candidates"]),
        tuple(_reason(reason) for reason in kept["reasons"]),
    )


def claim(kept: dict[str, Any]) -> Claim:
    """One of several claims."""
    return Claim(
        _spans(kept["spans"]),
        kept["accusation"],
        finding(kept["content_class"]),
        finding(kept["route"]),
        finding(kept["organ"]),
        kept["summary"],
    )


def _reason(kept: dict[str, Any]) -> Reason:
    return Reason(kept["rule"], kept["because"], kept["article"], _spans(kept["evidence"]))


def _spans(kept: Iterable[dict[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(TextField(span["field"]), span["start"], span["end"]) for span in kept)
