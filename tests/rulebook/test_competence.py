"""Which organ is competent: exceptions before subjects, subjects before the default of the class."""

from dataclasses import replace

import pytest

from service.rulebook.competence import Case, competent
from service.rulebook.evidence import Evidence
from service.rulebook.rules import TOWNSHIP, Condition, OrganRule, Rules, Subject

HOUSING, FARMING = "030000", "010000"
HEATING = Subject("heating", "供暖", "030208", "petition_procedure", ("CITY", "HOUSING"), False, "31(6)", "供暖")
VILLAGE = Subject("village", "村务", "010200", "petition_procedure", (TOWNSHIP, "FARMING"), False, "15(3)", "村务")


def organ_rule(name: str, rank: int, *organs: str, **columns: tuple[str, ...]) -> OrganRule:
    fixed = {"classes": (), "purposes": (), "routes": (), "places": ()} | columns
    return OrganRule(name, rank, **fixed, when=Condition(), organs=organs, article="5(3)", because="试")


DEFAULTS = {
    HOUSING: organ_rule("D-03", 99, "HOUSING", classes=(HOUSING,)),
    FARMING: organ_rule("D-01", 99, "FARMING", classes=(FARMING,)),
}
RULES = Rules(
    purposes=(),
    routes=(),
    organs=(
        organ_rule("O-NEIGHBOUR", 1, "NEIGHBOUR", places=("411271",)),
        organ_rule("O-OUTSIDE", 2, "SUPERIOR", places=("outside",)),
        organ_rule("O-ACCUSATION", 3, "DISCIPLINE", purposes=("accusation",)),
    ),
    defaults=DEFAULTS,
    subjects={"heating": HEATING, "village": VILLAGE},
    discipline=("DISCIPLINE",),
    superior="SUPERIOR",
)
PLAIN = Case("appeal", "petition_procedure", {HOUSING: 1.0}, {}, frozenset(("inside",)), None, (), Evidence())


def best(case: Case) -> str:
    weights = competent(case, RULES).weights
    return max(weights, key=lambda organ: weights[organ])


@pytest.mark.parametrize(
    ("case", "organ"),
    [
        (PLAIN, "HOUSING"),  # nothing but the class
        (replace(PLAIN, subjects={HEATING: 1.0}), "CITY"),  # a subject
        (replace(PLAIN, subjects={HEATING: 1.0}, places=frozenset(("outside", "41"))), "SUPERIOR"),
        (replace(PLAIN, places=frozenset(("outside", "411271"))), "NEIGHBOUR"),  # rank 1 before rank 2
        (replace(PLAIN, purpose="accusation", subjects={HEATING: 1.0}), "DISCIPLINE"),
        (replace(PLAIN, purpose="accusation", places=frozenset(("outside",))), "SUPERIOR"),  # not ours to decide
        (replace(PLAIN, classes={FARMING: 1.0}, subjects={VILLAGE: 1.0}, township_organ="TOWN-2"), "TOWN-2"),
        (replace(PLAIN, classes={FARMING: 1.0}, subjects={VILLAGE: 1.0}), "FARMING"),  # which township is not known
    ],
)
def test_the_exception_decides_before_the_subject_and_the_subject_before_the_class(case: Case, organ: str) -> None:
    assert best(case) == organ


def test_an_accusation_is_weighed_for_nobody_but_its_receivers() -> None:
    case = replace(PLAIN, purpose="accusation", subjects={HEATING: 1.0}, addressed=("HOUSING",))
    assert set(competent(case, RULES).weights) == {"DISCIPLINE"}


def test_who_is_written_to_weighs_as_much_as_a_clear_subject_and_no_more() -> None:
    addressed = replace(PLAIN, subjects={HEATING: 1.0}, addressed=("ELSEWHERE",))
    weights = competent(addressed, RULES).weights
    subject = weights["CITY"] + weights["HOUSING"]
    assert 0 < weights["ELSEWHERE"] <= subject


def test_an_unknown_township_never_becomes_a_candidate_by_its_sign() -> None:
    found = competent(replace(PLAIN, classes={FARMING: 1.0}, subjects={VILLAGE: 1.0}), RULES)
    assert TOWNSHIP not in found.weights


def test_every_organ_named_by_a_rule_knows_why() -> None:
    found = competent(replace(PLAIN, subjects={HEATING: 0.5}), RULES)
    assert {reason.rule for reason in found.reasons("HOUSING")} == {"subject:heating", "D-03"}


def test_the_weights_of_all_organs_are_one_together() -> None:
    for places in (("inside",), ("outside",)):
        found = competent(replace(PLAIN, subjects={HEATING: 0.7}, places=frozenset(places)), RULES)
        assert sum(found.weights.values()) == pytest.approx(1.0)
