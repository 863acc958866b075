"""Marks every free text on its way into the service, and notes through which doors one came."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
from fastapi import FastAPI

# Three characters that stand beside each other in no text but ours; a telephone and a card that nobody has.
MARK, PHONE, CARD = "䴉䶮䳺", "13877766655", "411202199003077774"

WRITTEN = re.compile(r"^\^\[\^")  # `desk/forms.py`: any writing but control characters
NUMBERS_TO_CALL = re.compile(r"0-9\+\(\)")
# Strings without a pattern that are looked up in a closed list by whoever takes them, or never kept.
CODES = frozenset(
    {
        *("accused", "content_class", "organ", "organs", "division", "number", "numbers", "earlier", "supervised"),
        *("proposed_organ", "trigger", "client_id", "client_secret", "scope"),
    }
)

Door = tuple[str, str]  # an operation and a field of its body


def doors(specification: dict[str, Any]) -> set[Door]:
    """Every field of every operation in which somebody can write what he likes."""
    return {
        (f"{method.upper()} {path}", field)
        for path, operations in specification["paths"].items()
        for method, operation in operations.items()
        for form in operation.get("requestBody", {}).get("content", {}).values()
        for field in _texts(form["schema"], specification["components"]["schemas"], "")
    }


def _texts(schema: dict[str, Any], named: dict[str, Any], path: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from _texts(named[schema["$ref"].rpartition("/")[2]], named, path)
    for kind in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(kind, ()):
            yield from _texts(one, named, path)
    for name, field in schema.get("properties", {}).items():
        yield from _texts(field, named, f"{path}/{name}")
    if "items" in schema:
        yield from _texts(schema["items"], named, path)
    if schema.get("type") == "string" and _free(schema, path.rpartition("/")[2]):
        yield path.removeprefix("/letter")  # the same form, as a part of a multipart one


def _free(schema: dict[str, Any], name: str) -> bool:
    if any(word in schema for word in ("enum", "const", "format", "contentMediaType")):
        return False
    pattern = schema.get("pattern")
    if pattern is None:
        return name not in CODES
    return WRITTEN.match(pattern) is not None or NUMBERS_TO_CALL.search(pattern) is not None


class Marking(httpx.ASGITransport):
    """Hands requests on with every free text marked, and keeps the doors through which one was taken in."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, raise_app_exceptions=False)
        self.specification = app.openapi()
        self.doors = doors(self.specification)
        self.tried: set[Door] = set()
        self._paths = {
            path: re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$") for path in self.specification["paths"]
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to the same request with marks in it."""
        operation = f"{request.method} {self._path(request.url.path)}"
        seen: set[Door] = set()
        if request.headers.get("content-type") == "application/json" and (content := await request.aread()):
            marked = self._marked(json.loads(content), operation, "", seen)
            body = json.dumps(marked, ensure_ascii=False).encode()
            headers = {**request.headers, "content-length": str(len(body))}
            request = httpx.Request(request.method, request.url, headers=headers, content=body)
        answer = await super().handle_async_request(request)
        if answer.status_code < 300:
            self.tried |= seen
        return answer

    def _path(self, path: str) -> str:
        return next((template for template, shape in self._paths.items() if shape.match(path)), path)

    def _marked(self, value: Any, operation: str, path: str, seen: set[Door]) -> Any:
        if isinstance(value, dict):
            return {name: self._marked(one, operation, f"{path}/{name}", seen) for name, one in value.items()}
        if isinstance(value, list):
            return [self._marked(one, operation, path, seen) for one in value]
        if (operation, path) not in self.doors or not isinstance(value, str):
            return copy.copy(value)
        seen.add((operation, path))
        if path.endswith("/phone"):
            return PHONE
        return CARD if path.endswith("/document/number") else value + MARK
