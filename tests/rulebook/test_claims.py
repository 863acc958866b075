"""What makes two matters of one petition: organs that are surely two, and signs that suffice together."""

from dataclasses import replace

import pytest

from service.rulebook.claims import LEAST_POINTS, Signs, apart, bearing, kindred, leading, rivals, undecided
from service.rulebook.jurisdiction import Candidate, Finding
from service.rulebook.rules import Subject


def subject(name: str, *organs: str, general: bool = False) -> Subject:
    return Subject(name, name, "030000", "statutory_duty", organs, general, "条例 31(5)", "")


def found(**chances: float) -> Finding:
    candidates = tuple(Candidate(code, chance) for code, chance in chances.items())
    return Finding(candidates[0].code, candidates[0].probability, False, candidates)


@pytest.mark.parametrize(
    "signs",
    [
        Signs(asked=True, classes=2),  # two organs asked to act
        Signs(announced=True, numbered=True, titled=1, classes=2),  # 两件事: 一是 … 二是 …
        Signs(added=True, titled=None, classes=2),  # 另外 …, and a title that names neither
        Signs(titled=2, numbered=True, classes=2),
    ],
)
def test_signs_that_suffice(signs: Signs) -> None:
    assert signs.speak_for_two
    assert signs.points >= LEAST_POINTS


@pytest.mark.parametrize(
    "signs",
    [
        Signs(),
        Signs(titled=2, classes=2),  # a title that joins two things mostly tells cause and effect
        Signs(numbered=True, titled=None, classes=2),  # a list of what is wrong with one matter
        Signs(added=True, titled=1, classes=2),
        Signs(continued=True, titled=2, classes=1),
        Signs(announced=True, titled=1, classes=1),
    ],
)
def test_signs_that_do_not(signs: Signs) -> None:
    assert not signs.speak_for_two


@pytest.mark.parametrize(
    "against",
    [{"long": True}, {"proceedings": True}, {"classes": 1}],
    ids=["a long letter mentions much", "a lawsuit is the further story of its matter", "one field"],
)
def test_what_speaks_against_takes_points(against: dict[str, bool]) -> None:
    signs = Signs(added=True, titled=None, classes=2)
    assert signs.speak_for_two
    assert not replace(signs, **against).speak_for_two


def test_organs_are_apart_only_where_neither_is_likely_beside_the_other() -> None:
    assert apart(found(A=0.6, C=0.2), found(B=0.6, C=0.2))
    assert not apart(found(A=0.6), found(A=0.7))
    assert not apart(found(A=0.6, B=0.4), found(B=0.8))
    assert not apart(found(B=0.8), found(A=0.6, B=0.4))
    assert not apart(found(A=0.25), found(B=0.8))
    assert not apart(Finding(None, 0.0, True), found(B=0.8))


def test_the_first_organ_of_a_kind_bears_most_and_a_wide_kind_less() -> None:
    weights = bearing({subject("heating", "A", "B"): 1.0, subject("school", "C", general=True): 1.0})
    assert leading(weights) == ("A", 1.0)
    assert weights["A"] > weights["C"] > weights["B"]
    assert leading({}) == ("", 0.0)


def test_parts_that_speak_for_each_others_organ_are_one_matter() -> None:
    assert kindred({"A": 2.0}, {"A": 1.0})
    assert kindred({"A": 2.0, "B": 1.0}, {"B": 1.0})
    assert kindred({"B": 1.0}, {"A": 2.0, "B": 1.0})
    assert not kindred({"A": 2.0, "B": 0.5}, {"B": 2.0, "A": 0.5})


def test_kinds_of_matter_that_share_an_organ_are_no_rivals() -> None:
    assert rivals(subject("telecom", "A"), subject("fire", "B", "C"))
    assert not rivals(subject("heating", "A", "B"), subject("water", "B", "C"))


def test_a_split_leaves_the_organ_to_a_clerk_and_says_why() -> None:
    sure = found(A=0.9)
    asked = undecided(sure)
    assert not sure.open
    assert asked.open
    assert (asked.answer, asked.candidates) == (sure.answer, sure.candidates)
    assert asked.reasons[-1].article
