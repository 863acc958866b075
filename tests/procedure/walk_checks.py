"""What must hold of a petition after every step, whatever was done to it: read from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from service.audit.findings import Audit
from service.audit.standing import standing
from service.bureau.load import Bureau
from service.desk.kit import local_date
from service.desk.matter import kept_out
from service.ledger import book
from service.ledger.book import Source
from service.register import classifications, dossiers, history, petitions, referrals
from service.register.referrals import Referral
from service.rulebook import figures, handling
from service.rulebook.handling import ANSWERABLE
from service.rulebook.handling_vocabulary import ReferralKind
from service.rulebook.lifecycle import OPEN
from service.rulebook.postings import difference
from service.rulebook.replay import Happened, MatterThen, replayed
from service.rulebook.vocabulary import Stage
from service.storage.transaction import ReadTx

PRINT = """
SELECT petition.*,
    (SELECT json_agg(referral ORDER BY ordinal)::text FROM referral WHERE petition_id = $1) AS matters,
    (SELECT count(*) FROM event WHERE petition_id = $1) AS events,
    (SELECT count(*) FROM deadline WHERE petition_id = $1) AS deadlines,
    (SELECT json_agg(duty ORDER BY id)::text FROM duty WHERE petition_id = $1) AS duties,
    (SELECT count(*) FROM classification WHERE petition_id = $1) AS decisions,
    (SELECT count(*) FROM posting WHERE petition_id = $1) AS postings,
    (SELECT count(*) FROM message WHERE petition_id = $1) AS messages,
    (SELECT count(*) FROM job WHERE petition_id = $1) AS jobs,
    (SELECT count(*) FROM recusal WHERE petition_id = $1) AS recusals
FROM petition WHERE id = $1
"""
LOG = """
SELECT clock, referral, owner, step, on_day, due_on, legal_limit_on FROM deadline WHERE petition_id = $1
ORDER BY clock, sequence
"""
DUTIES = """
SELECT clock, referral, owner, due_on, legal_limit_on, is_window, state, ended_on, missed_on, due_at
FROM duty WHERE petition_id = $1 ORDER BY id
"""
SEQUENCES = "SELECT array_agg(sequence ORDER BY sequence) FROM event WHERE petition_id = $1"

# What is owed of a petition with which the bureau has done: that who got it signs for it (23(4)), that an urgent
# matter is reported whatever became of it (25), and that what was promised is done (32).
STILL_OWED = frozenset(("arrival", "c14", "execution"))


@dataclass(frozen=True, slots=True)
class Duty:
    """A row of `duty`."""

    clock: str
    referral: int
    owner: str
    due_on: Any
    legal_limit_on: Any
    is_window: bool
    state: str
    ended_on: Any
    missed_on: Any
    due_at: Any


async def fingerprint(tx: ReadTx, petition_id: int) -> tuple[Any, ...]:
    """Everything that a step could change of a petition."""
    row = await tx.row(PRINT, petition_id)
    assert row is not None
    return tuple(row.values())


async def nobody_is_stuck(tx: ReadTx, petition_id: int, bureau: Bureau) -> None:
    """Somebody always owes the next thing, and where all is done nobody does."""
    stage = Stage(await tx.value("SELECT stage FROM petition WHERE id = $1", petition_id))
    matters = await referrals.of(tx, petition_id)
    duties = [Duty(**row) for row in await tx.rows(DUTIES, petition_id)]
    running = [one for one in duties if one.state == "running" and not one.is_window]
    held = [one for one in matters if one.stage not in handling.ENDED]
    owing = [one for one in held if one.kind in ANSWERABLE]
    for one in held:
        assert stage is not Stage.WITHDRAWN, f"{one.organ} has a matter of a petition that is withdrawn"
    for one in owing:
        assert stage is Stage.REFERRED, f"{one.organ} owes an answer, and the petition is {stage}"
        assert any(duty.referral == one.ordinal for duty in running), f"{one.ordinal} {one.stage}: no clock"
    if stage is Stage.REFERRED:
        assert owing, "referred, and nobody owes an answer"
    elif stage in OPEN:
        assert any(one.clock in ("c1", "reroute") for one in running), f"{stage}: the bureau owes nothing"
    else:
        assert {one.clock for one in running} <= STILL_OWED, f"{stage}: {running}"
    _with_somebody(stage, await tx.value("SELECT disposition FROM petition WHERE id = $1", petition_id), matters)
    out = kept_out(await classifications.latest(tx, petition_id), bureau)
    assert not [one.organ for one in held if one.organ in out], "an accused organ has it"


def _with_somebody(stage: Stage, disposition: str | None, matters: Sequence[Referral]) -> None:
    if stage is Stage.DISPOSED and disposition is None:
        sent_on = [one for one in matters if one.kind in (ReferralKind.FORWARD, ReferralKind.UPWARD)]
        assert [one for one in sent_on if one.stage not in handling.ENDED], "disposed, and with nobody"
    if stage is Stage.CLOSED:
        assert any(one.closed_on for one in matters), "closed, and nobody answered"


async def duties_are_chains(tx: ReadTx, petition_id: int) -> dict[str, int]:
    """Each duty: set once, missed at most once on the day after its limit, ended at most once; rows say the same."""
    duties = [Duty(**row) for row in await tx.rows(DUTIES, petition_id)]
    open_: dict[tuple[str, int], dict[str, Any]] = {}
    ended: list[tuple[str, int, Any, str, Any]] = []
    counts: dict[str, int] = {}
    windows = {(one.clock, one.referral) for one in duties if one.is_window}
    for row in await tx.rows(LOG, petition_id):
        key, step, limit = (row["clock"], row["referral"]), row["step"], row["legal_limit_on"]
        counts[step] = counts.get(step, 0) + 1
        if step == "set":
            assert key not in open_, f"{key}: runs twice"
            open_[key] = {"due_on": row["due_on"], "missed": None}
            continue
        chain = open_.get(key)
        assert chain is not None, f"{key}: {step}, and it does not run"
        assert chain["due_on"] == row["due_on"]
        if step in ("missed", "lapsed"):
            assert chain["missed"] is None, f"{key}: missed twice"
            assert (key in windows) == (step == "lapsed"), f"{key}: {step}"
            minutes = 0 if key[0] == "c14" else 1
            assert row["on_day"] == limit + timedelta(days=minutes), f"{key}: missed on {row['on_day']}, limit {limit}"
            chain["missed"] = row["on_day"]
        if step == "succeeded":  # another organ owes it now, by the same day
            continue
        if step != "missed":
            late = step != "lapsed" and row["on_day"] > limit
            assert not late or chain["missed"] is not None, f"{key}: {step} late, and not known to be missed"
            ended.append((*key, chain["due_on"], step, chain["missed"]))
            del open_[key]
    rows = [(one.clock, one.referral, one.due_on, one.state, one.missed_on) for one in duties]
    running = [(*key, chain["due_on"], "running", chain["missed"]) for key, chain in open_.items()]
    assert sorted(map(str, rows)) == sorted(map(str, [*ended, *running])), "the rows tell another story than the log"
    return counts


async def history_replays(tx: ReadTx, petition_id: int) -> None:
    """The rows are what the history says, and the history has no gap."""
    numbers = await tx.value(SEQUENCES, petition_id)
    assert numbers == list(range(1, len(numbers) + 1)), "the history has a gap"
    events = await history.of(tx, petition_id)
    then = replayed(Happened(one.kind, local_date(one.at), one.detail) for one in events)
    row = await tx.row("SELECT stage, disposition, urgent FROM petition WHERE id = $1", petition_id)
    assert row is not None
    assert (then.stage, then.disposition, then.urgent) == tuple(row.values())
    now = {one.ordinal: one for one in await referrals.of(tx, petition_id)}
    assert then.matters.keys() == now.keys()
    for ordinal, matter in then.matters.items():
        for name in MatterThen.__slots__:
            assert getattr(matter, name) == getattr(now[ordinal], name), f"{ordinal}: {name}"


async def an_audit_finds_nothing(tx: ReadTx, petition_id: int) -> None:
    """Where everything stands is what `xinfang audit` makes of the histories."""
    done = Audit()
    await standing(tx, [*(await petitions.among(tx, [petition_id])).values()], done)
    assert done.findings == []


async def figures_follow(tx: ReadTx, petition_id: int) -> None:
    """What stands in the ledger is what the dossier counts for: no step has forgotten to post, or posted too much."""
    should = figures.of_petition((await dossiers.of(tx, [petition_id]))[petition_id])
    stands = (await book.standing(tx, Source.PETITION, [petition_id]))[petition_id]
    assert difference(stands, should) == ()
