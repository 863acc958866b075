"""What may be sent to whom (条例 5(3), 22, 24, 28, 30): each rule with its article, every broken one named."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from service.rulebook.errors import Fault
from service.rulebook.handling_vocabulary import Procedure, ReferralKind
from service.rulebook.vocabulary import Route

# 22(2): 涉法涉诉 to the political-legal organs, accusations to discipline; both answer by their own rules (23(4)).
FORWARDED = frozenset((Route.DISCIPLINE, Route.LITIGATION))


@dataclass(frozen=True, slots=True)
class Target:
    """To whom, how, and what of it: a claim by its place in the decision, from 1; None is the whole."""

    organ: str
    kind: ReferralKind
    claim: int | None
    procedure: Procedure
    report_on: date | None


@dataclass(frozen=True, slots=True)
class Matters:
    """What there is to be sent: the route of the whole and of each claim, and whether it accuses somebody."""

    whole: tuple[Route, bool]
    claims: Sequence[tuple[Route, bool]]

    def of(self, claim: int | None) -> tuple[Route, bool]:
        """Route of what is sent, and whether it accuses."""
        return self.whole if claim is None else self.claims[claim - 1]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a sending depends on beside its targets."""

    on: date
    matters: Matters
    kept_out: Collection[str]  # accused organs and what is below them
    judges_of_own: Collection[str]  # who leads an accused organ and is no receiver that the law names
    superior: str
    joint: bool
    in_hand: Collection[tuple[str, int | None]]  # what organs have already


def faults(targets: Sequence[Target], facts: Circumstances) -> Iterator[Fault]:
    """Everything that is wrong with a sending; nothing is sent unless nothing is."""
    taken = set(facts.in_hand)
    for at, target in enumerate(targets):
        where = f"/targets/{at}"
        if target.claim is not None and target.claim > len(facts.matters.claims):
            yield Fault(f"{where}/claim", "no_such_claim", {"claims": len(facts.matters.claims)})
            continue
        if target.claim is None and any(accuses for _, accuses in facts.matters.claims):
            yield Fault(f"{where}/claim", "accusation_apart")
        yield from _of_receiver(where, target, facts)
        yield from _of_kind(where, target, facts)
        yield from _of_procedure(where, target, facts, several=len(targets) > 1)
        if (target.organ, target.claim) in taken:
            yield Fault(f"{where}/organ", "already_there")
        taken.add((target.organ, target.claim))


def _of_receiver(where: str, target: Target, facts: Circumstances) -> Iterator[Fault]:
    _, accuses = facts.matters.of(target.claim)
    if target.organ in facts.kept_out or (accuses and target.organ in facts.judges_of_own):
        yield Fault(f"{where}/organ", "organ_accused")
    if (target.kind is ReferralKind.UPWARD) != (target.organ == facts.superior):
        yield Fault(f"{where}/kind", "upward_to_superior", {"superior": facts.superior})


def _of_kind(where: str, target: Target, facts: Circumstances) -> Iterator[Fault]:
    route, _ = facts.matters.of(target.claim)
    if target.kind is not ReferralKind.UPWARD and (target.kind is ReferralKind.FORWARD) != (route in FORWARDED):
        yield Fault(f"{where}/kind", "forwarded_by_route", {"route": route.value})
    if target.kind is ReferralKind.ASSIGN and target.report_on is None:
        yield Fault(f"{where}/report_on", "report_day_needed")
    if target.kind is not ReferralKind.ASSIGN and target.report_on is not None:
        yield Fault(f"{where}/report_on", "report_day_not_allowed")
    if target.report_on is not None and target.report_on <= facts.on:
        yield Fault(f"{where}/report_on", "not_ahead", {"on": facts.on.isoformat()})


def _of_procedure(where: str, target: Target, facts: Circumstances, *, several: bool) -> Iterator[Fault]:
    """domain §8: the simple procedure is for what is clear, small and one organ's."""
    if target.procedure is Procedure.SIMPLE and (
        facts.joint or several or facts.in_hand or target.kind is not ReferralKind.TRANSFER
    ):
        yield Fault(f"{where}/procedure", "not_simple")
