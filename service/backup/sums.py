"""`SHA256SUMS`: one line a file, in the form of `sha256sum`, so that a backup can be checked without this service."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from service.backup.manifest import NAME, SUMS, Manifest
from service.backup.refusals import Damaged

PIECE = 1 << 20


def digest(file: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def write(folder: Path, names: list[str]) -> str:
    """List the files of a backup under construction; the digest of the list."""
    list_ = folder / SUMS
    with list_.open("w", encoding="ascii") as out:
        out.writelines(f"{digest(folder / name)}  {name}\n" for name in names)
    return digest(list_)


def check(folder: Path, manifest: Manifest) -> list[str]:
    """The names of all files of a backup, each seen to be whole. Raises `Damaged`."""
    try:
        if digest(folder / SUMS) != manifest.sums_sha256:
            raise Damaged(f"{SUMS} was changed")
        named = dict(_lines(folder / SUMS))
        for name, wanted in named.items():
            if digest(folder / name) != wanted:
                raise Damaged(f"{name} was changed")
    except FileNotFoundError as missing:
        raise Damaged(f"{Path(missing.filename).name} is missing") from missing
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    if more := there - set(named) - {NAME, SUMS}:
        raise Damaged(f"{min(more)} does not belong to it")
    return list(named)


def _lines(list_: Path) -> Iterator[tuple[str, str]]:
    with list_.open(encoding="ascii") as lines:
        for line in lines:
            wanted, name = line.rstrip("\n").split("  ", 1)
            yield name, wanted
