"""Every form read back, by libraries that know nothing of how it was written."""

import csv
import io
import json
import math
import warnings
from typing import Any

import openpyxl
import pandas as pd
from pyjstat import pyjstat

Cells = dict[tuple[str, ...], tuple[Any, Any, Any]]  # value, numerator, denominator; "" stands for what is unknown


def of_json(body: bytes) -> Cells:
    """The cells of the service's JSON."""
    told = json.loads(body)
    return {
        tuple(cell["codes"][name] or "" for name in told["by"]): (cell["value"], cell["numerator"], cell["denominator"])
        for cell in (told["cells"] if told["by"] else [told["total"]])
    }


def of_csv(body: bytes, by: tuple[str, ...]) -> Cells:
    """The cells of the CSV, by the standard library."""
    lines = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    return {
        tuple(line[name] for name in by): (
            _number(line["value"]),
            _number(line["numerator"]),
            _number(line["denominator"]),
        )
        for line in lines
    }


def of_pandas(body: bytes, by: tuple[str, ...]) -> Cells:
    """The cells of the CSV, by pandas."""
    return _of_frame(pd.read_csv(io.BytesIO(body), dtype=dict.fromkeys(by, str), keep_default_na=True), by)


def of_xlsx(body: bytes, by: tuple[str, ...]) -> Cells:
    """The cells of the first sheet, by openpyxl."""
    lines = openpyxl.load_workbook(io.BytesIO(body), read_only=True).worksheets[0].iter_rows(values_only=True)
    header = next(lines)
    rows = (dict(zip(header, line, strict=True)) for line in lines)
    return {tuple(row[name] or "" for name in by): (row["value"], row["numerator"], row["denominator"]) for row in rows}


def of_json_stat(body: bytes, by: tuple[str, ...]) -> Cells:
    """The cells of the cube, by pyjstat; a place of which nothing is known is no cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # pyjstat warns of a function that it calls itself
        frame = pyjstat.Dataset.read(body.decode()).write("dataframe", naming="id")
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in frame.to_dict("records"):
        keys = tuple("" if row[name] == "unknown" else row[name] for name in by)
        found.setdefault(keys, {})[row["metric"]] = _number(row["value"])
    ratio = any("numerator" in numbers for numbers in found.values())
    return {
        keys: (numbers["value"], numbers["numerator" if ratio else "value"], numbers.get("denominator"))
        for keys, numbers in found.items()
        if any(number is not None for number in numbers.values())
    }


def _of_frame(frame: pd.DataFrame, by: tuple[str, ...]) -> Cells:
    return {
        tuple("" if isinstance(row[name], float) else row[name] for name in by): (
            _number(row["value"]),
            _number(row["numerator"]),
            _number(row["denominator"]),
        )
        for row in frame.to_dict("records")
    }


def _number(read: Any) -> int | float | None:
    if read is None or read == "":
        return None
    number = float(read)
    return None if math.isnan(number) else number
