"""Petitions that arrive one by one: whom they are compared with, and which group they join."""

from collections.abc import Mapping, Sequence

from service.matters.arrival import arrive
from service.matters.candidates import LEAST_SHARED, MOST_CANDIDATES, Register
from service.reading.marks import Mark
from service.register.marks import NEWEST

STRONG = LEAST_SHARED


def marks(*keys: int, weight: float = STRONG) -> tuple[Mark, ...]:
    return tuple(Mark(key, weight) for key in keys)


def arrived(held: Sequence[tuple[Mark, ...]], alike: Mapping[tuple[int, int], float]) -> tuple[int, ...]:
    return arrive(held, lambda one, other: alike.get((other, one), 0.0), 0.5).groups


def test_only_the_newest_of_a_mark_are_looked_up() -> None:
    register = Register()
    for number in range(NEWEST + 1):
        register.enter(number, marks(7))
        register.enter(number, marks(8) if number == 0 else ())
    assert 0 in register.candidates(marks(8))
    assert len(register.candidates(marks(7))) == MOST_CANDIDATES
    assert 0 not in register.candidates(marks(7, 9))


def test_who_shares_more_weight_comes_first_and_of_equals_the_newest() -> None:
    register = Register()
    register.enter(0, marks(1, 2))
    register.enter(1, marks(1))
    register.enter(2, marks(1))
    assert register.candidates(marks(1, 2)) == [0, 2, 1]


def test_one_weak_mark_in_common_is_not_enough() -> None:
    register = Register()
    register.enter(0, marks(1, 2, weight=LEAST_SHARED * 0.6))
    assert register.candidates(marks(1, weight=LEAST_SHARED * 0.6)) == []
    assert register.candidates(marks(1, 2, weight=LEAST_SHARED * 0.6)) == [0]


def test_who_is_like_nobody_stays_alone() -> None:
    assert arrived([marks(1), marks(1)], {(0, 1): 0.4}) == (0, 1)
    assert arrived([marks(1), marks(2)], {(0, 1): 0.9}) == (0, 1), "without a mark in common it is never compared"


def test_a_petition_joins_the_group_that_most_of_its_matches_are_in() -> None:
    held = [marks(1)] * 6
    alike = {(0, 1): 0.9, (2, 3): 0.9, (2, 4): 0.9, (0, 5): 0.99, (2, 5): 0.6, (3, 5): 0.6}
    assert arrived(held, alike) == (0, 0, 2, 2, 2, 2)


def test_two_groups_become_one_when_a_petition_matches_two_members_of_each() -> None:
    alike = {(0, 1): 0.9, (2, 3): 0.9, (0, 4): 0.9, (1, 4): 0.9, (2, 4): 0.9, (3, 4): 0.9}
    assert len(set(arrived([marks(1)] * 5, alike))) == 1
    del alike[3, 4]
    assert arrived([marks(1)] * 5, alike) == (0, 0, 2, 2, 0)
