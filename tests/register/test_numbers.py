"""Numbers: one per serial, none guessable from another, a slip of the pen found."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from service.register.numbers import SERIALS, Numbers

NUMBERS = Numbers("HB", b"a key of tests")
serials = st.integers(0, SERIALS - 1)


@given(serials, serials)
def test_different_serials_have_different_numbers(one: int, other: int) -> None:
    assert (NUMBERS.of(one) == NUMBERS.of(other)) == (one == other)


def test_the_first_numbers_do_not_follow_each_other() -> None:
    numbers = [int(NUMBERS.of(serial)[2:-1]) for serial in range(1_000)]

    assert len(set(numbers)) == 1_000
    assert sum(abs(later - earlier) < 1_000 for earlier, later in pairwise(numbers)) < 5


@given(serials, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(serial: int, place: int, change: int) -> None:
    number = NUMBERS.of(serial)
    digits = number[2:]
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]

    assert NUMBERS.read("HB" + wrong) is None


@given(serials, st.sampled_from(["", " ", "-", " - "]), st.booleans())
def test_a_number_is_understood_as_people_write_it(serial: int, between: str, lower: bool) -> None:
    number = NUMBERS.of(serial)
    written = between.join(number)

    assert NUMBERS.read(written.lower() if lower else written) == number


@given(st.text(max_size=30))
def test_nothing_else_is_a_number(text: str) -> None:
    read = NUMBERS.read(text)

    assert read is None or mod_11_10.is_valid(read[2:])


@pytest.mark.parametrize("serial", [-1, SERIALS])
def test_a_serial_beyond_the_last_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        NUMBERS.of(serial)


def test_another_key_gives_other_numbers() -> None:
    other = Numbers("HB", b"another key")

    assert [NUMBERS.of(n) for n in range(20)] != [other.of(n) for n in range(20)]
