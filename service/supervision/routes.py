"""The doors of supervision for the bureau's clerk: open, look, step."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from service.auth.callers import Reader
from service.desk.acting import SupervisorAct
from service.desk.conditional import version_tag
from service.desk.forms import Day
from service.desk.kit import AtDesk, local_date
from service.desk.parameters import Limit, name_next
from service.desk.problems import problems
from service.desk.refusals import ACTING, DECIDING, READING
from service.register.supervisions import Asked
from service.rulebook.errors import (
    ContentConflict,
    KeyMissing,
    KeyReused,
    OfficerRecused,
    StepRefused,
    UnknownSupervision,
)
from service.rulebook.supervising import SupervisionKind, SupervisionStage
from service.supervision import look
from service.supervision.forms import (
    AnswerForm,
    BulletinForm,
    CareForm,
    CaseForm,
    ClosingForm,
    InspectionForm,
    ReceptionForm,
    ReportForm,
    SuggestionForm,
    UrgeForm,
)
from service.supervision.opener import ByOpener, shown
from service.supervision.step import Said, take
from service.supervision.views import (
    SupervisionOut,
    SupervisionsOut,
    SupervisionWholeOut,
    supervisions_out,
    whole_out,
)

router = APIRouter(prefix="/v1/supervision", tags=["supervision"])

OPENING = problems(*DECIDING, OfficerRecused, ContentConflict, KeyMissing, KeyReused)
STEPPING = problems(*ACTING, OfficerRecused, ContentConflict, UnknownSupervision, StepRefused)

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Cursor = Annotated[str | None, Query(pattern=r"^\d{1,7}_\d{1,18}$", description="from the Link header")]


@router.post("/urges", summary="催办 · Urge an organ", status_code=201, responses=OPENING)
async def urge(form: UrgeForm, opener: ByOpener, response: Response) -> SupervisionOut:
    """Urge an organ in a matter that it has. It is told, and the petition's history shows it."""
    return await opener.open(form.plan(), response)


@router.post("/cases", summary="督办 · Put under supervision", status_code=201, responses=OPENING)
async def open_case(form: CaseForm, opener: ByOpener, response: Response) -> SupervisionOut:
    """Put a petition, or one of its matters, under supervision (条例 40(1)), to be reported on by a day."""
    return await opener.open(form.plan(), response)


@router.post("/suggestions", summary="三项建议 · Make a suggestion", status_code=201, responses=OPENING)
async def suggest(form: SuggestionForm, opener: ByOpener, response: Response) -> SupervisionOut:
    """Suggest to improve work, to improve a policy or to hold accountable; the answer is due on clock C12 (40(4))."""
    return await opener.open(form.plan(), response)


@router.post("/inspections", summary="实地督查 · Inspect on the spot", status_code=201, responses=OPENING)
async def inspect(form: InspectionForm, opener: ByOpener, response: Response) -> SupervisionOut:
    """Open an inspection of petitions. What is found is reported, what came of it closes it (38)."""
    return await opener.open(form.plan(), response)


@router.post("/bulletins", summary="通报 · Issue a bulletin", status_code=201, responses=OPENING)
async def issue_bulletin(form: BulletinForm, opener: ByOpener, response: Response) -> SupervisionOut:
    """Record a bulletin that was issued (39(3))."""
    return await opener.open(form.plan(), response)


@router.post("/receptions", summary="领导干部接访 · Record a reception", status_code=201, responses=OPENING)
async def record_reception(form: ReceptionForm, opener: ByOpener, response: Response) -> SupervisionOut:
    """Record that a leader received visitors: 批次, 人次, what was heard and what the leader supervises (18(2))."""
    return await opener.open(form.plan(), response)


@router.post("/cares", summary="领导干部包案 · A leader takes charge", status_code=201, responses=OPENING)
async def take_charge(form: CareForm, opener: ByOpener, response: Response) -> SupervisionOut:
    """Record that a leader takes charge of a petition, with the duties of the bureau's list."""
    return await opener.open(form.plan(), response)


@router.get("/records", summary="督查督办台账 · The book of supervision", responses=problems(*READING))
async def records(
    response: Response,
    _: Reader,
    desk: AtDesk,
    kind: Annotated[SupervisionKind, Query()],
    since: Annotated[Day | None, Query(description="opened on this day or later")] = None,
    until: Annotated[Day | None, Query(description="opened by this day")] = None,
    organ: Annotated[str | None, Query(min_length=1, max_length=32)] = None,
    stage: Annotated[SupervisionStage | None, Query()] = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> SupervisionsOut:
    """Acts of supervision of one kind, the oldest first."""
    day, last = (int(part) for part in after.split("_")) if after else (1, -1)
    place = date.fromordinal(min(max(day, 1), date.max.toordinal())), last
    asked = Asked(kind, since or date.min, until or date.max, place, organ, stage, limit)
    page = await look.listed(asked, desk=desk)
    if page.last is not None:
        given = {"since": since, "until": until, "organ": organ, "stage": stage}
        named = "".join(f"&{name}={value}" for name, value in given.items() if value)
        where = f"{page.last.opened_on.toordinal()}_{page.last.id}"
        name_next(response, f"/v1/supervision/records?kind={kind}&limit={limit}{named}&after={where}")
    response.headers["Cache-Control"] = "no-store"
    return supervisions_out(page.found, desk.bureau, local_date(desk.now()))


@router.get("/records/{record}", summary="查看督查督办事项 · One act", responses=problems(*READING, UnknownSupervision))
async def supervision_record(record: Id, response: Response, _: Reader, desk: AtDesk) -> SupervisionWholeOut:
    """One act of supervision with everything that was done. Its ETag is what a step needs."""
    one, steps = await look.one(record, desk=desk)
    response.headers["ETag"] = version_tag(one.version)
    response.headers["Cache-Control"] = "no-store"
    return whole_out(one, steps, desk.bureau, local_date(desk.now()))


@router.post("/records/{record}/report", summary="报告、督查发现 · Report", responses=STEPPING)
async def report_supervision(record: Id, form: ReportForm, act: SupervisorAct, response: Response) -> SupervisionOut:
    """Record what an organ reported, what inspectors found, what was done on a duty of 包案."""
    return await _taken(record, form.said(), act, response)


@router.post("/records/{record}/answer", summary="登记建议反馈 · Record the answer", responses=STEPPING)
async def record_answer(record: Id, form: AnswerForm, act: SupervisorAct, response: Response) -> SupervisionOut:
    """Record an organ's written answer to a suggestion, where it has no system of its own (40(4))."""
    return await _taken(record, form.said(), act, response)


@router.post("/records/{record}/closing", summary="督查督办办结 · Close", responses=STEPPING)
async def close_supervision(record: Id, form: ClosingForm, act: SupervisorAct, response: Response) -> SupervisionOut:
    """Close what was reported on."""
    return await _taken(record, form.said(), act, response)


async def _taken(record: int, said: Said, act: SupervisorAct, response: Response) -> SupervisionOut:
    return shown(await take(record, said, act), act.desk, response)
