"""The indicators, read from their one declaration and checked as a whole when the service starts."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from service.rulebook.measures import Measure
from service.statistics.dimensions import SCOPES
from service.statistics.kinds import KINDS

Kind = Literal["flow", "stock", "share", "average", "percentile", "product"]


@dataclass(frozen=True, slots=True)
class Term:
    """What of the ledger goes into a figure: a measure, of these kinds (all where none is named), under this scope.

    `within` names the parameter up to which kinds that are days count; `minus` takes the term off.
    """

    measure: Measure
    kinds: tuple[str, ...] = ()
    scope: tuple[tuple[str, tuple[str, ...]], ...] = ()
    within: str | None = None
    minus: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted, how, and on whose authority: one version of it."""

    code: str
    version: int
    published_on: date
    zh: str
    en: str
    kind: Kind
    unit: str
    numerator: tuple[Term, ...]
    definition_zh: str
    definition_en: str
    source: str
    denominator: tuple[Term, ...] = ()
    second: tuple[Term, ...] = ()  # of a product: what its second share has above the same denominator
    share: float = 0.0  # of a percentile: which
    window: int | None = None  # days; what is taken where a question names none

    @property
    def terms(self) -> tuple[Term, ...]:
        """All of them."""
        return (*self.numerator, *self.denominator, *self.second)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What of the ledger it reads."""
        return tuple(dict.fromkeys(term.measure for term in self.terms))

    @property
    def is_ratio(self) -> bool:
        """Whether it divides, so that it may be null."""
        return self.kind not in ("flow", "stock")


Catalogue = Mapping[str, tuple[Indicator, ...]]


def load(path: Path = Path(__file__).parent / "indicators.toml") -> Catalogue:
    """The versions of each indicator by its code, the oldest first.

    Raises `ValueError` naming the entry and field that is wrong, and a version that is missing or out of its order.
    """
    with path.open("rb") as file:
        found_tables = tomllib.load(file)
    entries = found_tables.pop("indicator", [])
    if found_tables:
        raise ValueError(f"{path.name}: [{', '.join(found_tables)}]: every entry is an [[indicator]]")
    found: dict[str, tuple[Indicator, ...]] = {}
    for nth, entry in enumerate(entries, 1):
        at = f"{path.name}: indicator {nth} [{entry.get('code', '?')}]"
        one = _indicator(entry, at)
        before = found.get(one.code, ())
        if one.version != len(before) + 1:
            raise ValueError(f"{at} version: {len(before) + 1} comes next, found {one.version}")
        if before and one.published_on <= before[-1].published_on:
            raise ValueError(f"{at} published_on: after {before[-1].published_on}, found {one.published_on}")
        found[one.code] = (*before, one)
    return found


def published(versions: Sequence[Indicator], on: date) -> Indicator:
    """The version that was the newest on a day; the first one before there was any."""
    return [versions[0], *(one for one in versions if one.published_on <= on)][-1]


def _indicator(entry: Mapping[str, Any], at: str) -> Indicator:
    known = {field.name for field in fields(Indicator)}
    for name in entry:
        if name not in known:
            raise ValueError(f"{at} {name}: no such field")
    facts = dict(entry)
    for name in ("numerator", "denominator", "second"):
        if name in facts:
            facts[name] = tuple(_term(term, f"{at} {name}") for term in facts[name])
    if facts.get("kind") not in get_args(Kind):
        raise ValueError(f"{at} kind: one of {', '.join(get_args(Kind))}, found {facts.get('kind')!r}")
    try:
        one = Indicator(**facts)
    except TypeError as misfit:
        raise ValueError(f"{at}: {misfit}") from None
    _consistent(one, at)
    return one


def _term(entry: Mapping[str, Any], at: str) -> Term:
    own = {"measure", "kinds", "within", "minus"}
    for name in entry:
        if name not in own and name not in SCOPES:
            raise ValueError(f"{at} {name}: no such field; scopes are {', '.join(SCOPES)}")
    try:
        measure = Measure(entry.get("measure", ""))
    except ValueError:
        raise ValueError(f"{at} measure: one of {', '.join(Measure)}, found {entry.get('measure')!r}") from None
    scope = tuple((name, tuple(codes)) for name, codes in sorted(entry.items()) if name in SCOPES)
    for name, codes in (*scope, ("kinds", entry.get("kinds", ()))):
        known = [kind.value for kind in KINDS.get(measure, ())] if name == "kinds" else SCOPES[name]
        for code in codes:
            if code not in known:
                raise ValueError(f"{at} {name}: one of {', '.join(known)}, found {code!r}")
    return Term(measure, tuple(entry.get("kinds", ())), scope, entry.get("within"), entry.get("minus", False))


def _consistent(one: Indicator, at: str) -> None:
    if (one.kind in ("share", "product")) != bool(one.denominator):
        raise ValueError(f"{at} denominator: a share and a product have one, nothing else does")
    if (one.kind == "product") != bool(one.second):
        raise ValueError(f"{at} second: a product has one, nothing else does")
    if (one.kind == "percentile") != (0 < one.share < 1):
        raise ValueError(f"{at} share: a percentile has one between 0 and 1, nothing else does")
    if any(term.within not in (None, "window") for term in one.terms):
        raise ValueError(f"{at} within: window is the only parameter")
    if any(term.within for term in one.terms) != (one.window is not None):
        raise ValueError(f"{at} window: given where a term is within it, and only there")
