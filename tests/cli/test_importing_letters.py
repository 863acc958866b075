"""A folder of scans is imported once, however often it is tried, with a report of what became of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.letters.pages import BODY, blank, page
from tests.serving import Running, running


def imported(service: Running, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service", "letters", "import", str(folder), "--url", service.url, "--wait", "90"]
    environment = {**os.environ, "XINFANG_LETTERS_KEY": service.everything_key}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)


def test_a_folder_is_imported_once_and_reported(tmp_path: Path) -> None:
    (tmp_path / "one.jpg").write_bytes(page())
    (tmp_path / "one.json").write_text(json.dumps({"addressee": "区信访局", "anonymous": True}), encoding="utf-8")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "1.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "three.png").write_bytes(blank())
    (tmp_path / "four.pdf").write_bytes(b"%PDF-1.7 cut off")

    with running() as service:
        first = imported(service, tmp_path)
        (tmp_path / "copy of one.jpg").write_bytes(page())
        second = imported(service, tmp_path)

    assert first.stdout.splitlines()[0] == "registered 3, known before 0, refused 1", first.stderr
    assert [line.split(":")[0] for line in first.stdout.splitlines()[1:]] == ["doubted  three.png", "refused  four.pdf"]
    assert "pdf_broken" in first.stdout
    assert second.stdout.splitlines()[0] == "registered 0, known before 4, refused 1"
    assert first.returncode == second.returncode == 1
    assert "Traceback" not in first.stderr + second.stderr
