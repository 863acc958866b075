"""JSON in the one form that is hashed and signed (RFC 8785)."""

from collections.abc import Mapping, Sequence

import orjson

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]


def canonical(document: Mapping[str, Value]) -> bytes:
    """The document's bytes. Names are ASCII and nothing is a fraction: then sorted and without blanks is RFC 8785."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
