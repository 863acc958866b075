"""The schema of a form that a door reads by itself, for the published contract: whole, without references."""

from typing import Any

from pydantic import BaseModel


def whole_schema(form: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a form with everything it refers to in its place."""
    schema = form.model_json_schema()
    parts: dict[str, Any] = schema.pop("$defs", {})
    found: dict[str, Any] = _resolved(schema, parts)
    return found


def _resolved(node: Any, parts: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_resolved(one, parts) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _resolved(parts[node["$ref"].rsplit("/", 1)[-1]], parts)
    return {name: _resolved(one, parts) for name, one in node.items()}
