"""Every operation tried by every kind of caller, against the declared table: the whole matrix."""

import pytest
from fastapi import FastAPI

from service.auth.scopes import ORGAN, Scope
from service.desk.kit import Desk
from tests.architecture.test_contracts_of_the_interface import OPEN, operations, others_of, scopes_of
from tests.auth.matrix import CALLERS, declared, scene
from tests.conftest import SteppedClock, calling

# Beside the operations the application has only these, which show the published contract.
PAGES = {"/docs", "/docs/oauth2-redirect", "/openapi.json", "/static-offline-docs"}


def test_every_operation_has_its_line_and_every_line_its_operation() -> None:
    assert set(declared()) == set(operations())


def test_the_application_has_no_other_doors(app: FastAPI) -> None:
    paths = {getattr(route, "path", None) for route in app.routes}

    assert paths - {None} == PAGES  # included routers have no path: their operations are those above


@pytest.mark.parametrize("operation", list(operations()))
def test_a_line_names_the_scopes_that_the_code_asks_for(operation: str) -> None:
    dependant, door = operations()[operation].dependant, declared()[operation]

    assert door.scopes == {*scopes_of(dependant), *others_of(dependant)}
    assert door.open == (operation in OPEN)
    assert door.scopes <= set(Scope)
    assert (door.other_organ is not None) == bool(door.scopes & set(ORGAN))


async def test_every_caller_gets_what_the_table_says_and_nothing_else(
    app: FastAPI, desk: Desk, clock: SteppedClock
) -> None:
    found, expected = {}, {}
    async with calling(app) as api:
        stage = await scene(api, desk, clock)
        for operation, door in declared().items():
            for caller in CALLERS:
                found[operation, caller] = await stage.outcome(operation, caller)
                expected[operation, caller] = door.expected(caller)

    assert {at: (found[at], expected[at]) for at in found if found[at] != expected[at]} == {}
    assert len(found) == len(operations()) * len(CALLERS)
