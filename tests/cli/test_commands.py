"""The commands as an operator types them, against a service that really runs."""

import csv
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.serving import Running, free_port, running

FAULTS_OF_STYLE = ("Traceback", "raise ", 'File "')


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    """A service with its worker, as `serve` starts it."""
    with running() as started:
        yield started


def xinfang(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    """Invented messages of several kinds, one of them empty and one full of quotes."""
    file = tmp_path / "messages.csv"
    rows = [
        ("拖欠工资", "在某工地干活三个月，老板拖欠工资一万二千元，请帮忙讨要。"),
        ("路灯不亮", '小区门口的路灯坏了两个月，"打过电话"，没人修。'),
        ("", ""),
        ("学校收费", "孩子学校收取资料费三百元，没有收据。"),
        ("公交改线", "希望六路公交延长到医院门口。"),
    ] * 6
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("title", "detail"))
        writer.writerows(rows)
    return file


def test_nothing_is_invented_in_the_year_that_was_reported(tmp_path: Path) -> None:
    done = xinfang("demo", "--reported", "--year", "2025", XINFANG_DATA_DIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.strip() == ("xinfang: what is invented would spoil the figures of 2025; choose a later --year")


def test_the_first_start_prints_its_keys_once(service: Running) -> None:
    names = ("PORTAL", "STATISTICS", "CLERK", "ACCUSATIONS")
    assert set(service.keys) == {f"XINFANG_{name}_KEY" for name in names}
    assert "shown this once" in service.said.read_text()


def test_a_replay_agrees_with_the_statistics_and_a_second_one_registers_nothing(
    service: Running, messages: Path
) -> None:
    first = xinfang("replay", str(messages), "--url", service.url, **service.keys)
    second = xinfang("replay", str(messages), "--url", service.url, **service.keys)

    assert first.returncode == 0, first.stdout + first.stderr
    assert "acknowledged      30: 30 new, 0 answered as before" in first.stdout
    assert "equal what was acknowledged" in first.stdout
    assert second.returncode == 0, second.stdout + second.stderr
    assert "acknowledged      30: 0 new, 30 answered as before" in second.stdout


def test_a_replay_with_a_wrong_key_says_so(service: Running, messages: Path) -> None:
    keys = {**service.keys, "XINFANG_PORTAL_KEY": "xf_wrong"}

    done = xinfang("replay", str(messages), "--url", service.url, "--limit", "2", **keys)

    assert done.returncode == 1
    assert "401 unauthenticated" in done.stdout


def test_a_file_without_the_columns_is_refused(service: Running, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n")

    done = xinfang("replay", str(tmp_path / "odd.csv"), "--url", service.url, **service.keys)

    assert done.returncode == 1
    assert "needs the columns title and detail" in done.stderr


def test_a_taken_port_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = xinfang("serve", XINFANG_PORT=port, XINFANG_DATA_DIR=str(tmp_path / "data"))

    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"XINFANG_PORT": "many"}, "XINFANG_PORT"),
        ({"XINFANG_SECRET": "short"}, "XINFANG_SECRET"),
        ({"XINFANG_SECRET": "s" * 40, "XINFANG_SECRET_FILE": "/etc/hostname"}, "not both"),
        ({"XINFANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "XINFANG_DATABASE_URL"),
        ({"XINFANG_BUREAU_DIR": "/nowhere"}, "/nowhere"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_plain_line(
    environment: dict[str, str], says: str, tmp_path: Path
) -> None:
    done = xinfang("doctor", **{"XINFANG_DATA_DIR": str(tmp_path), **environment})

    assert done.returncode == 1
    assert says in done.stderr
    assert not any(fault in done.stderr for fault in FAULTS_OF_STYLE)


def test_another_secret_does_not_start_on_this_database(service: Running) -> None:
    other = {"XINFANG_SECRET": "another secret than the first one, long enough", "XINFANG_PORT": str(free_port())}

    done = xinfang("serve", **{**service.environment, **other})

    assert done.returncode != 0
    assert "set XINFANG_SECRET" in done.stderr


def test_the_doctor_finds_nothing_wrong_with_a_good_installation(service: Running) -> None:
    done = xinfang("doctor", **service.environment)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "BAD" not in done.stdout
    for subject in ("settings", "public address", "bureau", "holidays", "fonts", "recognition", "disk", "clock"):
        assert f"ok   {subject}:" in done.stdout
    for subject in ("secret", "signing keys", "client keys", "database", "collation", "schema", "worker"):
        assert f"ok   {subject}:" in done.stdout


def test_the_doctor_says_what_is_wrong_and_what_to_do(service: Running) -> None:
    soon = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    xinfang("clients", "add", "ending", "--scope", "statistics:read", "--expires", soon, **service.environment)

    done = xinfang("doctor", **service.environment, XINFANG_HOST="192.0.2.1", XINFANG_LOGLEVEL="DEBUG")

    assert done.returncode == 1
    assert "BAD  settings: XINFANG_LOGLEVEL is no setting" in done.stdout
    assert "BAD  public address: http://127.0.0.1:8000; notices would send citizens there" in done.stdout
    assert "BAD  client keys: the last key of ending ends within fourteen days: `xinfang clients rotate`" in done.stdout
    assert xinfang("clients", "revoke", "ending", **service.environment).returncode == 0


def test_the_sweep_by_hand_says_what_it_did_and_refuses_a_day_to_come(service: Running) -> None:
    done = xinfang("sweep", "--on", "2026-03-06", **service.environment)
    ahead = xinfang("sweep", "--on", "2999-01-01", **service.environment)

    assert (done.returncode, done.stdout.split(":")[0]) == (0, "2026-03-06"), done.stderr
    assert (ahead.returncode, ahead.stderr) == (1, "xinfang: 2999-01-01 has not begun\n")


def test_what_has_been_kept_as_long_as_it_must_be_is_listed(service: Running) -> None:
    done = xinfang("retention", "due", "--on", "2026-03-06", **service.environment)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("0 petitions whose retention is over on 2026-03-06\n")


def test_clients_are_added_listed_and_revoked(service: Running) -> None:
    environment = service.environment
    key = xinfang("clients", "add", "12345", "--scope", "statistics:read", **environment).stdout.strip()
    headers = {"Authorization": f"Bearer {key}"}

    assert httpx.get(f"{service.url}/v1/statistics", headers=headers).status_code == 200
    assert "12345" in xinfang("clients", "list", **environment).stdout
    assert "already" in xinfang("clients", "add", "12345", "--scope", "statistics:read", **environment).stderr
    assert xinfang("clients", "revoke", "12345", **environment).returncode == 0
    assert "no client" in xinfang("clients", "revoke", "12345", **environment).stderr


def test_dead_jobs_are_shown(service: Running) -> None:
    environment = service.environment

    assert xinfang("jobs", "dead", **environment).returncode == 0
    assert "no dead job 99" in xinfang("jobs", "retry", "99", **environment).stderr
