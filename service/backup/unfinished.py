"""The sign that a restore was begun and has not ended: where it stands, nothing is served."""

from pathlib import Path

from service.backup.manifest import Manifest


class Unfinished:
    """A file that names the backup under way."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def is_of(self, backup: Manifest) -> bool:
        """Whether it is this backup that was begun to be restored."""
        return self._file.exists() and self._file.read_text(encoding="ascii").strip() == backup.sums_sha256

    def put(self, backup: Manifest) -> None:
        """Set up the sign."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file.write_text(f"{backup.sums_sha256}\n", encoding="ascii")

    def take_down(self) -> None:
        """The restore has ended."""
        self._file.unlink()
