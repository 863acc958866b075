"""The database files: made whole or not at all, read only by the version that wrote them, opened to one account."""

import os
import shutil
import tempfile
from pathlib import Path

from service.storage.embedded.account import Account
from service.storage.embedded.binaries import Binaries
from service.storage.embedded.child import run
from service.storage.embedded.errors import OtherMajorVersion, PostgresDidNotStart
from service.storage.embedded.home import CLUSTER

ROLE = DATABASE = "xinfang"
DRAFT = "cluster.new."

# C.UTF-8 knows Chinese letters and sorts alike everywhere. Where the system lacks it, PostgreSQL ≥ 17 brings its own.
LOCALES = (("--locale=C.UTF-8",), ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"))


def ensure(home: Path, binaries: Binaries, account: Account, *, log: Path, durable: bool) -> Path:
    """The cluster of a data directory, made at the first start.

    To be called by the owner of the directory alone. Raises `OtherMajorVersion`, `PostgresDidNotStart`.
    """
    cluster = home / CLUSTER
    for leftover in home.glob(f"{DRAFT}*"):
        # An initdb dies with the process that started it, but its own child may need a moment more and still write.
        # Then something stays for the next start to remove; drafts never share a name, so it disturbs nobody.
        shutil.rmtree(leftover, ignore_errors=True)
    if not cluster.exists():
        _make(cluster, binaries, account, log=log, durable=durable)
    found = (cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
    if found != binaries.major:
        raise OtherMajorVersion(cluster, found, binaries.directory, binaries.major)
    return cluster


def admit_only(account: Account, home: Path) -> dict[str, str]:
    """Let in our own account as the role xinfang through the socket and nobody else; the settings that say so.

    Written anew at every start, so that it always names who runs us now.
    """
    name = account.client.replace('"', '""')
    rules = {
        "hba_file": (home / "pg_hba.conf", f"local all {ROLE} peer map={ROLE}\n"),
        "ident_file": (home / "pg_ident.conf", f'{ROLE} "{name}" {ROLE}\n'),
    }
    for path, text in rules.values():
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)  # postgres reads it, whatever the umask
    return {setting: str(path) for setting, (path, _) in rules.items()}


def _make(cluster: Path, binaries: Binaries, account: Account, *, log: Path, durable: bool) -> None:
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=cluster.parent))
    try:
        account.take_over(draft)
        _initdb(draft, binaries, account, log=log, durable=durable)
        # Single-user mode, so that the rename below publishes a cluster that lacks nothing.
        _succeed(
            [binaries.postgres, "--single", "-D", draft, "-c", "exit_on_error=on", "postgres"],
            account,
            log=log,
            says=f"CREATE DATABASE {DATABASE}\n".encode(),
        )
        draft.rename(cluster)
        _sync(cluster.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _initdb(draft: Path, binaries: Binaries, account: Account, *, log: Path, durable: bool) -> None:
    command: list[str | Path] = [
        binaries.initdb,
        "-D",
        draft,
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--data-checksums",
    ]
    command += ["--auth-local=peer", "--auth-host=reject", *([] if durable else ["--no-sync"])]
    preferred, substitute = LOCALES
    try:
        _succeed([*command, *preferred], account, log=log)
    except PostgresDidNotStart as failed:
        if not any("locale" in line for line in failed.said):
            raise
        _succeed([*command, *substitute], account, log=log)


def _succeed(command: list[str | Path], account: Account, *, log: Path, says: bytes = b"") -> None:
    code, said = run(command, account, says=says)
    if code != 0:
        with log.open("a", encoding="utf-8") as record:
            record.write(said)
        raise PostgresDidNotStart(
            f"The database could not be made: {Path(command[0]).name} ended with exit code {code}",
            said.splitlines()[-15:],
            log,
        )


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
