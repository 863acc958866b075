"""From clerks' decisions in a running register to a model in force, by the commands alone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.classification.content_model import CARD_FILE, WEIGHTS_FILE
from tests.classification.test_learning_from_corrections import words
from tests.conftest import PETITION, key
from tests.serving import Running, running

pytest.importorskip("sklearn", reason="needs xinfang[train]")

MATTERS = {
    "040202": ("拖欠工资", "老板拖欠工资，没有签劳动合同，也没有缴纳社保。"),
    "070000": ("低保停发", "老人的低保金被停发，残疾人补贴和救助金也没有。"),
}
DECISION = {
    "purpose": "appeal",
    "division": "411202003",
    "route": "statutory_duty",
    "organ": "HB-RSJ",
    "because": "核定",
}


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running(XINFANG_WORKER="false") as started:
        yield started


def xinfang(service: Running, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env={**os.environ, **service.environment, **settings},
        capture_output=True,
        text=True,
        timeout=120,
    )


def decide(client: httpx.Client, number: int, content_class: str) -> None:
    """A petition comes in, and a clerk decides on it."""
    subject, facts = MATTERS[content_class]
    body: dict[str, Any] = {
        **PETITION,
        "subject": subject,
        "request": "请处理。",
        "facts": facts + words(number),
    }
    told = client.post("/v1/petitions", json=body, headers=key(f"train-{content_class}-{number}")).json()
    answer = client.put(
        f"/v1/petitions/{told['number']}/classification",
        json={**DECISION, "content_class": content_class},
        headers={"If-Match": '"1"'},
    )
    assert answer.status_code == 200, answer.text


def test_a_model_of_clerks_decisions_is_trained_and_put_in_force(service: Running, tmp_path: Path) -> None:
    out = tmp_path / "model"
    headers = {"Authorization": f"Bearer {service.everything_key}"}
    with httpx.Client(base_url=service.url, headers=headers) as client:
        for number in range(49):
            for content_class in MATTERS:
                decide(client, number, content_class)
        refused = xinfang(service, "train", "--from-corrections", "--out", str(out))
        for content_class in MATTERS:
            decide(client, 49, content_class)
    trained = xinfang(service, "train", "--from-corrections", "--out", str(out), "--trained-on", "本局核定")

    assert refused.returncode == 1
    assert "98 cases" in refused.stderr
    assert "Needed are 100" in refused.stderr
    assert trained.returncode == 0, trained.stderr
    card = json.loads((out / CARD_FILE).read_bytes())
    assert {one["code"] for one in card["classes"]} == {"040000", "070000"}
    assert card["corrections"]["cases"] == 100
    examined = xinfang(service, "doctor", XINFANG_MODEL_DIR=str(out))
    assert f"ok   model: {card['version']}, {out}" in examined.stdout
    with running(XINFANG_MODEL_DIR=str(out)) as other:
        asked = {"subject": "低保", "request": "请恢复低保。", "facts": "残疾人补贴和救助金停发。"}
        headers = {"Authorization": f"Bearer {other.everything_key}"}
        answer = httpx.post(f"{other.url}/v1/classifications", json=asked, headers=headers).json()
    assert answer["model_version"].startswith(card["version"])


def test_corrections_never_go_into_the_package_unasked(service: Running) -> None:
    done = xinfang(service, "train", "--from-corrections")

    assert done.returncode == 1
    assert "--out" in done.stderr


def test_training_on_nothing_is_refused(service: Running, tmp_path: Path) -> None:
    done = xinfang(service, "train", "--out", str(tmp_path))

    assert done.returncode == 1
    assert "Give a CSV" in done.stderr


@pytest.mark.parametrize("damage", ["no folder", "no JSON", "other weights", "no weights"])
def test_a_model_that_cannot_be_read_stops_the_start_with_a_plain_line(
    service: Running, tmp_path: Path, damage: str
) -> None:
    if damage != "no folder":
        tmp_path.joinpath(CARD_FILE).write_text("{" if damage == "no JSON" else '{"weights_sha256": "0"}')
    if damage == "other weights":
        tmp_path.joinpath(WEIGHTS_FILE).write_bytes(b"0")
    folder = str(tmp_path / "nowhere" if damage == "no folder" else tmp_path)

    started = xinfang(service, "work", XINFANG_MODEL_DIR=folder)
    examined = xinfang(service, "doctor", XINFANG_MODEL_DIR=folder)

    assert started.returncode == 1
    assert folder in started.stderr
    assert "XINFANG_MODEL_DIR" in started.stderr
    assert "Traceback" not in started.stderr
    assert examined.returncode == 1
    assert f"BAD  model: {folder}" in examined.stdout
