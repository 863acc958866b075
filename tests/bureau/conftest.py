"""A bureau's directory that a test may break, and the shared data beside the repository where they are at hand."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from service.bureau.load import HUBIN, Bureau, load
from service.bureau.tables import BrokenReference

Breaking = Callable[[str, str, str], BrokenReference]


@pytest.fixture(scope="session")
def hubin() -> Bureau:
    return load()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HUBIN, tmp_path / "bureau"))


@pytest.fixture
def broken(directory: Path) -> Breaking:
    """Replace the first occurrence of a text in one file, load, and hand back the complaint."""

    def replace(file: str, old: str, new: str) -> BrokenReference:
        path = directory / file
        text = path.read_text(encoding="utf-8")
        assert old in text, "the test breaks nothing"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(BrokenReference) as refusal:
            load(directory)
        return refusal.value

    return replace


@pytest.fixture(scope="session")
def shared(pytestconfig: pytest.Config) -> Path:
    found = pytestconfig.rootpath.parent / "shared" / "data"
    if not found.is_dir():
        pytest.skip("the shared data do not lie beside the repository")
    return found
