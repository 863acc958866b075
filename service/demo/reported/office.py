"""What the bureau does in the reported year beside single petitions, each on a working day, as often as reported."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from service.demo.office import SWEPT_EVERY, Happening, Occasion, bulletin, night, open_by_clerk, urge
from service.demo.reported.figures import Figures, Receptions
from service.demo.reported.timetable import Timetable
from service.demo.stage import OFFICERS, Played, Stage
from service.desk.acting import Act
from service.desk.kit import ZONE, local_date
from service.desk.officers import Hand
from service.register.supervisions import Supervision
from service.rulebook.calendar import WorkingCalendar
from service.rulebook.supervising import Adoption
from service.supervision.forms import (
    AnswerForm,
    CaseForm,
    ClosingForm,
    InspectionForm,
    ReceptionForm,
    ReportForm,
    SuggestionForm,
)
from service.supervision.step import Said, take

LEADERS, OTHERS = ("party_main", "government_main"), ("other",)
SUGGESTED_TO = ("HB-ZJJ", "HB-RSJ", "HB-ZRJ", "HB-MZJ", "HB-JTJ", "HB-CGJ")
CASE_DAYS = 20


class Office:
    """Plans the year's occasions."""

    def __init__(self, figures: Figures, seed: int, calendar: WorkingCalendar) -> None:
        self._figures = figures
        self._random = Random(f"office-{seed}")  # noqa: S311 - invents a year, protects nothing
        self._calendar = calendar
        self._table = Timetable(figures, calendar, self._random)

    def occasions(self, until: date) -> list[Occasion]:
        """Everything of the year, and the nights until all its matters have ended."""
        nights = (until - self._figures.first).days // SWEPT_EVERY
        swept = (self._figures.first + timedelta(days=SWEPT_EVERY * nth) for nth in range(nights + 1))
        return [
            *(Occasion(datetime.combine(day, time(1), ZONE), night) for day in swept),
            *self._receptions(self._figures.leaders, LEADERS),
            *self._receptions(self._figures.others, OTHERS),
            *self._suggestions(),
            *self._inspections(),
            *self._cases(),
            *(self._table.at(day, 15, self._urging) for day in self._table.days(self._figures.supervision.urges)),
            *(self._table.at(day, 16, bulletin) for day in self._table.days(self._figures.supervision.bulletins)),
        ]

    def _receptions(self, wanted: Receptions, roles: tuple[str, ...]) -> Iterator[Occasion]:
        """On so many days, the leaders in turn (AB角)."""
        batches = self._table.shares(wanted.batches, wanted.days, least=1)
        beside = self._table.shares(wanted.people - wanted.batches, wanted.days)
        taken = self._table.shares(wanted.supervised, wanted.days)
        for nth, day in enumerate(self._table.days(wanted.days)):
            role = roles[nth % len(roles)]
            told = {"role": role, "batches": batches[nth], "people": batches[nth] + beside[nth]}
            yield self._table.at(day, 9, self._receiving(told, taken[nth]))

    def _receiving(self, told: dict[str, Any], supervised: int) -> Happening:
        async def receive(stage: Stage, registered: list[Played]) -> None:
            numbers = self._table.pick("reception", supervised, registered)
            more = {"held_on": local_date(stage.at).isoformat(), "leader": "L01", "numbers": numbers}
            form = ReceptionForm.model_validate({**told, **more, "supervised": numbers})
            await open_by_clerk(stage, form.plan())

        return receive

    def _suggestions(self) -> Iterator[Occasion]:
        """Each is answered in writing within the thirty days of its clock (40(4))."""
        kinds = [kind for kind, many in self._figures.supervision.suggestions.items() for _ in range(many)]
        self._random.shuffle(kinds)
        for nth, (kind, day) in enumerate(zip(kinds, self._table.days(len(kinds)), strict=True)):
            organ = SUGGESTED_TO[nth % len(SUGGESTED_TO)]
            form = SuggestionForm.model_validate(
                {"suggests": kind, "organ": organ, "text": "建议完善办理流程，答复意见写明依据。"}
            )
            adoption = self._random.choices(list(Adoption), (8, 2, 1))[0]
            answer = AnswerForm.model_validate({"adoption": adoption.value, "reasons": "已研究，情况见附件。"})
            steps = ((self._random.randint(8, 24), answer.said()),)
            yield from self._opened(day, form, steps, organ)

    def _inspections(self) -> Iterator[Occasion]:
        wanted = self._figures.supervision
        shares = self._table.shares(wanted.inspected, wanted.inspections, least=2)
        found = ReportForm.model_validate({"text": "查阅案卷、走访群众，程序合规，意见已落实。"})
        done = ClosingForm.model_validate({"result": "督查结束，情况已反馈。"})
        for day, many in zip(self._table.days(wanted.inspections), shares, strict=True):
            yield from self._on_the_spot(day, many, ((3, found.said()), (6, done.said())))

    def _on_the_spot(self, day: date, many: int, steps: tuple[tuple[int, Said], ...]) -> Iterator[Occasion]:
        opened: list[Supervision] = []

        async def inspect(stage: Stage, registered: list[Played]) -> None:
            numbers = self._table.pick("inspection", many, registered)
            form = InspectionForm.model_validate({"task": "对重点疑难信访事项实地公开督查。", "numbers": numbers})
            opened.append(await open_by_clerk(stage, form.plan()))

        yield self._table.at(day, 10, inspect)
        yield from self._followed(day, opened, steps)

    def _cases(self) -> Iterator[Occasion]:
        """Put under supervision, reported on, closed (40(1))."""
        reported = ReportForm.model_validate({"text": "已按要求加快办理。"})
        done = ClosingForm.model_validate({"result": "督办事项已落实。"})
        for day in self._table.days(self._figures.supervision.cases):
            opened: list[Supervision] = []
            yield self._table.at(day, 11, self._supervising(opened))
            yield from self._followed(day, opened, ((9, reported.said()), (14, done.said())))

    def _supervising(self, opened: list[Supervision]) -> Happening:
        async def supervise(stage: Stage, registered: list[Played]) -> None:
            played = await self._table.at_organ("case", stage, registered)
            due = local_date(stage.at) + timedelta(days=CASE_DAYS)
            form = CaseForm.model_validate(
                {
                    "number": played.number,
                    "referral": (await stage.matter(played)).ordinal,
                    "means": ["letter"],
                    "because": "群众反映集中，应当督促加快办理。",
                    "due_on": due.isoformat(),
                }
            )
            opened.append(await open_by_clerk(stage, form.plan()))

        return supervise

    async def _urging(self, stage: Stage, registered: list[Played]) -> None:
        played = await self._table.at_organ("urge", stage, registered)
        await urge(stage, played, {"because": "请按期办结并反馈。"})

    # How they are planned

    def _opened(
        self, day: date, form: SuggestionForm, steps: tuple[tuple[int, Said], ...], organ: str
    ) -> Iterator[Occasion]:
        opened: list[Supervision] = []

        async def suggest(stage: Stage, _: list[Played]) -> None:
            opened.append(await open_by_clerk(stage, form.plan()))

        yield self._table.at(day, 11, suggest)
        yield from self._followed(day, opened, steps, organ)

    def _followed(
        self, day: date, opened: list[Supervision], steps: tuple[tuple[int, Said], ...], organ: str | None = None
    ) -> Iterator[Occasion]:
        """What is said of an act so many days later, by an organ or the bureau."""

        def step(said: Said) -> Happening:
            async def say(stage: Stage, _: list[Played]) -> None:
                officer = "B01" if organ else OFFICERS[0]
                hand = Hand(f"client:{stage.clients['clerk']}:{officer}", officer, organ)
                one = opened.pop()
                opened.append(await take(one.id, said, Act(hand, one.version, stage.at, stage.desk)))

            return say

        for after, said in steps:
            yield self._table.at(self._calendar.roll_forward(day + timedelta(days=after)), 14, step(said))
