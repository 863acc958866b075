"""A jurist over 湖滨区's own tables, with a text model that knows nothing, so that the rules stand alone."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from service.bureau.load import Bureau, load
from service.classification.jurist import Jurist
from service.classification.stretches import Stretch
from service.reading.grams import Grams
from service.rulebook.jurisdiction import Candidate

DAY = date(2026, 3, 6)


@dataclass(frozen=True)
class SilentModel:
    """Stands where the trained model stands and weighs every text the same."""

    said: tuple[Candidate, ...] = ()
    version: str = "silent"

    def weigh(self, petition: Grams) -> tuple[Candidate, ...]:  # noqa: ARG002
        return self.said

    def evidence(self, petition: Grams, code: str, most: int = 3) -> tuple[Stretch, ...]:  # noqa: ARG002
        return ()


@pytest.fixture(scope="session")
def hubin() -> Bureau:
    return load()


@pytest.fixture(scope="session")
def jurist(hubin: Bureau) -> Jurist:
    return Jurist(hubin, SilentModel())


@pytest.fixture(scope="session")
def cases(pytestconfig: pytest.Config) -> Path:
    found = pytestconfig.rootpath.parent / "shared" / "data" / "hubin"
    if not found.is_dir():
        pytest.skip("the shared cases do not lie beside the repository")
    return found
