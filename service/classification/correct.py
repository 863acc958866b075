"""A clerk decides: a new version beside the old ones, and the figures moved with it."""

from dataclasses import dataclass, replace
from datetime import datetime

from service.classification.decision import DecidedClaim, Decision, checked
from service.delivery import messages, outbox
from service.desk.clocks import running_clocks
from service.desk.discretion import discretion_of
from service.desk.figures import settle
from service.desk.kit import Desk, local_date
from service.desk.matter import kept_out
from service.desk.opening import known_and_held
from service.desk.recalling import Recalled, recall
from service.register import classifications, deadlines, history, petitions, referrals
from service.register.classifications import Classification
from service.register.history import Event
from service.register.petitions import Petition
from service.rulebook.errors import VersionStale
from service.rulebook.jurisdiction import Claim, Finding, Reason
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import EventKind, JobKind, Route, Stage, Step
from service.storage.transaction import Tx

RULE = "clerk"
# 条例 22(1) makes disposing of a petition the bureau's own duty; PIPL 24(3) lets nobody be bound by a machine alone.
ARTICLE = "信访工作条例 22(1)；个人信息保护法 24(3)"


@dataclass(frozen=True, slots=True)
class Corrected:
    """The petition with the decision now in force, its words masked."""

    petition: Petition
    classification: Classification
    version: int


async def correct(
    number: str, decision: Decision, *, seen_version: int, actor: str, at: datetime, desk: Desk
) -> Corrected:
    """Put a clerk's decision in force. The earlier ones stay, the ledger is reversed and posted anew.

    A matter at an organ that the petition now accuses is taken back in the same transaction (30(3)).

    Raises `UnknownPetition`, `VersionStale` where the petition has changed since the clerk read it,
    `ContentConflict` for codes that the bureau does not have, organs not in force that day and words that the petition
    does not have, `StepRefused` where its stage allows no correction.
    """
    async with desk.begin() as tx:
        petition = await known_and_held(tx, number, desk)
        if petition.version != seen_version:
            raise VersionStale(petition.version)
        decision = checked(decision, petition.submission, desk.bureau, local_date(at))
        stage = advance(petition.stage, Step.CORRECT)
        before = await classifications.latest(tx, petition.id)
        made = _classification(petition, decision, before.accused, actor, at, desk.bureau.fingerprint)
        await _record(tx, petition, made, stage, desk)
        told = (await discretion_of(tx, petition, desk)).petition(petition)
    desk.bell.set()
    return Corrected(told, made, petition.version + 1)


async def _record(tx: Tx, petition: Petition, made: Classification, stage: Stage, desk: Desk) -> None:
    at, actor = made.made_at, made.made_by
    back = await _kept_from_accused(tx, replace(petition, stage=stage), made, desk)
    tx.write(
        classifications.record(petition.id, made),
        petitions.reclassify(petition, back.stage, made.version),
        *back.moves,
        history.append(
            petition.id,
            Event(EventKind.CORRECTED, at, actor, {"version": made.version, "stage": stage}),
            *back.events,
        ),
        *deadlines.change(petition.id, back.changes, at),
        outbox.post(JobKind.RELATE, petition.id, version=made.version),  # class, place and purpose count there
    )
    if back.messages:
        tx.write(messages.post_all(back.messages))
    await settle(tx, [petition.id])


async def _kept_from_accused(tx: Tx, petition: Petition, made: Classification, desk: Desk) -> Recalled:
    """What an organ has that turns out to be accused is taken back before anything else can be done with it (30(3))."""
    out = kept_out(made, desk.bureau)
    if not out:
        return Recalled(petition.stage)
    matters = await referrals.of(tx, petition.id)
    clocks = await running_clocks(tx, petition.id, made.made_at, desk)
    event = Event(EventKind.RECALLED, made.made_at, made.made_by, {"version": made.version})
    return recall(petition, matters, lambda one: one.organ in out, clocks, event)


def _classification(
    petition: Petition, decision: Decision, accused: tuple[str, ...], actor: str, at: datetime, rules_version: str
) -> Classification:
    reason = Reason(RULE, decision.because, ARTICLE)
    answers = classifications.answers(decision)
    return Classification(
        version=petition.classification_version + 1,
        made_at=at,
        made_by=actor,
        purpose=decision.purpose,
        content_class=decision.content_class,
        division=decision.division,
        route=decision.route,
        organ=decision.organ,
        open_questions=(),
        findings={question: _settled(answer, reason) for question, answer in answers.items()},
        model_version=None,
        rules_version=rules_version,
        claims=tuple(_claim(claim, reason) for claim in decision.claims),
        accused=accused if decision.accused is None else decision.accused,
    )


def _claim(decided: DecidedClaim, reason: Reason) -> Claim:
    return Claim(
        decided.spans,
        decided.route is Route.DISCIPLINE,
        _settled(decided.content_class, reason),
        _settled(decided.route, reason),
        _settled(decided.organ, reason),
        decided.summary,
    )


def _settled(answer: str | None, reason: Reason) -> Finding:
    return Finding(answer, 1.0, False, (), (reason,))
