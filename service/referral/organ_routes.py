"""The doors of an organ's system: its own items, and each step of handling them. Nobody else's items are there."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.auth.callers import OrganCaller
from service.desk.acting import OrganAct
from service.desk.conditional import version_tag
from service.desk.kit import AtDesk
from service.desk.matter import Reference
from service.desk.parameters import Limit, name_next
from service.desk.problems import problems
from service.desk.refusals import READING
from service.referral import look, receiving
from service.referral.answering import closed, delivered, executed, replied
from service.referral.answers import moved
from service.referral.clerk_routes import ON_MATTER, ReferenceText
from service.referral.forms import (
    BecauseForm,
    ClosingForm,
    DeliveryForm,
    ExecutionForm,
    ExtensionForm,
    HearingForm,
    MediationForm,
    ObjectionForm,
    ReplyForm,
)
from service.referral.objecting import objected
from service.referral.take import carry_out
from service.referral.views import MatterOut, ReferralOut, ReferralsOut, matter_out, referral_out
from service.referral.working import extended, heard, made_ordinary, mediated
from service.rulebook.errors import ContentConflict, ExtensionRefused, UnknownReferral
from service.rulebook.handling_vocabulary import ReferralStage

router = APIRouter(prefix="/v1/referrals", tags=["organ"])

CURSOR = Query(pattern=r"^\d{1,18}_\d{1,4}$", description="from the Link header")
STAGES = Query(description="only those at these stages; all where none is named")


@router.get("", summary="本单位承办事项清单 · The items of the organ", responses=problems(*READING))
async def items(
    response: Response,
    caller: OrganCaller,
    desk: AtDesk,
    stage: Annotated[list[ReferralStage] | None, STAGES] = None,
    limit: Limit = 50,
    after: Annotated[str | None, CURSOR] = None,
) -> ReferralsOut:
    """What was sent to the organ that calls, in the order of registration."""
    begin = tuple(int(part) for part in (after or "-1_-1").split("_"))
    asked = stage or list(ReferralStage)
    found = await look.of_organ(caller.organ or "", asked, (begin[0], begin[1]), limit, desk=desk)
    if found.last is not None:
        stages = "".join(f"&stage={one}" for one in stage or ())
        name_next(response, f"/v1/referrals?limit={limit}{stages}&after={found.last[0]}_{found.last[1]}")
    response.headers["Cache-Control"] = "no-store"
    return ReferralsOut(referrals=[referral_out(one, desk.bureau) for one in found.standings])


@router.get(
    "/{reference}",
    summary="查看承办事项 · An item with its words",
    responses=problems(*READING, UnknownReferral),
)
async def item(named: ReferenceText, response: Response, caller: OrganCaller, desk: AtDesk) -> MatterOut:
    """One item of the organ: the words that are for it, its clocks, what happened. Its ETag is what a step needs."""
    view = await look.one_of_organ(Reference.read(named), caller.organ or "", desk=desk)
    response.headers["ETag"] = version_tag(view.standing.referral.version)
    response.headers["Cache-Control"] = "no-store"
    return matter_out(view, desk.bureau)


@router.post("/{reference}/arrival", summary="签收 · Sign for receipt", responses=problems(*ON_MATTER))
async def arrive(named: ReferenceText, act: OrganAct, response: Response) -> ReferralOut:
    """Sign for an item: from this day 15 days run to tell the petitioner, 5 working days to object (23(3))."""
    return await moved(carry_out(Reference.read(named), receiving.arrived, act), act, response)


@router.post("/{reference}/acceptance", summary="受理 · Accept", responses=problems(*ON_MATTER))
async def accept(named: ReferenceText, act: OrganAct, response: Response) -> ReferralOut:
    """Accept an item and tell its petitioner. In the petition procedure this starts the 60 days (34)."""
    return await moved(carry_out(Reference.read(named), receiving.accepted, act), act, response)


@router.post("/{reference}/objection", summary="提出管辖异议 · Object", responses=problems(*ON_MATTER, ContentConflict))
async def object_(named: ReferenceText, form: ObjectionForm, act: OrganAct, response: Response) -> ReferralOut:
    """Object within 5 working days; the item stays until the bureau agrees. A second objection becomes a dispute."""
    decided = objected(form.objection(), act.desk.bureau)
    return await moved(carry_out(Reference.read(named), decided, act), act, response)


@router.post(
    "/{reference}/extension", summary="延长办理期限 · Extend", responses=problems(*ON_MATTER, ExtensionRefused)
)
async def extend(named: ReferenceText, form: ExtensionForm, act: OrganAct, response: Response) -> ReferralOut:
    """Extend once, by 30 days at most, before expiry, approved by the head of the organ (34)."""
    decided = extended(form.days, form.because, form.approved_by)
    return await moved(carry_out(Reference.read(named), decided, act), act, response)


@router.post(
    "/{reference}/procedure",
    summary="转为普通程序 · Change to the ordinary procedure",
    responses=problems(*ON_MATTER, ContentConflict),
)
async def go_ordinary(named: ReferenceText, form: BecauseForm, act: OrganAct, response: Response) -> ReferralOut:
    """What proves unfit for the simple procedure goes on in the ordinary one, counted from its acceptance."""
    return await moved(carry_out(Reference.read(named), made_ordinary(form.because), act), act, response)


@router.post(
    "/{reference}/hearing", summary="登记听证 · Record a hearing", responses=problems(*ON_MATTER, ContentConflict)
)
async def hear(named: ReferenceText, form: HearingForm, act: OrganAct, response: Response) -> ReferralOut:
    """Record a hearing (31(6)). Its days count: only a re-review leaves them out (36(2))."""
    return await moved(carry_out(Reference.read(named), heard(form.held_on, form.minutes), act), act, response)


@router.post("/{reference}/mediation", summary="登记调解、和解 · Record a mediation", responses=problems(*ON_MATTER))
async def mediate(named: ReferenceText, form: MediationForm, act: OrganAct, response: Response) -> ReferralOut:
    """Record what came of a mediation that both sides consented to (33)."""
    return await moved(carry_out(Reference.read(named), mediated(form.agreed, form.agreement), act), act, response)


@router.post("/{reference}/reply", summary="作出处理意见 · Answer", responses=problems(*ON_MATTER, ContentConflict))
async def reply(named: ReferenceText, form: ReplyForm, act: OrganAct, response: Response) -> ReferralOut:
    """Answer in writing with all that 条例 32 wants, and how the petitioner may go on."""
    return await moved(carry_out(Reference.read(named), replied(form.replied()), act), act, response)


@router.post(
    "/{reference}/delivery", summary="登记送达 · Prove delivery", responses=problems(*ON_MATTER, ContentConflict)
)
async def deliver(named: ReferenceText, form: DeliveryForm, act: OrganAct, response: Response) -> ReferralOut:
    """Prove that the answer reached its petitioner. Only this opens the windows for 复查 and for rating (35(1))."""
    return await moved(carry_out(Reference.read(named), delivered(form.delivered_on, form.proof), act), act, response)


@router.post("/{reference}/closing", summary="办结 · Close", responses=problems(*ON_MATTER, ContentConflict))
async def close(named: ReferenceText, form: ClosingForm, act: OrganAct, response: Response) -> ReferralOut:
    """Close an item that was answered and delivered, with its result on the axes of 条例 27."""
    return await moved(carry_out(Reference.read(named), closed(form.closing()), act), act, response)


@router.post("/{reference}/execution", summary="登记执行情况 · Record execution", responses=problems(*ON_MATTER))
async def execute(named: ReferenceText, form: ExecutionForm, act: OrganAct, response: Response) -> ReferralOut:
    """Record that what was promised is done (32)."""
    return await moved(carry_out(Reference.read(named), executed(form.summary), act), act, response)
