"""How the catalogue is shown: every indicator with its definition."""

from datetime import date

from pydantic import BaseModel

from service.bureau.load import Bureau
from service.statistics.catalogue import Indicator
from service.statistics.dimensions import DIMENSIONS


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
    valid_from: date
    source: str
    dimensions: list[str]


class CatalogueOut(BaseModel):
    """All indicators."""

    owner: str
    indicators: list[IndicatorOut]


def catalogue_out(indicators: dict[str, Indicator], bureau: Bureau) -> CatalogueOut:
    """The catalogue."""
    return CatalogueOut(owner=bureau.name, indicators=[_indicator(one) for one in indicators.values()])


def _indicator(one: Indicator) -> IndicatorOut:
    return IndicatorOut(
        code=one.code,
        name_zh=one.zh,
        name_en=one.en,
        kind=one.kind,
        unit=one.unit,
        definition_zh=one.definition_zh,
        definition_en=one.definition_en,
        definition_version=one.version,
        valid_from=one.valid_from,
        source=one.source,
        dimensions=[name for name, cut in DIMENSIONS.items() if not (cut.is_period and one.kind == "stock")],
    )
