"""The sentences of a petition gathered into parts, each speaking for one organ.

A sentence goes where its own words point; one that points nowhere goes with those around it. What accuses somebody is
a part of its own whatever else it speaks of, since it may not travel with the rest (条例 30(3)).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service.classification.sentences import Opening
from service.classification.units import Unit
from service.rulebook.claims import KINDRED, LEAST_BEARING, LEAST_CUES, kindred, leading

HEARD = 0.5  # a bearing below this says nothing
TITLED = 0.4  # of what a part of the title says, that must be for a part's organ

Run = Sequence[Unit]


@dataclass(slots=True, eq=False)
class Part:
    """The sentences that speak for one organ, with the pieces of the title that do."""

    organ: str
    bearing: dict[str, float]
    own: list[Unit] = field(default_factory=list)  # those whose words point here
    units: list[Unit] = field(default_factory=list)  # these and those that go with them
    titles: list[Unit] = field(default_factory=list)

    def take(self, found: Mapping[str, float]) -> None:
        """Add what further words speak for."""
        self.bearing = _sum((self.bearing, found))
        self.organ = leading(self.bearing)[0]

    @property
    def accuses(self) -> bool:
        """Whether it is made of what accuses."""
        return any(unit.accuses for unit in self.own)

    @property
    def adds(self) -> bool:
        """Whether it is added to what was said before, or accuses: then it stands beside a list."""
        return self.accuses or any(unit.opening is Opening.ADDED for unit in self.own)

    @property
    def founded(self) -> bool:
        """Whether it says enough to be a matter and not a mention, for its organ and for those hardly less meant."""
        weight = self.bearing[self.organ]
        meant = [organ for organ, found in self.bearing.items() if found >= KINDRED * weight]
        cues = sum(unit.cues.get(organ, 0) for unit in (*self.own, *self.titles) for organ in meant)
        return cues >= LEAST_CUES and weight >= LEAST_BEARING


def parted(units: Sequence[Unit], titles: Sequence[Unit], whole: Mapping[str, float]) -> list[Part]:
    """The parts of a petition in the order in which they begin; `whole` says which organ all of it bears on."""
    runs = [*_runs(units)]
    parts: list[Part] = []
    owner: dict[int, Part] = {}
    for at, run in enumerate(runs):
        part = _part_for(run, parts)
        if part is not None:
            owner[at] = part
            part.own.extend(run)
    for title in titles:
        _entitle(title, parts)
    parts = _listed([part for part in parts if part.founded])
    if len(parts) > 1:
        main = max(parts, key=lambda part: (whole.get(part.organ, 0.0), part.bearing[part.organ]))
        _share_out(runs, owner, parts, main)
    return parts


def _listed(parts: list[Part]) -> list[Part]:
    """Where matters are listed, what stands before the list introduces them and is none itself."""
    items = [part for part in parts if any(unit.opening is Opening.NUMBERED for unit in part.own)]
    return [part for part in parts if part in items or part.adds] if len(items) > 1 else parts


def _runs(units: Sequence[Unit]) -> Iterator[Run]:
    """Items of a list with all that belongs to them; sentences outside lists alone.

    An item ends where the next begins, the last one with its paragraph; what asks another organ stands alone.
    """
    last = max((at for at, unit in enumerate(units) if unit.opening is not Opening.PLAIN), default=-1)
    run: list[Unit] = []
    for at, unit in enumerate(units):
        starts = unit.opening is not Opening.PLAIN
        broken = bool(run) and (at > last and run[-1].sentence.ends_paragraph)
        if run and (starts or broken or _differs(run, unit) or run[0].opening is Opening.PLAIN):
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


def _differs(run: Run, unit: Unit) -> bool:
    asked = {one.asked for one in run if one.asked}
    return unit.accuses is not run[-1].accuses or bool(unit.asked and asked and unit.asked not in asked)


def _part_for(run: Run, parts: list[Part]) -> Part | None:
    found = _sum(unit.bearing for unit in run)
    organ, weight = leading(found)
    if weight < HEARD:
        return None
    asked = {unit.asked for unit in run if unit.asked}
    accuses = run[0].accuses
    if len(asked) == 1 and not accuses:
        organ = asked.pop() or organ
        found = {organ: max(found.values()), **{one: less for one, less in found.items() if one != organ}}
    alone = accuses or any(unit.asked for unit in run)
    part = next((one for one in parts if one.organ == organ or (not alone and kindred(one.bearing, found))), None)
    if part is None:
        part = Part(organ, {})
        parts.append(part)
    part.take(found)
    return part


def _entitle(title: Unit, parts: Sequence[Part]) -> None:
    _, weight = leading(title.bearing)
    best = max(parts, key=lambda part: title.bearing.get(part.organ, 0.0), default=None)
    if best is not None and weight >= HEARD and title.bearing.get(best.organ, 0.0) >= TITLED * weight:
        best.titles.append(title)
        best.take(title.bearing)


def _share_out(runs: Sequence[Run], owner: Mapping[int, Part], parts: Sequence[Part], main: Part) -> None:
    """Give every run to a part: its own, else that of the run before; an item that says little, to what follows it."""
    current = main
    for at, run in enumerate(runs):
        own = owner.get(at)
        if run[0].accuses and (own is None or own not in parts):
            continue  # what accuses goes with no other matter
        if own is None or own not in parts:
            own = _following(runs, owner, parts, at) or main if run[0].opening is Opening.NUMBERED else current
        own.units.extend(run)
        if not run[0].accuses:
            current = own


def _following(runs: Sequence[Run], owner: Mapping[int, Part], parts: Sequence[Part], at: int) -> Part | None:
    for later in range(at + 1, len(runs)):
        if runs[later][0].opening is not Opening.PLAIN:
            return None
        if owner.get(later) in parts:
            return owner[later]
    return None


def _sum(found: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for one in found:
        for organ, weight in one.items():
            total[organ] = total.get(organ, 0.0) + weight
    return total
