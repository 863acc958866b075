"""Dashboard and alerts ask for measures, labels and routes that the service has."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from service.app import ROUTERS

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = re.compile(r"xinfang_\w+")
ROUTE = re.compile(r'route!?="([^"]+)"')
LABEL = re.compile(r'[{,]\s*(\w+)\s*(?:=|!=|=~|!~)\s*"')


def alerts() -> Iterator[tuple[str, str]]:
    """What each alert asks."""
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]


def panels() -> Iterator[tuple[str, str]]:
    """What each panel asks."""
    for file in (DEPLOY / "grafana").glob("*.json"):
        for panel in json.loads(file.read_text(encoding="utf-8"))["panels"]:
            for target in panel["targets"]:
                yield f"{panel['title']} {target['refId']}", target["expr"]


ASKED = [*alerts(), *panels()]


async def measured(api: httpx.AsyncClient) -> dict[str, set[str]]:
    """Every sample of the service, with its labels."""
    await api.get("/livez")
    found: dict[str, set[str]] = {}
    text = (await api.get("/metrics")).text
    for family in text_string_to_metric_families(text):  # type: ignore[no-untyped-call]  # untyped there
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


async def test_every_question_names_measures_and_labels_that_exist(api: httpx.AsyncClient) -> None:
    there = await measured(api)

    for where, expression in ASKED:
        names = set(NAME.findall(expression))
        assert names, where
        assert names <= set(there), where
        labels = {label for name in names for label in there[name]}
        assert set(LABEL.findall(expression)) <= labels, where


async def test_every_measure_is_watched(api: httpx.AsyncClient) -> None:
    asked = {name for _, expression in ASKED for name in NAME.findall(expression)}
    there = {name for name in await measured(api) if not name.endswith(("_created", "_bucket", "_sum"))}

    assert there <= asked


def test_every_route_that_is_asked_for_exists() -> None:
    doors = {route.path for router in ROUTERS for route in router.routes if hasattr(route, "path")}

    assert {route for _, expression in ASKED for route in ROUTE.findall(expression)} <= doors


@pytest.mark.parametrize("rule", [one[0] for one in alerts()])
def test_every_alert_says_what_to_do(rule: str) -> None:
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    (found,) = [one for group in groups for one in group["rules"] if one["alert"] == rule]

    assert found["annotations"]["summary"]
    assert found["annotations"]["todo"]
    assert found["labels"]["severity"] in ("page", "ticket")
