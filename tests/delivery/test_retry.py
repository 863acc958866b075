"""When a failed job is tried again: pure arithmetic, so every promise is checked over its whole range."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.delivery.retry import FIRST_WAIT, LONGEST_WAIT, wait_after

attempts = st.integers(min_value=1, max_value=10**9)
chances = st.floats(min_value=0, max_value=1)


@pytest.mark.parametrize(
    ("tried", "seconds"),
    [(1, 1), (2, 2), (3, 4), (4, 8), (12, 2048), (13, 3600), (14, 3600), (1000, 3600)],  # 2^11 = 2048, 2^12 > 3600
)
def test_the_wait_doubles_up_to_an_hour(tried: int, seconds: int) -> None:
    assert wait_after(tried, 0) == timedelta(seconds=seconds)


@given(tried=attempts, more=attempts, chance=chances)
def test_who_failed_more_often_never_waits_less(tried: int, more: int, chance: float) -> None:
    assert wait_after(tried, chance) <= wait_after(tried + more, chance)


@given(tried=attempts, chance=chances)
def test_nobody_waits_longer_than_an_hour_or_less_than_half_a_second(tried: int, chance: float) -> None:
    assert FIRST_WAIT / 2 <= wait_after(tried, chance) <= LONGEST_WAIT


@given(tried=attempts, chance=chances)
def test_chance_takes_away_half_at_most_and_adds_nothing(tried: int, chance: float) -> None:
    whole = wait_after(tried, 0)
    assert whole / 2 <= wait_after(tried, chance) <= whole


@given(tried=attempts, one=chances, other=chances)
def test_a_wait_cannot_overtake_the_next_one(tried: int, one: float, other: float) -> None:
    assert wait_after(tried, one) <= wait_after(tried + 1, other) or wait_after(tried, 0) == LONGEST_WAIT
