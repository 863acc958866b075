"""An answer on its way out: its form made away from the event loop, its tag, how long it may be kept, its links."""

import gzip
import hashlib
from collections.abc import Sequence
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import Response

from service.bureau.load import Bureau
from service.statistics.answer import Reading, tag
from service.statistics.fold import Table
from service.statistics.formats import svg
from service.statistics.formats.answered import Answered
from service.statistics.formats.csv_lines import BOM, csv_text
from service.statistics.formats.csv_metadata import csv_metadata
from service.statistics.formats.forms import CSV, CSV_METADATA, JSON, JSON_STAT, SVG, XLSX, Form
from service.statistics.formats.json_stat import json_stat
from service.statistics.formats.plain_json import json_text
from service.statistics.formats.presentation import Presentation
from service.statistics.formats.xlsx import workbook
from service.statistics.question import Question

AT_ONCE = 300  # cells that are shown sooner than a thread is found for them
WORTH_PACKING = 1400  # bytes: what fits one packet is not sooner there for being smaller
A_DAY = 86_400
_ONE = CapacityLimiter(1)  # big answers are made one at a time: they share the processor with everything else


def headers(
    question: Question,
    reading: Reading,
    bureau: Bureau,
    form: Form,
    shown: Presentation,
    named: Sequence[tuple[str, str]],
    told: Table | None,
) -> dict[str, str]:
    """What a cache must know. Two forms, or two pages, of the same figures have different tags.

    Only a question that names both its end and its `as_of` has the same answer tomorrow, and may be kept; `private`,
    because a key was needed for it. `told` are the figures, where they make the tag.
    """
    made = hashlib.sha256(f"{tag(question, reading, bureau, told)} {form.suffix} {shown}".encode()).hexdigest()[:32]
    fixed = {"to", "as_of"} <= {name for name, _ in named}
    return {
        "ETag": f'W/"{made}"',
        "Cache-Control": f"private, max-age={A_DAY}" if fixed else "private, no-cache",
        "Vary": "Accept, Accept-Encoding",
    }


async def response(
    answered: Answered, form: Form, shown: Presentation, cached: dict[str, str], accept_encoding: str | None
) -> Response:
    """The answer in its form. Raises `UnknownParameter` for what this form cannot show."""
    packing = form.compressible and _takes_gzip(accept_encoding)
    if form is not SVG and len(answered.table.cells) <= AT_ONCE:
        body, encoding = _made(answered, form, shown, packing)
    else:
        body, encoding = await to_thread.run_sync(_made, answered, form, shown, packing, limiter=_ONE)
    return Response(body, 200, cached | encoding | _links(answered, form, shown), form.media_type)


def _made(answered: Answered, form: Form, shown: Presentation, packing: bool) -> tuple[bytes, dict[str, str]]:
    body = content(answered, form, shown)
    if not packing or len(body) < WORTH_PACKING:
        return body, {}
    # Level 4: at 1.2 MB half the time of level 6, for about as many bytes.
    return gzip.compress(body, 4, mtime=0), {"Content-Encoding": "gzip"}


def content(answered: Answered, form: Form, shown: Presentation) -> bytes:
    """The bytes of a form."""
    made = {
        JSON: lambda: json_text(answered, _rest(answered, shown)).encode(),
        CSV: lambda: ((BOM if shown.bom else "") + csv_text(answered)).encode(),
        CSV_METADATA: lambda: csv_metadata(answered),
        XLSX: lambda: workbook(answered),
        JSON_STAT: lambda: json_stat(answered),
        SVG: lambda: svg.chart(answered),
    }
    return made[form]()


def _links(answered: Answered, form: Form, shown: Presentation) -> dict[str, str]:
    """RFC 8288: the next page for those who read no JSON, and what the columns mean (CSVW §5.2)."""
    links = []
    rest = _rest(answered, shown)
    if rest is not None:
        links.append(f'<{answered.address(form.suffix, rest)}>; rel="next"')
    if form is CSV:
        described = answered.address(CSV_METADATA.suffix)
        links.append(f'<{described}>; rel="describedby"; type="{CSV_METADATA.media_type}"')
    return {"Link": ", ".join(links)} if links else {}


def _rest(answered: Answered, shown: Presentation) -> str | None:
    if answered.rest is None:
        return None
    marked = {"bom": "true"} if shown.bom else {}
    return urlencode({"limit": shown.limit, "after": answered.rest, **marked}, safe=",")


def _takes_gzip(accept_encoding: str | None) -> bool:
    """Whether the caller reads gzip (RFC 9110 §12.5.3); what has no weight is wanted, `q=0` is not."""
    for item in (accept_encoding or "").split(","):
        name, _, weight = item.replace(" ", "").lower().partition(";q=")
        if name in ("gzip", "x-gzip"):
            return weight.strip("0.") != "" if weight else True
    return False
