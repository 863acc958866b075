"""JSON-stat 2.0 (json-stat.org/full): the figures as a cube, as statistical offices exchange them."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from service.desk.kit import ZONE
from service.rulebook.errors import UnknownParameter
from service.statistics.answer_view import CellOut
from service.statistics.dimensions import DIMENSIONS, UNKNOWN
from service.statistics.formats.answered import Answered
from service.statistics.formats.forms import JSON, JSON_STAT
from service.statistics.formats.names import count_names, dimension_name

PLACES = 1_000_000  # a cube has a place for every combination: more than this is no table that anybody reads
METRIC = "metric"


def json_stat(answered: Answered) -> bytes:
    """The figures as one dataset. A place that nothing was counted for is null.

    The last dimension says which number a place holds: the value, and for a ratio its two raw counts beside it.
    Raises `UnknownParameter` for cuts whose cube is beyond all measure.
    """
    question, indicator = answered.question, answered.question.indicator
    axes = {name: _axis(name, answered.cells) for name in question.by}
    metrics = ["value", "numerator", "denominator"] if answered.is_ratio else ["value"]
    size = [*(len(axis) for axis in axes.values()), len(metrics)]
    if math.prod(size) > PLACES:
        allowed = f"数据立方至多 {PLACES} 格 a cube has at most {PLACES} places, not {math.prod(size)}"
        raise UnknownParameter("by", ",".join(question.by), allowed, "→ .csv?")
    return orjson.dumps(
        {
            "version": "2.0",
            "class": "dataset",
            "href": answered.address(JSON_STAT.suffix),
            "label": indicator.zh,
            "source": answered.bureau.name,
            "updated": answered.as_of,
            "note": [indicator.definition_zh, indicator.definition_en],
            "id": [*question.by, METRIC],
            "size": size,
            "role": _roles(question.by),
            "dimension": {name: _dimension(name, axis) for name, axis in axes.items()}
            | {METRIC: _metric(answered, metrics)},
            "value": _values(answered, axes, metrics),
            **_status(answered, axes, metrics),
            "link": {"alternate": [{"type": JSON.media_type, "href": answered.address(JSON.suffix)}]},
            "extension": _extension(answered),
        }
    )


def _axis(name: str, cells: Sequence[CellOut]) -> dict[str, str]:
    """The codes that occur and their labels: in order of the code, what is unknown last."""
    seen = {cell.codes[name]: cell.labels[name] for cell in cells}
    known = {code: seen[code] for code in sorted(code for code in seen if code is not None)}
    return known | ({UNKNOWN: seen[None]} if None in seen else {})


def _values(answered: Answered, axes: dict[str, dict[str, str]], metrics: list[str]) -> list[int | float | None]:
    """The figures in row-major order."""
    values: list[int | float | None] = [None] * (math.prod(map(len, axes.values())) * len(metrics))
    for cell, at in _placed(answered, axes, metrics):
        values[at : at + len(metrics)] = [getattr(cell, metric) for metric in metrics]
    return values


def _status(answered: Answered, axes: dict[str, dict[str, str]], metrics: list[str]) -> dict[str, Any]:
    """Which places hold a figure that is not told (`c`, confidential): an empty place alone would say there is none."""
    held = {str(at): "c" for cell, at in _placed(answered, axes, metrics) if cell.suppressed}
    return {"status": held} if held else {}


def _placed(answered: Answered, axes: dict[str, dict[str, str]], metrics: list[str]) -> Iterator[tuple[CellOut, int]]:
    places = {name: {code: number for number, code in enumerate(axis)} for name, axis in axes.items()}
    for cell in answered.rows:
        at = 0
        for name, axis in places.items():
            code = cell.codes[name]
            at = at * len(axis) + axis[UNKNOWN if code is None else code]
        yield cell, at * len(metrics)


def _roles(by: Sequence[str]) -> dict[str, list[str]]:
    time = [name for name in by if DIMENSIONS[name].is_period]
    return ({"time": time} if time else {}) | {"metric": [METRIC]}


def _dimension(name: str, axis: dict[str, str]) -> dict[str, Any]:
    return {"label": dimension_name(name), "category": {"index": list(axis), "label": axis}}


def _metric(answered: Answered, metrics: list[str]) -> dict[str, Any]:
    indicator = answered.question.indicator
    labels = dict(zip(("value", "numerator", "denominator"), (indicator.zh, *count_names(indicator.kind)), strict=True))
    units: dict[str, dict[str, Any]] = {
        name: {"decimals": 4 if answered.has_decimals and name == "value" else 0} for name in metrics
    }
    if indicator.unit:
        units["value"] |= {"label": indicator.unit}
    category = {"index": metrics, "label": {name: labels[name] for name in metrics}, "unit": units}
    return {"label": "数值", "category": category}


def _extension(answered: Answered) -> dict[str, Any]:
    question, mark = answered.question, answered.reading.watermark
    return {
        "indicator": question.indicator.code,
        "definition_version": question.indicator.version,
        "source": question.indicator.source,
        "from": question.first,
        "to": question.last,
        "window": question.window,
        "filters": {name: list(codes) for name, codes in question.filters},
        "as_of": answered.as_of,
        "watermark": {
            "posting": mark.posting,
            "recorded_at": mark.recorded_at.astimezone(ZONE) if mark.recorded_at else None,
        },
        "total": answered.total.model_dump(include={"value", "numerator", "denominator", "suppressed"}),
    }
