"""What is suspected to be one matter: the bar for one person, for a namesake, for strangers; accusations apart."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.matters import Acquaintance, Bars, Pair, reason, related
from service.rulebook.vocabulary import Purpose, Relation

BARS = Bars(repeat=0.5, same_issue=0.9, within=timedelta(days=365))
TODAY, LONG_AGO = timedelta(0), timedelta(days=1200)
APPEALS = frozenset({"appeal"})
CERTAIN, NAMESAKE, STRANGER = Acquaintance.CERTAIN, Acquaintance.NAMESAKE, Acquaintance.STRANGER


@pytest.mark.parametrize(
    ("probability", "acquaintance", "apart", "expected"),
    [
        (0.5, CERTAIN, TODAY, Relation.REPEAT),
        (0.5, CERTAIN, LONG_AGO, Relation.REPEAT),
        (0.49, CERTAIN, TODAY, None),
        (0.89, NAMESAKE, TODAY, None),
        (0.9, NAMESAKE, LONG_AGO, Relation.REPEAT),
        (0.89, STRANGER, TODAY, None),
        (0.9, STRANGER, TODAY, Relation.SAME_ISSUE),
        (0.99, STRANGER, timedelta(days=366), None),
    ],
)
def test_the_bar_depends_on_who_wrote_and_when(
    probability: float, acquaintance: Acquaintance, apart: timedelta, expected: Relation | None
) -> None:
    assert related(Pair(probability, acquaintance, apart, APPEALS), BARS) is expected


@pytest.mark.parametrize("acquaintance", list(Acquaintance))
def test_an_accusation_is_never_shown_beside_what_is_none(acquaintance: Acquaintance) -> None:
    mixed = Pair(1.0, acquaintance, TODAY, frozenset({Purpose.ACCUSATION, Purpose.APPEAL}))
    undecided = Pair(1.0, acquaintance, TODAY, frozenset({Purpose.ACCUSATION, None}))

    assert related(mixed, BARS) is None
    assert related(undecided, BARS) is None


def test_accusations_of_one_person_are_repeats_and_of_many_no_mass_issue() -> None:
    both = frozenset({Purpose.ACCUSATION})

    assert related(Pair(0.9, CERTAIN, TODAY, both), BARS) is Relation.REPEAT
    assert related(Pair(1.0, STRANGER, TODAY, both), BARS) is None


@given(
    st.floats(0, 1),
    st.sampled_from(Acquaintance),
    st.integers(0, 2000),
    st.frozensets(st.sampled_from(Purpose), min_size=1),
)
def test_a_likelier_pair_is_never_suspected_less(
    probability: float, acquaintance: Acquaintance, days: int, purposes: frozenset[str]
) -> None:
    found = related(Pair(probability, acquaintance, timedelta(days=days), purposes), BARS)
    likelier = related(Pair(1.0, acquaintance, timedelta(days=days), purposes), BARS)

    assert found is None or found is likelier


@pytest.mark.parametrize(
    ("relation", "acquaintance"),
    [(Relation.REPEAT, CERTAIN), (Relation.REPEAT, NAMESAKE), (Relation.SAME_ISSUE, STRANGER)],
)
def test_every_suspicion_says_why_with_its_article(relation: Relation, acquaintance: Acquaintance) -> None:
    told = reason(relation, acquaintance)

    assert told.because
    assert any(character.isdigit() for character in told.article)
