"""A start: what it makes, what it takes as told, and what it says when it cannot."""

import shutil
import stat
from pathlib import Path

import pytest

from service.storage import embedded
from service.storage.embedded import account, binaries, door

from .processes import FAST, ask


def test_rows_survive_a_restart(ground: Path) -> None:
    with embedded.running(ground / "data", options=FAST) as server:
        assert (server.owned, server.data_dir) == (True, ground / "data")
        ask(server.dsn, "CREATE TABLE letter AS SELECT '信访局' AS subject")
    with embedded.running(ground / "data", options=FAST) as server:
        assert ask(server.dsn, "SELECT subject FROM letter") == "信访局"


def test_a_new_database_is_utf8_checksummed_and_durable(ground: Path) -> None:
    with embedded.running(ground / "data") as server:
        facts = "datcollate || ' ' || pg_encoding_to_char(encoding)"
        assert ask(server.dsn, f"SELECT {facts} FROM pg_database WHERE datname = 'xinfang'") == "C.UTF-8 UTF8"  # noqa: S608
        for setting in ("data_checksums", "fsync", "synchronous_commit"):
            assert ask(server.dsn, f"SHOW {setting}") == "on"


@pytest.mark.parametrize(
    ("name", "moved"),
    [('信访 局\'s "卷"', False), ("data, second", True), ("/".join(["很长的路径"] * 8), True)],
    ids=["spaces, Chinese and quotes", "comma", "too long for a socket"],
)
def test_any_path_will_do(ground: Path, name: str, moved: bool) -> None:
    directories = []
    for _ in range(2):
        with embedded.running(ground / name, options=FAST) as server:
            assert ask(server.dsn, "SELECT 1") == 1
            directories.append(door.known(ground / name))
            assert stat.S_IMODE(directories[-1].stat().st_mode) == 0o700
    assert directories[0] == directories[1]
    assert moved == (directories[0] != ground / name / "socket")


def test_a_directory_of_a_stranger_in_tmp_is_not_used_again(ground: Path) -> None:
    data_dir = ground / "data, second"
    with embedded.running(data_dir, options=FAST):
        first = door.known(data_dir)
    first.chmod(0o755)
    with embedded.running(data_dir, options=FAST):
        second = door.known(data_dir)
    assert first != second
    shutil.rmtree(first)


def test_two_servers_run_side_by_side(ground: Path) -> None:
    with embedded.running(ground / "a", options=FAST) as one, embedded.running(ground / "b", options=FAST) as other:
        ask(one.dsn, "CREATE TABLE letter ()")
        assert ask(other.dsn, "SELECT to_regclass('letter')") is None


def test_options_are_settings_but_cannot_open_the_door(ground: Path) -> None:
    with embedded.running(ground / "data", options={**FAST, "work_mem": "7MB", "listen_addresses": "*"}) as server:
        assert ask(server.dsn, "SHOW work_mem") == "7MB"
        assert ask(server.dsn, "SHOW listen_addresses") == ""


def test_a_broken_configuration_is_reported_in_the_words_of_the_log(ground: Path) -> None:
    with embedded.running(ground / "data", options=FAST):
        pass
    with (ground / "data/cluster/postgresql.conf").open("a") as configuration:
        configuration.write("nonsense = 1\n")
    with pytest.raises(embedded.PostgresDidNotStart, match='unrecognized configuration parameter "nonsense"'):
        embedded.running(ground / "data").__enter__()


def test_data_of_another_major_version_are_refused(ground: Path) -> None:
    with embedded.running(ground / "data", options=FAST):
        pass
    (ground / "data/cluster/PG_VERSION").write_text("14\n")
    with pytest.raises(embedded.OtherMajorVersion, match=r"written by PostgreSQL 14; .* PostgreSQL \d+ and cannot"):
        embedded.running(ground / "data").__enter__()


def test_a_directory_without_programs_is_named(ground: Path) -> None:
    with pytest.raises(embedded.PostgresNotFound, match=str(ground)):
        embedded.running(ground / "data", bin_dir=ground).__enter__()


@pytest.mark.skipif(not shutil.which("initdb", path="/usr/lib/postgresql/15/bin"), reason="no PostgreSQL 15 installed")
def test_a_named_directory_of_programs_is_used(ground: Path) -> None:
    with embedded.running(ground / "data", bin_dir=Path("/usr/lib/postgresql/15/bin"), options=FAST) as server:
        assert ask(server.dsn, "SHOW server_version").startswith("15.")


def test_a_system_without_the_locale_gets_the_builtin_one(ground: Path) -> None:
    real = binaries.find(None, account.for_postgres(), ground / "shared").directory
    (ground / "bin").mkdir()
    (ground / "bin/postgres").symlink_to(real / "postgres")
    initdb = ground / "bin/initdb"
    refuse = 'case "$*" in *--locale=C.UTF-8*) echo "invalid locale name"; exit 1;; esac'
    initdb.write_text(f'#!/bin/sh\n{refuse}\nexec "{real}/initdb" "$@"\n')
    initdb.chmod(0o755)
    with embedded.running(ground / "data", bin_dir=ground / "bin", options=FAST) as server:
        question = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'xinfang'"
        assert ask(server.dsn, question) == "bC.UTF-8"
