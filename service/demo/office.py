"""What the bureau does beside single petitions: receptions, inspections, bulletins, suggestions, nights."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from service.deadlines.sweep import sweep
from service.demo.moves import Playing, Said
from service.demo.stage import OFFICERS, Played, Stage
from service.desk.acting import Act
from service.desk.kit import ZONE, local_date
from service.desk.officers import Hand
from service.register.supervisions import Supervision
from service.rulebook.supervising import Adoption
from service.supervision.forms import (
    AnswerForm,
    BulletinForm,
    CareForm,
    CaseForm,
    InspectionForm,
    ReceptionForm,
    SuggestionForm,
    UrgeForm,
)
from service.supervision.open import Opening, open_
from service.supervision.plans import Plan
from service.supervision.step import take

SWEPT_EVERY = 7  # nights: a sweep covers those that were missed, so that a year takes no longer than it must
SUGGESTED = (("improve_work", "HB-ZJJ"), ("improve_policy", "HB-MZJ"), ("improve_work", "HB-RSJ"))

Happening = Callable[[Stage, list[Played]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something of the year that is no petition's own."""

    at: datetime
    what: Happening


def occasions(first: date, last: date, random: Random) -> Iterator[Occasion]:
    """The year's nights, receptions, inspections, suggestions and bulletins."""
    for nth in range((last - first).days):
        day = first + timedelta(days=nth)
        if nth % SWEPT_EVERY == 0:
            yield Occasion(datetime.combine(day, time(1), ZONE), night)
        if day.weekday() == 2:  # 每周接访
            yield Occasion(datetime.combine(day, time(9), ZONE), reception)
        if day.day == 15:
            yield Occasion(datetime.combine(day, time(10), ZONE), inspection)
        if day.day in (8, 22):
            kind, organ = random.choice(SUGGESTED)
            yield Occasion(datetime.combine(day, time(11), ZONE), _suggesting(kind, organ))
        if (day.month, day.day) in ((6, 30), (12, 25)):
            yield Occasion(datetime.combine(day, time(16), ZONE), bulletin)


async def night(stage: Stage, _: list[Played]) -> None:
    """The clocks are swept."""
    await sweep(local_date(stage.at), at=stage.at, desk=stage.desk)


async def reception(stage: Stage, registered: list[Played]) -> None:
    """A leader receives visitors, and takes one matter upon himself."""
    batches = stage.random.randint(1, 3)
    taken = [stage.random.choice(registered).number] if registered else []
    form = ReceptionForm.model_validate(
        {
            "held_on": local_date(stage.at).isoformat(),
            "role": stage.random.choice(("party_main", "government_main", "other")),
            "leader": "L01",
            "batches": batches,
            "people": batches * stage.random.randint(2, 6),
            "numbers": taken,
            "supervised": taken[: stage.random.randint(0, 1)],
        }
    )
    await open_by_clerk(stage, form.plan())


async def inspection(stage: Stage, registered: list[Played]) -> None:
    """A few petitions are looked at on the spot."""
    sampled = [one.number for one in stage.random.sample(registered, min(3, len(registered)))]
    form = InspectionForm.model_validate({"task": "抽查办理程序和意见落实情况。", "numbers": sampled})
    await open_by_clerk(stage, form.plan())


async def bulletin(stage: Stage, _: list[Played]) -> None:
    """What was found is made known."""
    form = BulletinForm.model_validate(
        {"subject": "信访事项办理情况通报", "text": "个别单位签收、受理不及时，限期整改。", "organs": ["HB-RSJ"]}
    )
    await open_by_clerk(stage, form.plan())


def _suggesting(kind: str, organ: str) -> Happening:
    async def suggest(stage: Stage, _: list[Played]) -> None:
        form = SuggestionForm.model_validate(
            {"suggests": kind, "organ": organ, "text": "建议完善办理流程，答复意见写明依据。"}
        )
        opened = await open_by_clerk(stage, form.plan())
        if stage.random.random() < 0.8:
            answer = AnswerForm.model_validate(
                {"adoption": stage.random.choice(list(Adoption)).value, "reasons": "已研究，情况见附件。"}
            )
            hand = Hand(f"client:{stage.clients['clerk']}:B01", "B01", organ)
            await take(opened.id, answer.said(), Act(hand, opened.version, stage.at, stage.desk))

    return suggest


async def urge(stage: Stage, played: Played, said: Said) -> None:
    """A clerk urges the organ that has the matter."""
    one = await stage.matter(played)
    because = said.get("because", "已超过期限，请抓紧办理。")
    form = UrgeForm.model_validate({"number": played.number, "referral": one.ordinal, "because": because})
    await open_by_clerk(stage, form.plan())


async def supervise(stage: Stage, played: Played, _said: Said) -> None:
    """The matter is put under supervision (督办)."""
    one = await stage.matter(played)
    due = (local_date(stage.at) + timedelta(days=15)).isoformat()
    form = CaseForm.model_validate(
        {
            "number": played.number,
            "referral": one.ordinal,
            "means": ["letter"],
            "because": "未按规定受理办理。",
            "due_on": due,
        }
    )
    await open_by_clerk(stage, form.plan())


async def care(stage: Stage, played: Played, _said: Said) -> None:
    """A leader takes the petition upon himself (包案)."""
    form = CareForm.model_validate({"number": played.number, "role": "other", "leader": "L02"})
    await open_by_clerk(stage, form.plan())


async def open_by_clerk(stage: Stage, plan: Plan) -> Supervision:
    """Put an act of supervision on the book."""
    officer = OFFICERS[0]
    hand = Hand(f"client:{stage.clients['clerk']}:{officer}", officer)
    key = f"demo-{stage.at:%Y%m%d%H%M%S}-{stage.random.getrandbits(32):08x}"
    return await open_(Opening(plan, hand, stage.clients["clerk"], key, stage.at), desk=stage.desk)


OFFICE_MOVES: dict[str, Playing] = {"urge": urge, "supervise": supervise, "care": care}
