"""The forms on offer: suffix, media type, and what each allows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """One representation. A suffix after the indicator's name, or its media type in Accept, asks for it."""

    suffix: str
    media_type: str
    in_pages: bool = False  # whether `limit` and `after` may cut it; a cube, a workbook and a picture are whole
    compressible: bool = True


JSON = Form(".json", "application/json", in_pages=True)
CSV = Form(".csv", "text/csv", in_pages=True)
CSV_METADATA = Form(".csv-metadata.json", "application/csvm+json")
XLSX = Form(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", compressible=False)
# Nobody has registered a media type for JSON-stat; this one tells it from the service's own JSON.
JSON_STAT = Form(".json-stat", "application/vnd.json-stat+json")
SVG = Form(".svg", "image/svg+xml")

FORMS = (JSON, CSV, XLSX, JSON_STAT, SVG, CSV_METADATA)  # where Accept leaves the choice, the first that fits
