"""The published contract is valid, and a running service keeps it whatever is sent (schemathesis)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from service.app import build
from service.desk.kit import Desk
from service.settings import Settings
from tests.serving import Running, running
from tests.thorough import THOROUGH

ROOT = Path(__file__).parents[2]
# Per operation and phase. Without a key every door says one and the same, so the suite tries each only once. The phase
# of coverage sends five thousand requests, which take a third of the time of all other tests together.
EXAMPLES = {"everybody": 20 if THOROUGH else 3, "nobody": 1}
ALL = "examples,coverage,fuzzing,stateful"
PHASES = {
    "everybody": ALL if THOROUGH else "examples,fuzzing,stateful",
    "nobody": ALL if THOROUGH else "examples",
}


def test_the_contract_is_valid_openapi() -> None:
    validate(build(Settings(), _never_opened).openapi())


def test_every_operation_is_in_a_section_and_says_whether_it_wants_a_key() -> None:
    document = build(Settings(), _never_opened).openapi()
    sections = {one["name"] for one in document["tags"]}

    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert set(operation["tags"]) <= sections, f"{method} {path}"
            assert "security" in operation, f"{method} {path}"
    assert document["paths"]["/verify/{serial}"]["get"]["security"] == []
    assert document["paths"]["/v1/petitions"]["post"]["security"] != []


def _never_opened() -> AbstractAsyncContextManager[Desk]:
    raise AssertionError("a contract needs no desk")


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    """The service as an operator starts it, on a database of its own."""
    with running() as started:
        yield started


@pytest.mark.parametrize("caller", list(EXAMPLES))
def test_the_service_keeps_its_contract(service: Running, caller: str, tmp_path: Path) -> None:
    key = ["--header", f"Authorization: Bearer {service.everything_key}"] if caller == "everybody" else []
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(ROOT / "schemathesis.toml"), "run"),
        *(f"{service.url}/openapi.json", "--checks", "all", "--phases", PHASES[caller]),
        *("--max-examples", str(EXAMPLES[caller]), "--seed", "1", "--generation-database", "none", *key),
    ]

    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONWARNINGS": ""}, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "generated" in done.stdout
