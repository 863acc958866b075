"""What can be wrong with an act of supervision, all of it named before anything is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from service.desk.codes import of_organ, unknown
from service.desk.kit import Desk
from service.desk.opening import canonical
from service.register.referrals import Referral
from service.register.sweeps import Held
from service.rulebook.errors import Fault
from service.rulebook.guard import barred
from service.rulebook.supervising import SupervisionKind
from service.supervision.plans import Plan


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of what a plan names: petitions by number, the one it is about, its matter."""

    held: Mapping[str, Held]
    main: Held | None
    matter: Referral | None


def faults_of(plan: Plan, found: Found, on: date, desk: Desk) -> Iterator[Fault]:
    """Everything that is wrong with a plan on a day."""
    yield from _of_petitions(plan, found, desk)
    yield from _of_codes(plan, found, on, desk)
    if plan.due_on is not None and plan.due_on <= on:
        yield Fault("/due_on", "not_ahead", {"on": on.isoformat()})
    if plan.held_on is not None and plan.held_on > on:
        yield Fault("/held_on", "in_the_future")


def kept_out_of(held: Held, desk: Desk) -> frozenset[str]:
    """The organs that a petition accuses, and what is below them (30(3))."""
    return barred(held.accused, desk.bureau.organs.ties)


def _of_petitions(plan: Plan, found: Found, desk: Desk) -> Iterator[Fault]:
    if plan.number is not None and found.main is None:
        yield Fault("/number", "no_such_petition")
    if found.main is not None and plan.referral is not None and found.matter is None:
        yield Fault("/referral", "no_such_referral")
    for name, many in plan.numbers.items():
        for at, number in enumerate(many):
            if canonical(number, desk) not in found.held:
                yield Fault(f"/{name}/{at}", "no_such_petition")


def _of_codes(plan: Plan, found: Found, on: date, desk: Desk) -> Iterator[Fault]:
    for pointer, organs in plan.organs.items():
        for organ in organs:
            yield from of_organ(pointer, organ, desk.bureau, on)
    trigger = plan.facts.get("trigger")
    if trigger is not None and trigger not in desk.bureau.detectors:
        yield unknown("/trigger", trigger, desk.bureau.detectors)
    to = plan.organ if plan.kind is SupervisionKind.SUGGESTION else None
    if to is not None and found.main is not None and to in kept_out_of(found.main, desk):
        yield Fault("/organ", "organ_accused")
