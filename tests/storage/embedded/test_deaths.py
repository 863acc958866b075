"""Owners, those who attach, and how a database comes back after every kind of death."""

import os
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from service.storage import embedded
from service.storage.embedded import owner, predecessor

from .processes import APP, FAST, another_process, ask, line_of, postmaster_of


def test_whoever_comes_second_attaches_and_takes_over_after_a_kill(ground: Path) -> None:
    with another_process(APP, ground / "data") as process:
        dsn = line_of(process)
        with embedded.running(ground / "data") as server:
            assert (server.owned, server.dsn) == (False, dsn)
            assert ask(server.dsn, "SELECT 1") == 1
        assert process.poll() is None, "leaving must not stop the owner's server"
        process.kill()
        process.wait()
        with embedded.running(ground / "data") as server:
            assert server.owned


def test_who_comes_while_the_owner_is_starting_waits(ground: Path) -> None:
    with another_process(APP, ground / "data") as process:
        while not (ground / "data/owner.lock").exists():
            time.sleep(0.01)
        with embedded.running(ground / "data") as server:
            assert not server.owned
            assert server.dsn == line_of(process)


def test_an_owner_without_a_server_is_named(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, "ATTACH_WITHIN", 0.1)
    with embedded.running(ground / "data", options=FAST) as server:
        postmaster_of(server.data_dir).kill()
        with pytest.raises(embedded.OwnerDoesNotAnswer, match=f"process {os.getpid()}, ready"):
            embedded.running(ground / "data").__enter__()
    with embedded.running(ground / "data", options=FAST):  # a start also removes the shared memory of the killed one
        pass


def test_no_server_outlives_a_killed_process(ground: Path) -> None:
    with another_process(APP, ground / "data") as process:
        line_of(process)
        postmaster = postmaster_of(ground / "data")
        process.kill()
        process.wait()
    deadline = time.monotonic() + 5
    while postmaster.is_running() and postmaster.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "an orphan"
        time.sleep(0.05)


@pytest.mark.parametrize("victim", ["app", "postmaster"])
def test_every_acknowledged_row_is_there_after_a_kill(ground: Path, victim: str) -> None:
    with another_process(APP, ground / "data") as process:
        line_of(process)
        acknowledged = [int(line_of(process)) for _ in range(200)]
        if victim == "app":
            process.kill()
            process.wait()
        else:
            postmaster_of(ground / "data").kill()
            process.kill()
            process.wait()
        with embedded.running(ground / "data") as server:
            assert server.owned
            assert ask(server.dsn, "SELECT count(*) FROM letter") >= len(acknowledged)


def test_a_server_killed_under_us_recovers_at_the_next_start(ground: Path) -> None:
    with embedded.running(ground / "data") as server:
        ask(server.dsn, "CREATE TABLE letter AS SELECT 1 AS id")
        postmaster_of(server.data_dir).kill()
    with embedded.running(ground / "data") as server:
        assert ask(server.dsn, "SELECT id FROM letter") == 1


def test_a_server_that_does_not_heed_is_made_to_stop(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predecessor, "PATIENCE", 0.3)
    with another_process(APP, ground / "data") as process:
        line_of(process)
        postmaster = postmaster_of(ground / "data")
        postmaster.suspend()
        process.kill()
        process.wait()
        with embedded.running(ground / "data") as server:
            assert ask(server.dsn, "SELECT 1") == 1
            assert postmaster_of(ground / "data") != postmaster


def test_a_stranger_with_the_old_process_id_is_left_alone(ground: Path) -> None:
    with embedded.running(ground / "data", options=FAST) as server:
        uid = (server.data_dir / "cluster").stat().st_uid
    user = uid if os.geteuid() == 0 else None
    with subprocess.Popen(["/bin/sleep", "60"], user=user) as stranger:
        lock = server.data_dir / "cluster/postmaster.pid"
        lock.write_text(f"{stranger.pid}\n{lock.parent}\n")
        os.chown(lock, uid, -1)
        with embedded.running(ground / "data", options=FAST) as server:
            assert ask(server.dsn, "SELECT 1") == 1
            assert stranger.poll() is None
        stranger.kill()


def test_a_lock_file_that_was_never_written_does_not_bar_the_start(ground: Path) -> None:
    with embedded.running(ground / "data", options=FAST):
        pass
    (ground / "data/cluster/postmaster.pid").touch()
    with embedded.running(ground / "data", options=FAST) as server:
        assert ask(server.dsn, "SELECT 1") == 1


def test_a_first_start_that_was_killed_leaves_nothing_half_made(ground: Path) -> None:
    with another_process(APP, ground / "data") as process:
        while not list(ground.glob("data/cluster.new.*/base")):
            time.sleep(0.005)
        process.kill()
        process.wait()
    assert not (ground / "data/cluster").exists()
    time.sleep(0.2)  # for the last child of initdb to notice
    with embedded.running(ground / "data", options=FAST) as server:
        assert ask(server.dsn, "SELECT 1") == 1
    assert not list(ground.glob("data/cluster.new.*"))
