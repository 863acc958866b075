"""The guard of 条例 30(3): whatever the rules say, the accused and what is below it never becomes a candidate."""

from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.guard import Ties, barred, keep_from_accused
from service.rulebook.jurisdiction import Candidate

ORGANS = tuple("ABCDEFGH")
INSTEAD = ("discipline", "superior")
organs = st.sampled_from((*ORGANS, *INSTEAD))
trees = st.dictionaries(organs, organs)  # any shape, circles included
weighted = st.dictionaries(organs, st.floats(0.0, 1.0), max_size=6)


def candidates_of(weights: dict[str, float]) -> tuple[Candidate, ...]:
    return tuple(Candidate(code, weight) for code, weight in weights.items())


def under(organ: str, accused: str, parents: dict[str, str]) -> bool:
    seen = {organ}
    while (above := parents.get(organ)) is not None and above not in seen:
        if above == accused:
            return True
        seen.add(above)
        organ = above
    return False


@given(weighted, st.frozensets(organs), trees)
def test_no_accused_organ_and_nothing_below_one_is_ever_a_candidate(
    weights: dict[str, float], accused: frozenset[str], parents: dict[str, str]
) -> None:
    kept = keep_from_accused(candidates_of(weights), accused, Ties(parents), INSTEAD)
    for candidate in kept:
        assert candidate.code not in accused
        assert not any(under(candidate.code, each, parents) for each in accused)


@given(weighted, st.frozensets(organs), trees)
def test_what_is_not_accused_keeps_its_weight(
    weights: dict[str, float], accused: frozenset[str], parents: dict[str, str]
) -> None:
    out = barred(accused, Ties(parents))
    kept = {
        each.code: each.probability
        for each in keep_from_accused(candidates_of(weights), accused, Ties(parents), INSTEAD)
    }
    for code, weight in weights.items():
        if code not in out:
            assert kept[code] >= weight


@given(weighted, st.frozensets(st.sampled_from(ORGANS), min_size=1))
def test_with_an_accusation_somebody_is_left_to_receive_it(weights: dict[str, float], accused: frozenset[str]) -> None:
    assert keep_from_accused(candidates_of(weights), accused, Ties(), INSTEAD)


@given(weighted, trees)
def test_without_an_accused_organ_nothing_changes(weights: dict[str, float], parents: dict[str, str]) -> None:
    assert keep_from_accused(candidates_of(weights), (), Ties(parents), INSTEAD) == candidates_of(weights)


def test_the_discipline_organ_takes_the_place_of_the_accused() -> None:
    kept = keep_from_accused(candidates_of({"A": 0.9, "B": 0.1}), ("A",), Ties(), INSTEAD)
    assert kept == (Candidate("discipline", 0.9), Candidate("B", 0.1))


def test_the_superior_steps_in_where_the_discipline_organ_itself_is_accused() -> None:
    kept = keep_from_accused(candidates_of({"discipline": 1.0}), ("discipline",), Ties(), INSTEAD)
    assert kept == (Candidate("superior", 1.0),)


def test_a_grandchild_of_the_accused_is_barred_too() -> None:
    assert barred(("A",), Ties({"B": "A", "C": "B", "D": "E"})) == {"A", "B", "C"}
