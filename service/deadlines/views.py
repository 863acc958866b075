"""How duties are shown: what is owed by when, what happened to it, which days counted."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.deadlines.look import AlertPage, Due, DuePage, Story, unit_of
from service.desk.kit import ZONE
from service.register.alerts import Entry
from service.register.petitions import Petition
from service.rulebook.counting import Counted, DayKind
from service.rulebook.duties import BUREAU, ITSELF, PETITIONER, Duty
from service.rulebook.terms import Clock, Unit
from service.rulebook.vocabulary import AlertKind, DeadlineStep


class DutyOut(BaseModel):
    """What somebody owes by when."""

    number: str
    referral: str | None = Field(description="the matter; null where it is the petition itself", examples=["HB87065-1"])
    clock: Clock
    label: str
    owner: str = Field(description="the code of an organ, `bureau` or `petitioner`")
    owner_name: str
    starts_on: date
    due_on: date = Field(description="the day aimed at, not moved for rest days")
    legal_limit_on: date = Field(description="the last day the law allows: the next working day (民法典 203)")
    due_at: datetime | None = Field(description="where minutes count")
    overdue: bool
    missed_on: date | None
    article: str
    provisional: bool = Field(description="the holiday notice of that year is not out yet")


class DutiesOut(BaseModel):
    """Duties, the nearest legal limit first; `Link` names the next page where there is one."""

    duties: list[DutyOut]


class AlertOut(BaseModel):
    """An entry of the sweep, with its duty as it stands."""

    kind: AlertKind
    label: str
    on_day: date
    owed_by: str = Field(description="who owed it on that day")
    running: bool
    ended_on: date | None
    duty: DutyOut


class AlertsOut(BaseModel):
    """Entries, the newest first; `Link` names the next page where there is one."""

    entries: list[AlertOut]


class ChangeOut(BaseModel):
    """Something that happened to a duty."""

    step: DeadlineStep
    on_day: date
    owner: str


class DayOut(BaseModel):
    """One day of a period: counted or not, and why."""

    day: date
    kind: DayKind
    kind_label: str
    name: str = Field(description="of the holiday table: 春节, 调休上班 …")
    does: Counted
    does_label: str
    nth: int | None = Field(description="the how-manieth day it is, where it counts")


class StoryOut(BaseModel):
    """A duty with everything that happened to it, and where it was asked for, with its days."""

    duty: DutyOut
    unit: Unit
    changes: list[ChangeOut]
    days: list[DayOut] | None


class StoriesOut(BaseModel):
    """All duties of a petition, the oldest first."""

    number: str
    deadlines: list[StoryOut]


def duty_out(number: str, duty: Duty, bureau: Bureau, on: date) -> DutyOut:
    """A duty, as of a day."""
    return DutyOut(
        number=number,
        referral=None if duty.referral == ITSELF else f"{number}-{duty.referral}",
        clock=duty.clock,
        label=bureau.labels.of(duty.clock).zh,
        owner=duty.owner,
        owner_name=_name(duty.owner, bureau),
        starts_on=duty.starts_on,
        due_on=duty.due_on,
        legal_limit_on=duty.legal_limit_on,
        due_at=duty.due_at.astimezone(ZONE) if duty.due_at else None,
        overdue=duty.overdue(on),
        missed_on=duty.missed_on,
        article=duty.article,
        provisional=duty.provisional,
    )


def duties_out(page: DuePage, bureau: Bureau, on: date) -> DutiesOut:
    """A page of duties."""
    return DutiesOut(duties=[_due_out(one, bureau, on) for one in page.due])


def alerts_out(page: AlertPage, bureau: Bureau, on: date) -> AlertsOut:
    """A page of entries."""
    return AlertsOut(entries=[_alert_out(one, page.numbers[one.petition_id], bureau, on) for one in page.entries])


def stories_out(petition: Petition, stories: list[Story], bureau: Bureau, on: date, *, explain: bool) -> StoriesOut:
    """The whole story of a petition's clocks."""
    return StoriesOut(
        number=petition.number,
        deadlines=[_story_out(petition.number, one, bureau, on, explain=explain) for one in stories],
    )


def _due_out(one: Due, bureau: Bureau, on: date) -> DutyOut:
    return duty_out(one.number, one.owed.duty, bureau, on)


def _alert_out(entry: Entry, number: str, bureau: Bureau, on: date) -> AlertOut:
    return AlertOut(
        kind=entry.kind,
        label=bureau.labels.of(entry.kind).zh,
        on_day=entry.on_day,
        owed_by=entry.owed_by,
        running=entry.state == "running",
        ended_on=entry.ended_on,
        duty=duty_out(number, entry.duty, bureau, on),
    )


def _story_out(number: str, story: Story, bureau: Bureau, on: date, *, explain: bool) -> StoryOut:
    days = [
        DayOut(
            day=one.day,
            kind=one.kind,
            kind_label=bureau.labels.of(one.kind).zh,
            name=one.name,
            does=one.does,
            does_label=bureau.labels.of(one.does).zh,
            nth=one.nth or None,
        )
        for one in story.days
    ]
    return StoryOut(
        duty=duty_out(number, story.duty, bureau, on),
        unit=unit_of(story.duty, bureau),
        changes=[ChangeOut(step=one.step, on_day=one.on, owner=one.duty.owner) for one in story.changes],
        days=days if explain else None,
    )


def _name(owner: str, bureau: Bureau) -> str:
    if owner == BUREAU:
        return bureau.name
    if owner == PETITIONER:
        return "信访人"
    return bureau.organs.called(owner)
