"""What stands in `deploy/` names settings, commands and doors that exist, and runs with the least rights."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from service.app import ROUTERS
from service.cli import app
from service.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
SETTINGS = {f"XINFANG_{name.upper()}" for name in Settings.model_fields}
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # a group is what it is
UID = 10001


def kubernetes() -> list[dict[str, Any]]:
    """Every manifest."""
    files = [file for file in sorted((DEPLOY / "kubernetes").glob("*.yaml")) if file.name != "kustomization.yaml"]
    return [one for file in files for one in yaml.safe_load_all(file.read_text(encoding="utf-8"))]


def pods() -> dict[str, dict[str, Any]]:
    """The pods of the manifests, by the name of what makes them."""
    return {
        one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in kubernetes() if "template" in one["spec"]
    }


@dataclass(frozen=True, slots=True)
class Container:
    """What of a container is looked at, whoever starts it."""

    command: list[str]
    names: set[str]  # of its settings


def containers() -> Iterator[tuple[str, Container]]:
    """Every container that is started from our image."""
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for name, one in composed["services"].items():
        if one["image"].startswith("xinfang"):
            yield f"compose {name}", Container(one["command"], set(one["environment"]))
    shared = {line.partition("=")[0] for line in (DEPLOY / "kubernetes" / "settings.env").read_text().splitlines()}
    for name, pod in pods().items():
        (one,) = pod["containers"]
        own = {each["name"] for each in one.get("env", ())}
        yield f"kubernetes {name}", Container(one["args"], shared | own)


@pytest.mark.parametrize(("name", "container"), [pytest.param(*one, id=one[0]) for one in containers()])
def test_a_container_is_told_settings_and_commands_that_exist(name: str, container: Container) -> None:
    assert {name for name in container.names if name.startswith("XINFANG_")} <= SETTINGS, name
    assert {"XINFANG_DATABASE_URL_FILE", "XINFANG_SECRET_FILE", "XINFANG_PUBLIC_URL"} <= container.names
    assert set(container.command) <= COMMANDS
    assert not {"XINFANG_SECRET", "XINFANG_DATABASE_URL", "XINFANG_FILES_SECRET_KEY"} & container.names


def test_a_composed_service_is_no_root_and_writes_only_where_it_may() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for name, one in composed["services"].items():
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"], name
        assert one["security_opt"] == ["no-new-privileges:true"], name
        assert one["tmpfs"], name
        assert str(one["user"]).split(":")[0] not in ("0", "root"), name
        assert set(one["secrets"]) <= set(composed["secrets"]), name
        assert {volume.split(":")[0] for volume in one["volumes"]} <= set(composed["volumes"]), name


def test_a_pod_is_no_root_and_writes_only_where_it_may() -> None:
    assert set(pods()) == {"api", "migrate", "worker"}
    for name, pod in pods().items():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["runAsUser"] == UID, name
        assert pod["enableServiceLinks"] is False, "a Service named xinfang would set XINFANG_PORT to an address"
        (one,) = pod["containers"]
        assert one["securityContext"]["readOnlyRootFilesystem"] is True, name
        assert one["securityContext"]["capabilities"] == {"drop": ["ALL"]}, name
        assert one["securityContext"]["allowPrivilegeEscalation"] is False, name
        assert {mount["name"] for mount in one["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}


def test_the_probes_ask_doors_that_exist() -> None:
    doors = {route.path for router in ROUTERS for route in router.routes if hasattr(route, "path")}
    (one,) = pods()["api"]["containers"]

    assert one["livenessProbe"]["httpGet"]["path"] == "/livez"
    assert one["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert {"/livez", "/readyz", "/metrics"} <= doors


def test_the_number_of_the_user_is_that_of_the_image() -> None:
    image = (DEPLOY.parent / "Dockerfile").read_text(encoding="utf-8")

    assert re.search(rf"useradd .*--uid {UID} ", image)


def test_the_kustomization_knows_every_manifest() -> None:
    told = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8"))
    there = {file.name for file in (DEPLOY / "kubernetes").glob("*.yaml")} - {"kustomization.yaml"}

    assert set(told["resources"]) == there
    assert told["configMapGenerator"] == [{"name": "xinfang", "envs": ["settings.env"]}]
