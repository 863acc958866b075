"""The bureau sends a petition where it belongs: transferred, assigned, forwarded, submitted upward (条例 22)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from service.delivery import messages, outbox
from service.delivery.messages import Message
from service.desk.acting import Act
from service.desk.codes import of_organ
from service.desk.figures import settle
from service.desk.kit import Desk
from service.desk.matter import HeldPetition, held_petition, kept_out
from service.desk.telling import to_organ, to_portal
from service.register import deadlines, history, petitions, referrals
from service.register.history import Event
from service.register.referrals import Referral
from service.rulebook import handling, sending
from service.rulebook.consequences import TARGETS, rated
from service.rulebook.duties import Change
from service.rulebook.errors import ContentConflict
from service.rulebook.guard import leading
from service.rulebook.handling_vocabulary import ReferralStage
from service.rulebook.lifecycle import advance
from service.rulebook.sending import Circumstances, Matters, Target
from service.rulebook.vocabulary import EventKind, MessageKind, Purpose, Route, Stage, Step


async def refer(number: str, targets: Sequence[Target], because: str, act: Act) -> HeldPetition:
    """Send a petition, or its claims, to these organs: all of them or none.

    Raises `UnknownPetition`, `VersionStale`, `OfficerRecused`, `StepRefused`, and `ContentConflict` with everything
    that is wrong with a target: an accused organ above all (30(3)).
    """
    at, desk = act.at, act.desk
    async with desk.begin() as tx:
        held = await held_petition(tx, number, act)
        stage = _stage_after(held, targets)
        _allowed(held, targets, desk)
        sent = _sent(held, targets)
        tx.write(
            *(referrals.enter(one) for one in sent),
            petitions.move(held.petition, stage),
            history.append(held.petition.id, *(_event(one, stage, because, act) for one in sent)),
            *deadlines.change(held.petition.id, _changes(held, sent, targets), at),
            messages.post_all(_messages(held, sent, stage, at)),
            outbox.post_notices(held.petition.id),
        )
        await settle(tx, [held.petition.id])
    desk.bell.set()
    petition = replace(held.petition, stage=stage, version=held.petition.version + 1, disposition=None)
    return replace(held, petition=petition, referrals=(*held.referrals, *sent))


def _stage_after(held: HeldPetition, targets: Sequence[Target]) -> Stage:
    answerable = any(target.kind in handling.ANSWERABLE for target in targets)
    in_hand = held.petition.stage is Stage.REFERRED
    return advance(held.petition.stage, Step.REFER if answerable or in_hand else Step.DISPOSE)


def _allowed(held: HeldPetition, targets: Sequence[Target], desk: Desk) -> None:
    bureau, on = desk.bureau, held.clocks.on
    found = [
        fault
        for at, target in enumerate(targets)
        for fault in of_organ(f"/targets/{at}/organ", target.organ, bureau, on)
    ]
    ties = bureau.organs.ties
    receivers = {*bureau.rules.discipline, bureau.rules.superior}
    facts = Circumstances(
        on=on,
        matters=matters_of(held),
        kept_out=kept_out(held.decided, bureau),
        judges_of_own=leading(held.decided.accused, ties) - receivers,
        superior=bureau.superior,
        joint=held.petition.joint,
        in_hand={(one.organ, one.claim) for one in held.referrals if one.stage not in handling.ENDED},
    )
    if found := [*found, *sending.faults(targets, facts)]:
        raise ContentConflict(tuple(found))


def matters_of(held: HeldPetition) -> Matters:
    """What there is to be sent, as the decision in force has it."""
    decided = held.decided
    whole = Route(decided.route or Route.REPLY), decided.purpose == Purpose.ACCUSATION
    claims = [(Route(claim.route.answer or Route.REPLY), claim.accusation) for claim in decided.claims]
    return Matters(whole, claims)


def _sent(held: HeldPetition, targets: Sequence[Target]) -> list[Referral]:
    matters = matters_of(held)
    first = len(held.referrals) + 1
    return [
        Referral(
            petition_id=held.petition.id,
            ordinal=ordinal,
            organ=target.organ,
            kind=target.kind,
            claim=target.claim,
            decision=held.decided.version,
            route=matters.of(target.claim)[0],
            procedure=target.procedure,
            stage=ReferralStage.SENT,
            version=1,
            objections=0,
            sent_on=held.clocks.on,
        )
        for ordinal, target in enumerate(targets, first)
    ]


def _changes(held: HeldPetition, sent: Sequence[Referral], targets: Sequence[Target]) -> list[Change]:
    """The bureau's clock is met; the petitioner may rate it where it told where the petition went (domain §12)."""
    decided, petition, clocks = held.decided, held.petition, held.clocks
    rating = not held.referrals and rated(decided.purpose, decided.route, anonymous=petition.anonymous)
    changes = list(clocks.of_disposal(sent[0].kind, rating))
    for one, target in zip(sent, targets, strict=True):
        changes += clocks.of_sending(one.kind, one.organ, one.ordinal, target.report_on)
    return changes


def _event(sent: Referral, stage: Stage, because: str, act: Act) -> Event:
    into = TARGETS.get(sent.route)
    detail = {
        "stage": stage,
        "referral": sent.ordinal,
        "organ": sent.organ,
        "kind": sent.kind,
        "claim": sent.claim,
        "route": sent.route,
        "procedure": sent.procedure,
        "because": because,
        "into": {"name": into.name, "days": into.days, "article": into.article} if into else None,
    }
    return Event(EventKind.REFERRED, act.at, act.hand.actor, detail)


def _messages(held: HeldPetition, sent: Sequence[Referral], stage: Stage, at: datetime) -> list[Message]:
    petition = held.petition
    told = [
        to_organ(petition, one, at, MessageKind.REFERRAL_SENT, kind=one.kind, route=one.route, sent_on=one.sent_on)
        for one in sent
    ]
    return [*told, to_portal(petition, at, stage=stage)]
