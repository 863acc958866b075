"""The doors of the bureau's clerk: where a petition goes, what ends it, what came back."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from service.auth.callers import Disposer, Reader
from service.desk.acting import BureauAct
from service.desk.conditional import version_tag
from service.desk.kit import AtDesk, Desk
from service.desk.matter import HeldPetition, Reference
from service.desk.officers import Officer, hand_of
from service.desk.parameters import Number
from service.desk.problems import problems
from service.desk.refusals import ACTING, DECIDING, READING
from service.referral import hasten, look, refuse, steps, take
from service.referral.answers import moved
from service.referral.dispose import reopened
from service.referral.forms import (
    BecauseForm,
    DispositionForm,
    RecusalForm,
    ReferralsForm,
    RefusalForm,
    ReportForm,
    SettlementForm,
    VerdictForm,
)
from service.referral.objecting import dispute_settled, objection_decided, recalled, taken_to_dispute
from service.referral.recuse import recuse
from service.referral.refer import refer
from service.referral.views import ReferralOut, ReferralsOut, referral_out
from service.rulebook.errors import (
    ContentConflict,
    OfficerRecused,
    SecondPersonRequired,
    StepRefused,
    TermExpired,
    UnknownPetition,
    UnknownReferral,
)
from service.rulebook.handling_vocabulary import Disposition
from service.rulebook.vocabulary import Stage

router = APIRouter(prefix="/v1", tags=["clerk"])

ON_PETITION = (*ACTING, UnknownPetition, OfficerRecused, StepRefused, ContentConflict)
ON_MATTER = (*ACTING, UnknownReferral, OfficerRecused, StepRefused, TermExpired)

ReferenceText = Annotated[str, Path(max_length=64, alias="reference", examples=["HB8706518564-1"])]


class PetitionOut(BaseModel):
    """What a petition has come to; its ETag is what the next decision needs."""

    number: str
    version: int
    stage: Stage
    disposition: Disposition | None
    urgent: bool


@router.post(
    "/petitions/{number}/referrals",
    summary="转送、交办、呈转 · Send a petition to the organs that are competent",
    status_code=201,
    responses=problems(*ON_PETITION),
)
async def send(number: Number, form: ReferralsForm, act: BureauAct, response: Response) -> ReferralsOut:
    """Send a petition, or its claims, to organs: all targets or none. No rule lets an accused organ be one (30(3))."""
    held = await refer(number, [one.target() for one in form.targets], form.because, act)
    response.headers["ETag"] = version_tag(held.petition.version)
    return await _sent(held.petition.number, act.desk)


@router.get(
    "/petitions/{number}/referrals",
    summary="查看转送、交办情况 · Where a petition went",
    responses=problems(*READING, UnknownPetition),
)
async def sent(number: Number, response: Response, _: Reader, desk: AtDesk) -> ReferralsOut:
    """The matters of a petition at organs, with the clocks that run."""
    response.headers["Cache-Control"] = "no-store"
    return await _sent(number, desk)


@router.post(
    "/petitions/{number}/dispositions",
    summary="告知途径、直接回复、存 · Guide, reply or file",
    responses=problems(*ON_PETITION),
)
async def end(number: Number, form: DispositionForm, act: BureauAct, response: Response) -> PetitionOut:
    """End the bureau's part without an organ that owes an answer. To refuse takes two officers: see `…/refusal`."""
    return _out(await steps.carry_out(number, form.decided(), act), response)


@router.post(
    "/petitions/{number}/refusal",
    summary="提出不予受理、不再受理 · Propose not to accept",
    status_code=202,
    responses=problems(*ON_PETITION),
)
async def propose_refusal(number: Number, form: RefusalForm, act: BureauAct, response: Response) -> PetitionOut:
    """Propose a refusal: code, article, reason, where to go. Nothing is refused before another officer approves."""
    return _out(await refuse.propose(number, form.refusal(), act), response)


@router.post(
    "/petitions/{number}/refusal/decision",
    summary="审批不予受理、不再受理 · Approve or reject a refusal",
    responses=problems(*ON_PETITION, SecondPersonRequired),
)
async def decide_refusal(number: Number, form: VerdictForm, act: BureauAct, response: Response) -> PetitionOut:
    """The second person decides. Rejected, the petition is the bureau's to dispose of, on its old clock."""
    return _out(await refuse.decide(number, form.because, act, approved=form.approved), response)


@router.post(
    "/petitions/{number}/reopening",
    summary="重新办理 · Take up again what was refused or closed",
    responses=problems(*ON_PETITION),
)
async def reopen(number: Number, form: BecauseForm, act: BureauAct, response: Response) -> PetitionOut:
    """Take a petition up again; the old decisions stay on record."""
    return _out(await steps.carry_out(number, reopened(form.because), act), response)


@router.post(
    "/petitions/{number}/urgency",
    summary="列为重大、紧急信访事项 · Mark as urgent",
    responses=problems(*ON_PETITION),
)
async def mark_urgent(number: Number, form: BecauseForm, act: BureauAct, response: Response) -> PetitionOut:
    """Mark a petition as major or urgent (条例 25): from now on minutes count."""
    return _out(await hasten.mark_urgent(number, form.because, act), response)


@router.post(
    "/petitions/{number}/urgency/reports",
    summary="登记重大、紧急信访事项报告 · Record who was told of an urgent petition",
    responses=problems(*ON_PETITION),
)
async def report_urgent(number: Number, form: ReportForm, act: BureauAct, response: Response) -> PetitionOut:
    """Record who was told, at this moment. The clock is met when everybody is whom 条例 25 names."""
    return _out(await hasten.report(number, form.told, act), response)


@router.post(
    "/petitions/{number}/recusals",
    summary="登记回避 · An officer keeps away",
    status_code=204,
    responses=problems(*DECIDING, UnknownPetition),
)
async def keep_away(number: Number, form: RecusalForm, officer: Officer, caller: Disposer, desk: AtDesk) -> None:
    """An officer with an interest of his own takes no step of this petition any more (条例 28(3))."""
    await recuse(number, form.officer, form.because, hand=hand_of(caller, officer), at=desk.now(), desk=desk)


@router.post(
    "/referrals/{reference}/objection/decision",
    summary="核实管辖异议 · Decide on an objection",
    responses=problems(*ON_MATTER),
)
async def decide_objection(named: ReferenceText, form: VerdictForm, act: BureauAct, response: Response) -> ReferralOut:
    """Approve the return of a matter, or let it stay: then its first clock runs on from the receipt (23(3))."""
    decided = objection_decided(form.because, upheld=form.approved)
    return await moved(take.carry_out(Reference.read(named), decided, act), act, response)


@router.post(
    "/referrals/{reference}/dispute",
    summary="提请协调管辖争议 · Take to those above",
    responses=problems(*ON_MATTER),
)
async def dispute(named: ReferenceText, form: BecauseForm, act: BureauAct, response: Response) -> ReferralOut:
    """Two organs refuse: those above decide (24(1))."""
    return await moved(take.carry_out(Reference.read(named), taken_to_dispute(form.because), act), act, response)


@router.post(
    "/referrals/{reference}/dispute/settlement",
    summary="确定管辖 · Record how a dispute was settled",
    responses=problems(*ON_MATTER),
)
async def settle(named: ReferenceText, form: SettlementForm, act: BureauAct, response: Response) -> ReferralOut:
    """Negotiated, or decided by the common superior or the joint conference (24(1)). There is no further objection."""
    settled = dispute_settled(form.forum, form.because, here=form.here)
    return await moved(take.carry_out(Reference.read(named), settled, act), act, response)


@router.post(
    "/referrals/{reference}/recall",
    summary="收回 · Take a matter back",
    responses=problems(*ON_MATTER),
)
async def recall(named: ReferenceText, form: BecauseForm, act: BureauAct, response: Response) -> ReferralOut:
    """Take a matter back from an organ that has not answered it. Its clocks are lifted, the bureau's runs."""
    return await moved(take.carry_out(Reference.read(named), recalled(form.because), act), act, response)


async def _sent(number: str, desk: Desk) -> ReferralsOut:
    found = await look.of_petition(number, desk=desk)
    return ReferralsOut(referrals=[referral_out(one, desk.bureau) for one in found])


def _out(held: HeldPetition, response: Response) -> PetitionOut:
    petition = held.petition
    response.headers["ETag"] = version_tag(petition.version)
    return PetitionOut(
        number=petition.number,
        version=petition.version,
        stage=petition.stage,
        disposition=petition.disposition,
        urgent=petition.urgent,
    )
