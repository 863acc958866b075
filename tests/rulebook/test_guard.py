"""The guard of 条例 30(3): whatever the rules say, the accused and what is below it never becomes a candidate."""

from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.guard import Ties, barred, keep_from_accused, leading
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


ties = st.builds(Ties, trees, trees)
orders = st.lists(organs, max_size=3)


@given(weighted, st.frozensets(organs), ties, orders, st.booleans())
def test_neither_weights_nor_successions_bring_a_barred_organ_back(
    weights: dict[str, float], accused: frozenset[str], tied: Ties, instead: list[str], to_discipline: bool
) -> None:
    kept = keep_from_accused(candidates_of(weights), accused, tied, instead, to_discipline=to_discipline)
    codes = {each.code for each in kept}
    assert not codes & barred(accused, tied)
    if to_discipline:
        assert not codes & (leading(accused, tied) - set(instead))


@given(st.frozensets(organs, min_size=1), ties)
def test_who_is_barred_bars_their_own_followers_and_subordinates(accused: frozenset[str], tied: Ties) -> None:
    out = barred(accused, tied)
    for organ, above in tied.parents.items():
        assert above not in out or organ in out
    for old, new in tied.successors.items():
        assert (old in out) == (new in out)


LED = Ties(parents={"station": "bureau", "bureau": "ministry", "discipline": "superior"})


def test_who_leads_an_accused_organ_does_not_receive_what_is_for_the_discipline_organ() -> None:
    found = candidates_of({"bureau": 0.6, "ministry": 0.2, "discipline": 0.2})
    kept = keep_from_accused(found, ("station",), LED, INSTEAD, to_discipline=True)
    assert kept == (Candidate("discipline", 1.0),)


def test_who_leads_an_organ_that_is_complained_of_in_another_matter_may_be_asked() -> None:
    found = candidates_of({"bureau": 0.7, "station": 0.3})
    kept = {each.code for each in keep_from_accused(found, ("station",), LED, INSTEAD)}
    assert kept == {"bureau", "discipline"}


def test_the_superior_receives_although_it_leads_the_accused_discipline_organ() -> None:
    kept = keep_from_accused(candidates_of({"discipline": 1.0}), ("discipline",), LED, INSTEAD, to_discipline=True)
    assert kept == (Candidate("superior", 1.0),)


def test_where_every_receiver_is_barred_nobody_is_named_and_a_clerk_decides() -> None:
    assert keep_from_accused(candidates_of({"discipline": 1.0}), ("superior",), LED, INSTEAD) == ()


def test_a_successor_answers_for_its_predecessor_and_what_stood_below_it() -> None:
    tied = Ties(parents={"station": "old"}, successors={"old": "new", "older": "old"})
    assert barred(("new",), tied) == barred(("older",), tied) == {"older", "old", "new", "station"}
