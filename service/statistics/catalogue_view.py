"""How the catalogue is shown: every indicator with its definition."""

from datetime import date

from pydantic import BaseModel

from service.bureau.load import Bureau
from service.statistics import kinds
from service.statistics.catalogue import Catalogue, Indicator, Term
from service.statistics.question import dimensions


class IndicatorOut(BaseModel):
    """What an indicator means."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    unit: str
    definition_zh: str
    definition_en: str
    definition_version: int
    published_on: date
    source: str
    dimensions: list[str]
    kinds: dict[str, str]
    window: int | None
    formula: str


class CatalogueOut(BaseModel):
    """All indicators, each version of them."""

    owner: str
    indicators: list[IndicatorOut]


def catalogue_out(indicators: Catalogue, bureau: Bureau) -> CatalogueOut:
    """The catalogue."""
    return CatalogueOut(
        owner=bureau.name, indicators=[_indicator(one, bureau) for versions in indicators.values() for one in versions]
    )


def _indicator(one: Indicator, bureau: Bureau) -> IndicatorOut:
    return IndicatorOut(
        code=one.code,
        name_zh=one.zh,
        name_en=one.en,
        kind=one.kind,
        unit=one.unit,
        definition_zh=one.definition_zh,
        definition_en=one.definition_en,
        definition_version=one.version,
        published_on=one.published_on,
        source=one.source,
        dimensions=dimensions(one),
        kinds={code: kinds.label(one.measures, code, bureau) for code in kinds.kinds(one.measures)},
        window=one.window,
        formula=_formula(one),
    )


def _formula(one: Indicator) -> str:
    """What is reckoned from which measures, as text."""
    above, below = _terms(one.numerator), _terms(one.denominator)
    match one.kind:
        case "share":
            return f"({above}) / ({below})"
        case "product":
            return f"({above}) / ({below}) * ({_terms(one.second)}) / ({below})"
        case "average":
            return f"mean of {above}"
        case "percentile":
            return f"percentile {one.share} of {above}"
    return above


def _terms(terms: tuple[Term, ...]) -> str:
    said = "".join((" - " if term.minus else " + ") + _term(term) for term in terms)
    return said.removeprefix(" + ")


def _term(term: Term) -> str:
    limits = [*(f"{name}={'|'.join(codes)}" for name, codes in term.scope)]
    if term.kinds:
        limits.insert(0, "|".join(term.kinds))
    if term.within:
        limits.insert(0, f"<= {term.within}")
    return f"{term.measure}[{', '.join(limits)}]" if limits else term.measure.value
