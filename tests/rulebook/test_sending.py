"""What may be sent to whom: each rule broken alone names itself, and a sending without a fault breaks none."""

from dataclasses import replace
from datetime import date

import pytest

from service.rulebook.handling_vocabulary import Procedure, ReferralKind
from service.rulebook.sending import Circumstances, Matters, Target, faults
from service.rulebook.vocabulary import Route

ON, LATER = date(2026, 3, 6), date(2026, 4, 30)
APPEAL, ACCUSATION = (Route.PETITION_PROCEDURE, False), (Route.DISCIPLINE, True)
SUPERIOR = "SMX-XFJ"
FACTS = Circumstances(ON, Matters(APPEAL, ()), frozenset(), frozenset(), SUPERIOR, False, ())
CLAIMS = replace(FACTS, matters=Matters(APPEAL, (APPEAL, ACCUSATION)))


def to(organ: str = "HB-RSJ", kind: ReferralKind = ReferralKind.TRANSFER, **facts: object) -> Target:
    whole = {"claim": None, "procedure": Procedure.ORDINARY, "report_on": None, **facts}
    return Target(organ, kind, **whole)  # type: ignore[arg-type]


def found(targets: list[Target], facts: Circumstances) -> list[tuple[str, str]]:
    return [(fault.kind, fault.pointer) for fault in faults(targets, facts)]


@pytest.mark.parametrize(
    ("targets", "facts"),
    [
        ([to()], FACTS),
        ([to(kind=ReferralKind.ASSIGN, report_on=LATER)], FACTS),
        ([to(SUPERIOR, ReferralKind.UPWARD)], FACTS),
        ([to("HB-JW", ReferralKind.FORWARD)], replace(FACTS, matters=Matters(ACCUSATION, ()))),
        ([to("HB-FY", ReferralKind.FORWARD)], replace(FACTS, matters=Matters((Route.LITIGATION, False), ()))),
        ([to(procedure=Procedure.SIMPLE)], FACTS),
        ([to(), to("HB-ZJJ")], FACTS),
        ([to(claim=1), to("HB-JW", ReferralKind.FORWARD, claim=2)], CLAIMS),
        # Who leads an accused organ may have what is no accusation.
        ([to(claim=1)], replace(CLAIMS, judges_of_own={"HB-RSJ"})),
    ],
)
def test_what_no_rule_forbids_is_sent(targets: list[Target], facts: Circumstances) -> None:
    assert found(targets, facts) == []


@pytest.mark.parametrize(
    ("targets", "facts", "kind", "pointer"),
    [
        ([to(claim=3)], replace(FACTS, matters=Matters(APPEAL, (APPEAL, APPEAL))), "no_such_claim", "claim"),
        ([to(claim=1)], FACTS, "no_such_claim", "claim"),
        ([to()], CLAIMS, "accusation_apart", "claim"),
        ([to()], replace(FACTS, kept_out={"HB-RSJ"}), "organ_accused", "organ"),
        (
            [to("HB-ZFB", ReferralKind.FORWARD)],
            replace(FACTS, matters=Matters(ACCUSATION, ()), judges_of_own={"HB-ZFB"}),
            "organ_accused",
            "organ",
        ),
        ([to(SUPERIOR)], FACTS, "upward_to_superior", "kind"),
        ([to(kind=ReferralKind.UPWARD)], FACTS, "upward_to_superior", "kind"),
        ([to(kind=ReferralKind.FORWARD)], FACTS, "forwarded_by_route", "kind"),
        ([to()], replace(FACTS, matters=Matters(ACCUSATION, ())), "forwarded_by_route", "kind"),
        ([to()], replace(FACTS, matters=Matters((Route.LITIGATION, False), ())), "forwarded_by_route", "kind"),
        ([to(kind=ReferralKind.ASSIGN)], FACTS, "report_day_needed", "report_on"),
        ([to(report_on=LATER)], FACTS, "report_day_not_allowed", "report_on"),
        ([to(kind=ReferralKind.ASSIGN, report_on=ON)], FACTS, "not_ahead", "report_on"),
        ([to(procedure=Procedure.SIMPLE)], replace(FACTS, joint=True), "not_simple", "procedure"),
        (
            [to(kind=ReferralKind.ASSIGN, report_on=LATER, procedure=Procedure.SIMPLE)],
            FACTS,
            "not_simple",
            "procedure",
        ),
        ([to(procedure=Procedure.SIMPLE)], replace(FACTS, in_hand={("HB-ZJJ", None)}), "not_simple", "procedure"),
        ([to()], replace(FACTS, in_hand={("HB-RSJ", None)}), "already_there", "organ"),
    ],
)
def test_a_broken_rule_is_named_where_it_is_broken(
    targets: list[Target], facts: Circumstances, kind: str, pointer: str
) -> None:
    assert found(targets, facts) == [(kind, f"/targets/0/{pointer}")]


def test_every_fault_of_every_target_is_named_at_once() -> None:
    targets = [to(), to(), to("HB-ZJJ", ReferralKind.ASSIGN)]

    assert found(targets, replace(FACTS, kept_out={"HB-RSJ"})) == [
        ("organ_accused", "/targets/0/organ"),
        ("organ_accused", "/targets/1/organ"),
        ("already_there", "/targets/1/organ"),
        ("report_day_needed", "/targets/2/report_on"),
    ]
