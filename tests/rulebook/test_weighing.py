"""From weights to ranked answers."""

import math

from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Span
from service.rulebook.rules import AnswerRule, Condition
from service.rulebook.vocabulary import TextField
from service.rulebook.weighing import MOST_CANDIDATES, finding, probabilities, ranked, reasons_for, speaking, totals

scores = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.floats(-20, 20), min_size=1, max_size=12)


def rule(name: str, answer: str, weight: float, when: Condition) -> AnswerRule:
    return AnswerRule(name, answer, weight, when, "信访工作条例 31", "试")


@given(scores)
def test_probabilities_sum_to_one_and_keep_the_order(given_scores: dict[str, float]) -> None:
    chances = probabilities(given_scores)
    assert math.isclose(sum(chances.values()), 1.0)
    best = max(given_scores, key=lambda answer: given_scores[answer])
    assert chances[best] == max(chances.values())


@given(scores)
def test_the_order_in_which_scores_come_changes_nothing(given_scores: dict[str, float]) -> None:
    backward = dict(reversed(given_scores.items()))
    assert ranked(probabilities(given_scores)) == ranked(probabilities(backward))


@given(scores)
def test_at_most_five_candidates_are_shown_best_first(given_scores: dict[str, float]) -> None:
    shown = ranked(probabilities(given_scores))
    assert len(shown) <= MOST_CANDIDATES
    assert [one.probability for one in shown] == sorted((one.probability for one in shown), reverse=True)


def test_a_rule_speaks_only_where_its_whole_condition_is_met() -> None:
    when = Condition(all_of=("a",), any_of=("b", "form:short"), none_of=("c",))
    one = rule("R", "x", 1.0, when)
    assert speaking((one,), Evidence({"a": 1.0, "b": 1.0})) == (one,)
    assert speaking((one,), Evidence({"a": 1.0}, facts=frozenset(("form:short",)))) == (one,)
    assert speaking((one,), Evidence({"a": 1.0})) == ()
    assert speaking((one,), Evidence({"b": 1.0})) == ()
    assert speaking((one,), Evidence({"a": 1.0, "b": 1.0, "c": 1.0})) == ()


def test_weights_of_rules_for_one_answer_add_up() -> None:
    rules = (rule("R1", "x", 1.0, Condition()), rule("R2", "x", 0.5, Condition()), rule("R3", "y", 1.2, Condition()))
    assert totals(rules, {"y": 0.1}) == {"x": 1.5, "y": 1.3}


def test_the_reasons_are_those_of_the_answer_with_the_words_they_stand_on() -> None:
    span = Span(TextField.FACTS, 3, 5)
    evidence = Evidence({"a": 1.0}, {"a": (span,)})
    rules = (rule("R1", "x", 1.0, Condition(all_of=("a",))), rule("R2", "y", 9.0, Condition()))
    (reason,) = reasons_for("x", rules, evidence)
    assert (reason.rule, reason.evidence) == ("R1", (span,))


def test_a_question_stays_open_below_its_threshold_and_without_candidates() -> None:
    half = ranked({"x": 0.5, "y": 0.5})
    assert finding(half, (), 0.6).open
    assert not finding(half, (), 0.5).open
    nothing = finding((), (), 0.0)
    assert nothing.open
    assert nothing.answer is None
