"""Whole cities are held out: no case is judged by what was learnt in its own city."""

import pytest

from service.classification.cases import Case, CasesUnusable
from service.classification.held_out import place_folds


def case(text: str, group: str) -> Case:
    return Case("来信", text, "城乡建设", group, "")


def test_a_city_is_in_one_fold_whichever_of_its_districts_is_named() -> None:
    texts = ["A市物业", "A3区路灯", "a7县停电", "B市物业", "B2县停电", "没有地名", "也没有"]
    parts = place_folds([case(text, f"row {number}") for number, text in enumerate(texts)]).tolist()

    assert len(set(parts[:3])) == len(set(parts[3:5])) == len(set(parts[5:])) == 1
    assert len(set(parts)) == 3


def test_near_duplicates_stay_together_in_the_city_that_most_of_them_name() -> None:
    cases = [case("A市物业", "1"), case("物业", "1"), case("B市物业，A市A2区", "1"), case("B市路灯", "2")]
    parts = place_folds(cases).tolist()

    assert parts[0] == parts[1] == parts[2] != parts[3]


def test_letters_within_words_are_no_cities() -> None:
    with pytest.raises(CasesUnusable, match="A市"):
        place_folds([case("KTV市区扰民", "1"), case("做了B超", "2"), case("A市物业", "3")])
