"""Versions over HTTP (RFC 9110 §13): what is edited names the version it was read at, what is polled may answer 304."""

import re
from typing import Annotated

from fastapi import Header

VERSION_PATTERN = r'^(W/)?"[0-9]{1,9}"$'
IfMatch = Annotated[str, Header(alias="If-Match", pattern=VERSION_PATTERN, description="the version that was read")]
_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def version_tag(version: int) -> str:
    """The ETag of a record at this version."""
    return f'"{version}"'


def version_named(if_match: str) -> int:
    """The version that an If-Match of the pattern names."""
    return int(if_match.strip('W/"'))


def unchanged(if_none_match: str | None, tag: str) -> bool:
    """Whether the caller already holds what has this tag (weak comparison, RFC 9110 §8.8.3.2)."""
    if not if_none_match:
        return False
    if if_none_match.strip() == "*":
        return True
    opaque = _TAG.fullmatch(tag)
    return opaque is not None and opaque[1] in _TAG.findall(if_none_match)
