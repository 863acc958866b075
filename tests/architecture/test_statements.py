"""Every statement of the service is one that the schema understands."""

import importlib
import pkgutil
from collections.abc import Iterator

import asyncpg
import pytest

import service
from service.statistics.recount import about, of_matters, of_petitions

PLAIN = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def statements() -> Iterator[tuple[str, str]]:
    for module in pkgutil.walk_packages(service.__path__, "service."):
        if module.name.endswith(".__main__") or ".tables" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if name.isupper() and isinstance(value, str) and value.strip().startswith(PLAIN):
                yield f"{module.name}.{name}", value


ALL = dict(statements())


@pytest.mark.parametrize("name", list(ALL))
async def test_the_schema_understands(name: str, connection: asyncpg.Connection) -> None:
    prepared = await connection.prepare(ALL[name])

    assert prepared.get_query() == ALL[name]


def test_the_hot_statements_are_among_them() -> None:
    assert {"service.register.petitions.ENTER", "service.delivery.claims.CLAIM"} <= set(ALL)


def test_the_recount_reads_neither_the_ledger_nor_its_dates() -> None:
    second_path = " ".join((about.WITH, *of_petitions.SOURCES, *of_matters.SOURCES))

    assert "posting" not in second_path
    assert "registered_on" not in second_path
