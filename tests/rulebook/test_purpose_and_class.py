"""Purpose, class and route from evidence alone."""

from collections.abc import Mapping

from service.rulebook.confidence import Trust
from service.rulebook.content_class import class_chances, decide_class
from service.rulebook.evidence import Evidence
from service.rulebook.finer_class import Support
from service.rulebook.jurisdiction import Candidate, Finding, Span
from service.rulebook.purpose import decide_purpose, decide_route, shares, suspicion
from service.rulebook.rules import AnswerRule, Condition, OrganRule, Rules, Subject
from service.rulebook.vocabulary import Purpose, Route, TextField
from service.rulebook.weighing import speaking

WAGES = Subject("wages", "欠薪", "040300", "statutory_duty", ("LABOUR",), False, "31(5)", "欠薪")
LOANS = Subject("loans", "贷款", "130100", "petition_procedure", ("BANKS",), True, "31(6)", "贷款")


def default(code: str) -> OrganRule:
    return OrganRule(f"D-{code}", 99, (code,), (), (), (), Condition(), ("X",), "5(3)", "试")


RULES = Rules(
    purposes=(
        AnswerRule("P-1", "appeal", 1.0, Condition(), "31", "试"),
        AnswerRule("P-2", "accusation", 3.0, Condition(all_of=("graft",)), "30(1)", "试"),
    ),
    routes=(AnswerRule("R-1", "discipline", 9.0, Condition(all_of=("purpose:accusation",)), "30", "试"),),
    organs=(),
    defaults={code: default(code) for code in ("030000", "040000", "090000", "130000", "990000")},
    subjects={"wages": WAGES, "loans": LOANS},
    discipline=("D",),
    superior="S",
)


def decided(evidence: Evidence, voice: Mapping[str, float] | None = None) -> Finding:
    return decide_purpose(speaking(RULES.purposes, evidence), evidence, 0.5, voice)


def test_without_a_word_for_anything_else_it_is_an_appeal() -> None:
    assert decided(Evidence()).answer == Purpose.APPEAL


def test_a_rule_that_speaks_moves_the_purpose_and_gives_its_reason() -> None:
    found = decided(Evidence({"graft": 1.0}))
    assert found.answer == Purpose.ACCUSATION
    assert [reason.rule for reason in found.reasons] == ["P-2"]


def test_the_voice_is_one_line_among_the_rules_and_says_that_it_spoke() -> None:
    found = decided(Evidence(), {"appeal": -6.0, "inquiry": -0.01})
    assert found.answer == Purpose.INQUIRY
    assert [reason.rule for reason in found.reasons] == ["model:purpose"]
    assert decided(Evidence(), {"appeal": -0.8, "inquiry": -0.7}).answer == Purpose.APPEAL


def test_a_voice_bears_out_the_accusation_that_is_told() -> None:
    loud = {"appeal": -6.0, "accusation": -0.01}
    told, with_voice = (decided(Evidence({"graft": 1.0}), voice) for voice in ({}, loud))
    assert with_voice.answer == Purpose.ACCUSATION
    assert with_voice.confidence > told.confidence


def test_suspicion_is_all_that_speaks_for_an_accusation_whatever_speaks_against_it() -> None:
    assert suspicion(speaking(RULES.purposes, Evidence({"graft": 1.0}))) == 3.0
    assert suspicion(speaking(RULES.purposes, Evidence())) == 0.0


def test_words_decide_for_a_class_that_the_model_never_learnt() -> None:
    model = (Candidate("030000", 0.6), Candidate("040000", 0.4))
    chances = class_chances(model, Evidence({"loans": 3.0}), RULES, {}, Support())
    assert max(chances, key=lambda code: chances[code]) == "130000"


def test_the_model_decides_where_no_word_speaks() -> None:
    chances = class_chances((Candidate("040000", 0.9), Candidate("030000", 0.1)), Evidence(), RULES, {}, Support())
    assert max(chances, key=lambda code: chances[code]) == "040000"


def test_an_accusation_belongs_to_discipline_whatever_field_it_comes_from() -> None:
    chances = class_chances((), Evidence({"wages": 1.0}), RULES, {Purpose.ACCUSATION: 0.95}, Support())
    assert max(chances, key=lambda code: chances[code]) == "090000"


def test_words_of_the_list_speak_for_a_class_that_the_model_never_learnt_and_for_no_other() -> None:
    model = (Candidate("030000", 0.6), Candidate("040000", 0.4))
    loans = class_chances(model, Evidence(), RULES, {}, Support({"130501": 9.0}))
    assert max(loans, key=lambda code: loans[code]) == "130000"
    learnt = class_chances(model, Evidence(), RULES, {}, Support({"040305": 9.0}))
    assert max(learnt, key=lambda code: learnt[code]) == "030000"


def test_finer_digits_are_given_where_a_subject_or_the_words_are_clear() -> None:
    clear, silent = Evidence({"wages": 2.0}), Evidence()
    words = Support({"040305": 2.5}, {"040305": (Span(TextField.SUBJECT, 0, 2),)})
    assert decide_class({"040000": 1.0}, clear, RULES, Support(), Trust(0.5)).answer == "040300"
    assert decide_class({"040000": 1.0}, clear, RULES, words, Trust(0.5)).answer == "040305"
    assert decide_class({"040000": 1.0}, silent, RULES, Support(), Trust(0.5)).answer == "040000"
    mixed = Support({"040305": 2.5, "040606": 2.5})
    assert decide_class({"040000": 1.0}, silent, RULES, mixed, Trust(0.5)).answer == "040000"


def test_finer_digits_never_make_a_sure_class_open_nor_an_unsure_one_finer() -> None:
    words = Support({"040305": 2.5})
    sure = decide_class({"040000": 0.62, "030000": 0.38}, Evidence(), RULES, words, Trust(0.6))
    assert (sure.answer, sure.confidence, sure.open) == ("040000", 0.62, False)
    unsure = decide_class({"040000": 0.5, "030000": 0.4}, Evidence(), RULES, words, Trust(0.6))
    assert (unsure.answer, unsure.open) == ("040000", True)


def test_the_candidates_of_one_class_add_up_to_its_probability() -> None:
    found = decide_class({"040000": 0.97, "030000": 0.03}, Evidence(), RULES, Support({"040305": 2.5}), Trust(0.6))
    assert found.answer == "040305"
    own = [each.probability for each in found.candidates if each.code.startswith("04")]
    assert len(own) == 2
    assert abs(sum(own) - 0.97) < 0.001


def test_the_words_of_the_list_are_shown_as_the_reason_for_the_finer_digits() -> None:
    span = Span(TextField.SUBJECT, 4, 6)
    found = decide_class({"040000": 1.0}, Evidence(), RULES, Support({"040305": 2.5}, {"040305": (span,)}), Trust(0.5))
    assert [reason.rule for reason in found.reasons] == ["words:content_class", "model:content_class"]
    assert found.reasons[0].evidence == (span,)


def test_the_route_follows_the_subject_and_a_general_subject_yields() -> None:
    both = {WAGES: 0.5, LOANS: 0.5}
    assert decide_route(Evidence(), both, RULES, 0.3).answer == Route.STATUTORY_DUTY


def test_the_purpose_overrides_what_the_subject_says_about_the_route() -> None:
    evidence = Evidence(facts=frozenset(("purpose:accusation",)))
    assert decide_route(evidence, {WAGES: 1.0}, RULES, 0.3).answer == Route.DISCIPLINE


def test_the_shares_of_all_subjects_are_at_most_one() -> None:
    evidence = Evidence({"wages": 5.0, "loans": 0.5})
    found = shares(evidence, {"040000": 0.9, "130000": 0.1}, RULES)
    assert sum(found.values()) <= 1.0 + 1e-9
    assert found[WAGES] > found[LOANS]
