"""Every operation names its caller, every refusal is told, the published contract is the code's."""

import inspect
import string
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from service.app import ROUTERS
from service.auth.scopes import Scope
from service.cli.spec import document
from service.desk.faults import TEXTS
from service.desk.problems import TELLINGS
from service.rulebook.errors import PetitionError
from service.settings import PACKAGED_BUREAU, Settings

ROOT = Path(__file__).parents[2]

# No key: what watches the service has none, and what the bureau must publish needs none (条例 18).
OPEN = {
    *("GET /livez", "GET /readyz", "GET /metrics", "GET /v1/vocabulary", "GET /v1/keys"),
    *("GET /v1/log/checkpoint", "GET /v1/log/checkpoints/{size}", "GET /v1/log/inclusion/{digest}"),
    "GET /v1/log/consistency",
    "POST /v1/oauth/token",  # shows its key in another way
    # Whoever holds a notice may ask whether it is genuine: its serial is the key.
    *("GET /v1/notices/{serial}/verification", "POST /v1/notices/{serial}/verification", "GET /verify/{serial}"),
}


def operations() -> dict[str, APIRoute]:
    return {
        f"{method} {route.path}": route
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def scopes_of(dependant: Dependant) -> Iterator[Scope]:
    for below in dependant.dependencies:
        scope = getattr(below.call, "scope", None)
        if isinstance(scope, Scope):
            yield scope
        yield from scopes_of(below)


def others_of(dependant: Dependant) -> Iterator[Scope]:
    """The scopes that open an operation as well as its own."""
    for below in dependant.dependencies:
        yield from getattr(below.call, "others", ())
        yield from others_of(below)


def refusals() -> Iterator[type[PetitionError]]:
    waiting = [PetitionError]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            yield kind
            waiting.append(kind)


@pytest.mark.parametrize("operation", list(operations()))
def test_every_operation_names_its_caller_by_exactly_one_scope(operation: str) -> None:
    scopes = list(scopes_of(operations()[operation].dependant))

    assert len(scopes) == (0 if operation in OPEN else 1)


def callables(dependant: Dependant) -> Iterator[object]:
    for below in dependant.dependencies:
        yield below.call
        yield from callables(below)


@pytest.mark.parametrize("operation", list(operations()))
def test_nothing_on_the_way_of_a_request_takes_a_thread(operation: str) -> None:
    route = operations()[operation]

    assert inspect.iscoroutinefunction(route.endpoint)
    for call in callables(route.dependant):
        assert inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(getattr(call, "__call__", None))  # noqa: B004


def test_the_operations_were_really_looked_at(app: FastAPI) -> None:
    published = {f"{method.upper()} {path}" for path, item in app.openapi()["paths"].items() for method in item}

    assert published == set(operations())
    assert "POST /v1/petitions" in published


def test_every_refusal_is_told_and_nothing_else_is() -> None:
    codes = {kind.code for kind in refusals()}

    assert codes | {"internal_error"} == set(TELLINGS)


@pytest.mark.parametrize("kind", list(refusals()))
def test_a_refusal_is_told_with_its_own_facts_only(kind: type[PetitionError]) -> None:
    facts = set(getattr(kind, "__annotations__", {})) - {"code", "faults"}
    for title, advice in TELLINGS[kind.code].texts.values():
        used = {name for text in (title, advice) for _, name, _, _ in string.Formatter().parse(text) if name}
        assert used <= facts


@pytest.mark.parametrize("kind", list(TEXTS))
def test_a_fault_is_told_in_both_languages_with_the_same_facts(kind: str) -> None:
    used = [
        {name for _, name, _, _ in string.Formatter().parse(TEXTS[kind][language]) if name} for language in ("zh", "en")
    ]

    assert used[0] == used[1] or kind == "unknown_code"


def test_the_published_contract_is_the_one_of_the_code() -> None:
    published = (ROOT / "openapi" / "openapi.json").read_bytes()

    assert orjson.loads(published) == orjson.loads(document()), "run `make openapi` and read the difference"


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_in_the_readme_with_its_default(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    field = Settings.model_fields[name]
    default = {None: "", PACKAGED_BUREAU: "the packaged 湖滨区"}.get(field.default, f"`{field.default}`")

    assert f"| `{field.validation_alias or f'XINFANG_{name.upper()}'}` | {default} | {field.description} |" in readme
