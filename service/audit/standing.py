"""Where petitions, matters and clocks stand is made again from their histories, which are in leaves."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from asyncpg import Record

from service.audit import queries
from service.audit.findings import Audit
from service.register import referrals
from service.register.petitions import Petition
from service.register.referrals import Referral
from service.rulebook.errors import PetitionError
from service.rulebook.replay import Happened, MatterThen, replayed
from service.rulebook.replay_clocks import Line, Owed, owed
from service.rulebook.vocabulary import EventKind
from service.storage.transaction import ReadTx

NOT_SO = "is not what the history makes of it: it was edited, deleted or put there"
AT_ONCE = 500  # petitions whose whole histories are in memory


async def standing(tx: ReadTx, petitions: Sequence[Petition], audit: Audit) -> None:
    """Compare these petitions, their matters and what is owed of them with their histories."""
    for first in range(0, len(petitions), AT_ONCE):
        page = petitions[first : first + AT_ONCE]
        ids = [one.id for one in page]
        events = _by_petition(await tx.rows(queries.HISTORIES, ids))
        clocks = _by_petition(await tx.rows(queries.CLOCKS, ids))
        duties = _by_petition(await tx.rows(queries.DUTIES, ids))
        matters = await referrals.of_all(tx, ids)
        for one in page:
            _as_told(one, events.get(one.id, ()), matters.get(one.id, ()), audit)
            _as_owed(one, clocks.get(one.id, ()), duties.get(one.id, ()), audit)


def _by_petition(rows: Iterable[Record]) -> dict[int, Sequence[Record]]:
    return {petition_id: list(lines) for petition_id, lines in groupby(rows, key=lambda row: int(row["petition_id"]))}


def _as_told(petition: Petition, events: Sequence[Record], matters: Sequence[Referral], audit: Audit) -> None:
    row = f"petition {petition.number}"
    try:
        then = replayed(Happened(EventKind(one["kind"]), one["day"], one["detail"]) for one in events)
    except (PetitionError, LookupError, ValueError, TypeError, AttributeError):
        audit.find(row, "its history does not hold together: a row of it was edited or deleted")
        return
    if (then.stage, then.disposition, then.urgent) != (petition.stage, petition.disposition, petition.urgent):
        audit.find(f"{row}, where it stands", NOT_SO)
    now = {one.ordinal: one for one in matters}
    for ordinal in sorted(then.matters.keys() | now.keys()):
        if _facts(then.matters.get(ordinal)) != _facts(now.get(ordinal)):
            audit.find(f"{row}, referral {ordinal}", NOT_SO)


def _facts(matter: MatterThen | Referral | None) -> Mapping[str, Any]:
    return {} if matter is None else {name: getattr(matter, name) for name in MatterThen.__slots__}


def _as_owed(petition: Petition, lines: Sequence[Record], rows: Sequence[Record], audit: Audit) -> None:
    if any(line["on"] is None for line in lines):
        return  # recorded by an earlier release, and no duty of this one until the sweep has adopted it
    row = f"petition {petition.number}"
    try:
        should = Counter(owed(Line(*tuple(line)[1:]) for line in lines))
    except KeyError:
        audit.find(f"{row}, its clocks", "do not hold together: a row of theirs was edited or deleted")
        return
    are = Counter(Owed(*tuple(one)[1:]) for one in rows)
    for clock, referral in sorted({(one.clock, one.referral) for one in (should - are) + (are - should)}):
        audit.find(f"{row}, duty {clock} of matter {referral}", NOT_SO)
