"""A captured statement as a pgbench script: same text, same arguments, new ids and keys in every transaction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from bench.intake_statement import KEY_SHA256, SERIAL, Sent
from service.rulebook.vocabulary import JobKind

_PLACEHOLDER = re.compile(r"\$(\d+)")

# Serials of many clients interleave, as they do in the service; numbers and keys come in no order, as theirs do.
UNIQUE = r"""\set n :n + 1
\set id :n * 256 + :client_id
\set other 0 - :id
\set number permute(:id, 9999999999, 1)
\set key permute(:id, 8999999999999999999, 2)
"""


@dataclass(frozen=True, slots=True)
class Script:
    """A script and the values of its variables, to be given by `-D`."""

    text: str
    variables: dict[str, str]


def script(sent: Sent) -> Script:
    """The statement as a script."""
    variables: dict[str, str] = {}

    def argument(found: re.Match[str]) -> str:
        position = int(found[1])
        value = sent.statement.args[position - 1]
        if value is None:
            return "NULL"  # a pgbench variable cannot be one
        unique = _unique(value, sent)
        if unique:
            return unique
        variables[f"p{position}"] = literal(value)
        return f":p{position}"

    return Script(f"{UNIQUE}{_PLACEHOLDER.sub(argument, sent.statement.sql).strip()};\n", variables)


def literal(value: Any) -> str:
    """A value in PostgreSQL's text form."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return str(value)  # the text itself, of a StrEnum too
        case bytes():
            return "\\x" + value.hex()
        case datetime() | date():
            return value.isoformat()
        case list():
            return "{" + ",".join(_element(one) for one in value) + "}"
        case int():
            return str(value)
        case _:
            return orjson.dumps(value).decode()  # what jsonb columns are given


def arguments(sent: Sent, serial: int) -> Sequence[Any]:
    """The statement's arguments for another petition, as Python values."""
    fresh = {":id": serial, ":other": -serial, ":number": serial, ":key": serial.to_bytes(32, "big")}

    def replaced(value: Any) -> Any:
        mark = _unique(value, sent)
        return value if mark is None else str(fresh[mark]) if isinstance(value, str) else fresh[mark]

    return [replaced(value) for value in sent.statement.args]


def _unique(value: Any, sent: Sent) -> str | None:
    if value == KEY_SHA256:
        return ":key"
    if value == sent.number:
        return ":number"
    if isinstance(value, str) and f":{SERIAL}" in value:
        return ":other" if value.startswith(JobKind.RELATE) else ":id"  # the keys of the petition's two jobs
    if value == SERIAL:
        return ":id"
    return None


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    return '"' + literal(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
