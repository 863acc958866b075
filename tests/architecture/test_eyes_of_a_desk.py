"""A desk sees with the eyes of its caller: at every door the caller is found before the desk is given."""

from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant

from service.auth.scopes import ORGAN, Scope
from service.bureau.load import Bureau
from service.desk.kit import _desk
from service.desk.sight import organ_sight
from service.rulebook.guard import barred, barring
from service.storage.sight import seen
from tests.architecture.test_contracts_of_the_interface import OPEN, operations


def in_order(dependant: Dependant) -> Iterator[object]:
    """What is called for an operation, in the order in which it is."""
    for below in dependant.dependencies:
        yield from in_order(below)
        yield below.call


@pytest.mark.parametrize("operation", sorted(set(operations()) - OPEN))
def test_the_caller_is_known_before_the_desk_is_given(operation: str) -> None:
    called = list(in_order(operations()[operation].dependant))
    callers = [at for at, one in enumerate(called) if isinstance(getattr(one, "scope", None), Scope)]

    if _desk in called:
        assert min(callers) < called.index(_desk)


def test_an_organ_is_kept_from_what_accuses_it_or_who_is_above_it(bureau: Bureau) -> None:
    ties = bureau.organs.ties
    codes = [one.code for one in bureau.organs]
    for organ in codes:
        assert barring(organ, ties) & set(codes) == {one for one in codes if organ in barred([one], ties)}
        assert set(organ_sight(organ, bureau).kept) == barring(organ, ties)


def test_a_condition_names_its_table() -> None:
    with pytest.raises(ValueError, match="name the table"):
        seen("petition_id", "$1")


def test_no_organ_handles_accusations_by_its_scopes() -> None:
    assert Scope.ACCUSATIONS_HANDLE not in ORGAN
