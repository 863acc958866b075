"""An act of supervision is opened: on record with what follows from it, once, however often it is sent."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import orjson

from service.delivery import messages, outbox
from service.delivery.messages import Message, Value
from service.desk.figures import settle_supervision
from service.desk.kit import Desk, local_date
from service.desk.officers import Hand
from service.desk.opening import canonical
from service.register import history, petitions, recusals, referrals, supervisions, sweeps
from service.register.history import Event
from service.register.referrals import Referral
from service.register.supervisions import Asking, Done, Supervision
from service.register.sweeps import Held
from service.rulebook.errors import ContentConflict, KeyReused, OfficerRecused
from service.rulebook.notices import may_owe
from service.rulebook.supervising import AT_ONCE, SupervisionKind, SupervisionStep, opened
from service.rulebook.terms import Clock
from service.storage.transaction import ReadTx, Tx
from service.supervision.faults import Found, faults_of, kept_out_of
from service.supervision.look import as_told
from service.supervision.plans import Plan


@dataclass(frozen=True, slots=True)
class Opening:
    """Who opens what, under which key, when."""

    plan: Plan
    hand: Hand
    client_id: int
    key: str
    at: datetime

    @property
    def asking(self) -> Asking:
        """The key and what it stands for: the content and the officer whose decision it is."""
        content = orjson.dumps([asdict(self.plan), self.hand.officer], option=orjson.OPT_SORT_KEYS)
        return Asking(self.client_id, self.key, hashlib.sha256(content).digest())


async def open_(opening: Opening, *, desk: Desk) -> Supervision:
    """Open it. The same sent again under the same key is the one that was opened.

    Raises `KeyReused` for a key that stands for something else, `OfficerRecused`, and `ContentConflict` for petitions,
    matters, organs and detectors that are not there, and for a suggestion to an organ that the petition accuses.
    """
    async with desk.begin() as tx:
        opened_as = await _before(tx, opening.asking) or await _enter(tx, opening, desk)
        found = await as_told(tx, opened_as, desk.sight, desk)
    desk.bell.set()
    return found


async def _before(tx: ReadTx, asking: Asking) -> Supervision | None:
    before = await supervisions.opened_before(tx, asking.client_id, asking.key)
    if before is None:
        return None
    opened_id, content = before
    if content != asking.content_sha256:
        raise KeyReused
    return await supervisions.find(tx, opened_id)


async def _enter(tx: Tx, opening: Opening, desk: Desk) -> Supervision:
    plan, at, on = opening.plan, opening.at, local_date(opening.at)
    held = await _held(tx, plan, desk)
    main = held.get(canonical(plan.number, desk)) if plan.number else None
    matter = await _matter(tx, main, plan)
    if faults := [*faults_of(plan, Found(held, main, matter), on, desk)]:
        raise ContentConflict(tuple(faults))
    if main is not None and await recusals.is_recused(tx, main.id, opening.hand.officer):
        raise OfficerRecused
    one = _as_planned(plan, main, matter, opening.hand, on, desk)
    entered = await supervisions.open_(tx, one, opening.asking)
    if entered is None:
        found = await _before(tx, opening.asking)
        assert found is not None  # noqa: S101 - the unique index has seen it
        return found
    tx.write(supervisions.record(entered, Done(SupervisionStep.OPEN, at, opening.hand.actor, one.facts)))
    _tell(tx, entered, one, _concerned(plan, held, main, desk), opening, desk)
    opened_as = replace(one, id=entered, number=main.number if main else None)
    await settle_supervision(tx, opened_as, desk.bureau.code)
    return opened_as


async def _held(tx: Tx, plan: Plan, desk: Desk) -> dict[str, Held]:
    """All petitions that it speaks of, held in the order of their ids, by number."""
    named = {canonical(one, desk) for many in plan.numbers.values() for one in many}
    if plan.number:
        named.add(canonical(plan.number, desk))
    ids = await petitions.numbered(tx, sorted(named), desk.sight)
    return {one.number: one for one in await sweeps.hold(tx, list(ids.values()))} if ids else {}


async def _matter(tx: ReadTx, main: Held | None, plan: Plan) -> Referral | None:
    if main is None or plan.referral is None:
        return None
    return next((one for one in await referrals.of(tx, main.id) if one.ordinal == plan.referral), None)


def _as_planned(
    plan: Plan, main: Held | None, matter: Referral | None, hand: Hand, on: date, desk: Desk
) -> Supervision:
    bureau = desk.bureau
    due = None
    if plan.kind is SupervisionKind.SUGGESTION:
        due = bureau.terms.due(Clock.C12, on, bureau.calendar)
    elif plan.due_on is not None:
        due = bureau.terms.on(Clock.C11, on).set_to(plan.due_on, bureau.calendar)
    more = {"care": list(bureau.supervision.care)} if plan.kind is SupervisionKind.CARE else {}
    day = plan.held_on or on
    return Supervision(
        id=0,
        kind=plan.kind,
        stage=opened(plan.kind),
        version=1,
        petition_id=main.id if main else None,
        referral=plan.referral,
        organ=matter.organ if matter else plan.organ,
        opened_on=day,
        due_on=due.due_on if due else None,
        legal_limit_on=due.legal_limit_on if due else None,
        closed_on=day if plan.kind in AT_ONCE else None,
        officer=hand.officer,
        facts={**plan.facts, **{name: list(many) for name, many in plan.numbers.items()}, **more},
    )


def _concerned(plan: Plan, held: Mapping[str, Held], main: Held | None, desk: Desk) -> list[Held]:
    """The petitions in whose history it stands, each once."""
    others = [held[canonical(one, desk)] for one in plan.supervised]
    if main is not None and plan.kind is not SupervisionKind.SUGGESTION:
        others.append(main)
    return list({one.id: one for one in others}.values())


def _tell(tx: Tx, entered: int, one: Supervision, concerned: Sequence[Held], opening: Opening, desk: Desk) -> None:
    plan, at = opening.plan, opening.at
    for held in concerned:
        detail: dict[str, Any] = {"supervision": entered, "kind": one.kind, "due_on": one.due_on}
        if held.id == one.petition_id:
            detail |= {"referral": one.referral, "organ": one.organ}
        tx.write(history.append(held.id, Event(plan.event, at, opening.hand.actor, detail)))
        if may_owe(plan.event):
            tx.write(outbox.post_notices(held.id))
    for held in concerned:
        if held.id != one.petition_id or one.referral is None or one.organ is None:
            continue
        if one.organ not in kept_out_of(held, desk):
            said: dict[str, Value] = {"supervision": entered, "kind": one.kind, "due_on": one.due_on}
            tx.write(messages.post(Message(plan.tells, held.id, held.number, one.referral, one.organ, None, at, said)))
