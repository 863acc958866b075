"""A page scanned twice has nearly the same print; two pages have not, even on one form."""

import io
import random
from itertools import combinations

from PIL import Image

from service.reading.prints import BITS, NEAR, differing, prints_of
from service.register.scans import bands
from tests.letters.pages import BODY, blank, on_form, page, scanned_again

LETTERS = (
    BODY,
    "枫林雅苑小区自供暖以来室温只有十三度，换热站说管网老化，热力公司来人放了放气就走，至今没有人管，老人孩子都感冒了。"
    "请有关部门督促热力公司尽快检修换热站，并退还不达标期间的取暖费。",
    "本人退休多年，独生子女父母奖励费至今没有发放，社区让等通知，街道说名单已经上报，人社局说没有收到。请求核实后补发。",
    "本人二〇二五年三月至十月在开发区某工地做木工，包工头拖欠工资三万六千元，有考勤表和欠条为证，多次讨要无果，请求帮助追讨。",
)


def printed(content: bytes) -> list[bytes]:
    """The prints of a page, upright and upside down."""
    return [bytes.fromhex(one) for one in prints_of(Image.open(io.BytesIO(content)))]


def nearest(one: bytes, other: bytes) -> int:
    """In how many signs two pages differ, whichever way up the second lay."""
    first = printed(one)[0]
    return min(differing(first, each) for each in printed(other))


def test_a_page_is_known_again_askew_shifted_darker_and_in_another_quality() -> None:
    chance = random.Random(4)
    for sheet in (page(LETTERS[0]), on_form(LETTERS[1])):
        for _ in range(2):
            first, second = scanned_again(sheet, chance), scanned_again(sheet, chance)

            assert nearest(first, second) <= NEAR
            assert set(bands(printed(first)[0])) & set(bands(printed(second)[0]))


def test_a_page_is_known_again_upside_down() -> None:
    assert nearest(page(), scanned_again(page(), random.Random(1), turned=True)) <= NEAR


def test_different_letters_on_one_form_are_not_taken_for_one() -> None:
    apart = [nearest(on_form(one), on_form(other)) for one, other in combinations(LETTERS, 2)]

    assert min(apart) > NEAR


def test_a_page_with_hardly_anything_on_it_has_no_print() -> None:
    assert printed(blank()) == []
    assert printed(page("收")) == []


def test_a_print_is_the_same_for_ever() -> None:
    """What is on record is compared with what will be scanned: whoever changes how prints are made starts anew."""
    dotted = Image.new("L", (400, 560), 255)
    for nth in range(300):
        x, y = 40 + nth * 37 % 320, 40 + nth * nth * 53 % 470
        dotted.paste(0, (x, y, x + 6, y + 6))

    upright, turned = prints_of(dotted)

    assert len(upright) == len(turned) == BITS // 4
    assert differing(bytes.fromhex(upright), bytes.fromhex(PINNED)) <= 4  # Pillow may draw a little differently


PINNED = "f15a867e410d912c3be072946bc07a7248c718ff54874c99fc3e879ca5acbaecfebc3a0a06060b8ba468be28e10e8324"
