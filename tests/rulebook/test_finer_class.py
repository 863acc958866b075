"""Level 2 and 3 of the content class: only what the words clearly speak for."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.evidence import Evidence
from service.rulebook.finer_class import Support, finest
from service.rulebook.rules import Subject

NARROW = Subject("narrow", "窄", "030207", "petition_procedure", ("X",), False, "1", "试")
WIDE = Subject("wide", "宽", "030301", "petition_procedure", ("X",), True, "1", "试")
CODES = st.sampled_from([f"03{second:02}{third:02}" for second in (1, 2, 99) for third in (0, 1, 2, 99)] + ["040101"])


def codes(strengths: dict[str, float], *subjects: Subject, evidence: Evidence | None = None) -> list[str]:
    return [each.code for each in finest("030000", Support(strengths), subjects, evidence or Evidence())]


def test_a_word_of_a_third_level_class_speaks_for_all_above_it() -> None:
    assert codes({"030207": 2.0}) == ["030000", "030200", "030207"]


def test_words_of_two_classes_under_one_speak_for_the_one_above_them() -> None:
    assert codes({"030207": 2.0, "030212": 2.0}) == ["030000", "030200"]


def test_words_of_the_second_level_alone_name_no_third() -> None:
    assert codes({"030200": 2.0}) == ["030000", "030200"]


def test_one_faint_word_names_nothing() -> None:
    assert codes({"030207": 0.4}) == ["030000"]


def test_a_subject_speaks_beside_the_words_and_a_wide_one_little() -> None:
    both = Evidence({"narrow": 1.0, "wide": 1.0})
    assert codes({}, NARROW, WIDE, evidence=both) == ["030000", "030200", "030207"]
    assert codes({}, WIDE, evidence=both) == ["030000"]


def test_what_speaks_for_other_classes_is_not_heard() -> None:
    assert codes({"040305": 9.0, "030207": 2.0}) == ["030000", "030200", "030207"]


@given(st.dictionaries(CODES, st.floats(0.0, 20.0)))
def test_each_level_lies_under_the_one_before_and_is_no_surer(strengths: dict[str, float]) -> None:
    found = finest("030000", Support(strengths), (), Evidence())
    assert (found[0].code, found[0].share) == ("030000", 1.0)
    for above, below in pairwise(found):
        assert below.code.startswith(above.code.rstrip("0").ljust(2, "0"))
        assert 0.0 <= below.share <= above.share
        assert "99" not in (below.code[2:4], below.code[4:])
