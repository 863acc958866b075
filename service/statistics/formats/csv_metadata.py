"""CSVW metadata (W3C Metadata Vocabulary for Tabular Data): what every column of the CSV means, for machines."""

from typing import Any

import orjson

from service.statistics.formats.answered import Answered
from service.statistics.formats.csv_lines import columns
from service.statistics.formats.forms import CSV
from service.statistics.formats.names import count_names, dimension_name

_PERIODS: dict[str, Any] = {"year": "gYear", "month": "gYearMonth", "day": {"base": "date", "format": "yyyy-MM-dd"}}
TOTAL = {"value", "numerator", "denominator", "suppressed"}
_FIXED: dict[str, tuple[str, Any]] = {
    "indicator": ("指标", "string"),
    "definition_version": ("定义版本", "integer"),
    "as_of": ("数据截至", "dateTime"),
}


def csv_metadata(answered: Answered) -> bytes:
    """The metadata of the CSV with the same question, which its `Link: rel="describedby"` leads to."""
    question, indicator = answered.question, answered.question.indicator
    return orjson.dumps(
        {
            "@context": "http://www.w3.org/ns/csvw",
            "url": answered.address(CSV.suffix),
            "dc:title": [{"@value": indicator.zh, "@language": "zh"}, {"@value": indicator.en, "@language": "en"}],
            "dc:description": [
                {"@value": indicator.definition_zh, "@language": "zh"},
                {"@value": indicator.definition_en, "@language": "en"},
            ],
            "dc:source": indicator.source,
            "dc:publisher": answered.bureau.name,
            "dc:modified": {"@value": answered.as_of, "@type": "xsd:dateTime"},
            "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "doubleQuote": True},
            "tableSchema": {"columns": [_column(answered, name) for name in columns(answered)]},
            "notes": [
                {"filters": {name: list(codes) for name, codes in question.filters}},
                {"total": answered.total.model_dump(include=TOTAL)},
            ],
        }
    )


def _column(answered: Answered, name: str) -> dict[str, Any]:
    title, datatype = _meaning(answered, name)
    # Titles must be what the header line says; what people call the column is its description.
    return {"name": name, "titles": name, "datatype": datatype, "dc:description": title, "null": ""}


def _meaning(answered: Answered, name: str) -> tuple[str, Any]:
    if name == "value":
        unit = answered.question.indicator.unit
        title = f"{answered.question.indicator.zh}（{unit}）" if unit else answered.question.indicator.zh
        return title, "number" if answered.is_ratio else "integer"
    if name in ("numerator", "denominator"):
        names = dict(zip(("numerator", "denominator"), count_names(answered.question.indicator.kind), strict=True))
        return names[name] if answered.is_ratio else "数值本身；无分母", "integer"
    if name == "suppressed":
        return "因件数过少不予公布，并非0", "boolean"
    if name in _FIXED:
        return _FIXED[name]
    stem = name.removesuffix("_label")
    return dimension_name(stem), "string" if name != stem else _PERIODS.get(stem, "string")
