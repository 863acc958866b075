"""Where the data are: in the directory asked for, or, where postgres could not get there, in a shared one."""

import hashlib
import os
from pathlib import Path

from service.storage.embedded.account import Account
from service.storage.embedded.errors import DataDirectoryUnusable

SHARED = Path("/var/lib/xinfang")
CLUSTER = "cluster"


def settle(wanted: Path, account: Account) -> Path:
    """The directory that holds the data, made where it is missing.

    Only for root may it be another than the one asked for. A database that exists is never passed over for an empty
    one: that would look like the loss of every petition. Raises `DataDirectoryUnusable`.
    """
    try:
        home = _choose(wanted.resolve(), account)
        make(home, account)
        _belongs_to(home / CLUSTER, account)
    except OSError as refused:
        raise unusable(wanted, refused) from refused
    return home


def make(directory: Path, account: Account) -> None:
    """Make what is missing of the path, for us alone; the account, if another, may pass through but not look around."""
    mode = 0o711 if account.lowered else 0o700
    for missing in reversed([part for part in (directory, *directory.parents) if not part.exists()]):
        missing.mkdir(exist_ok=True)
        missing.chmod(mode)  # as it stands here, whatever the umask
    if account.lowered and not account.may_search(directory):
        directory.chmod(directory.stat().st_mode | 0o001)


def unusable(data_dir: Path, refused: Exception) -> DataDirectoryUnusable:
    """The system's refusal in the words of this package."""
    return DataDirectoryUnusable(
        data_dir,
        str(refused),
        "Make it writable for the user who runs xinfang, make room on its disk, or name another in XINFANG_DATA_DIR.",
    )


def fingerprint(directory: Path) -> str:
    """Twelve hex digits that stand for the path of a directory."""
    return hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]


def _choose(wanted: Path, account: Account) -> Path:
    if not account.lowered:
        return wanted
    barred = [parent for parent in wanted.parents if parent.exists() and not account.may_search(parent)]
    if (wanted / CLUSTER).exists():
        if barred:
            raise DataDirectoryUnusable(
                wanted,
                f"the account {account.name}, which runs PostgreSQL for root, may not pass {barred[-1]}",
                f"Allow it to pass (`chmod o+x '{barred[-1]}'`), or move the data directory.",
            )
        return wanted
    elsewhere = SHARED / fingerprint(wanted)
    return elsewhere if barred or (elsewhere / CLUSTER).exists() else wanted


def _belongs_to(cluster: Path, account: Account) -> None:
    if cluster.exists() and (owner := cluster.stat().st_uid) != account.uid:
        raise DataDirectoryUnusable(
            cluster.parent,
            f"its database belongs to the user id {owner}, and PostgreSQL would run as {account.name} ({account.uid})",
            "Run xinfang as the user who ran it first (root's database belongs to `nobody`), or name another in "
            "XINFANG_DATA_DIR.",
        )
