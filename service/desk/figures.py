"""The figures follow the facts, in the transaction of the fact: what a record counts for is what stands in the ledger.

Every use case that puts something on record ends with `settle`, `settle_supervision` or `settle_mass_issue`; the walks
of `tests/procedure` see that none forgets it.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.desk.kit import local_date
from service.ledger import book, veil
from service.ledger.book import Source
from service.register import dossiers, mass_issues, supervisions
from service.register.mass_issues import MassIssue
from service.register.supervisions import Supervision
from service.rulebook import figures, openly
from service.rulebook.dossier import Dossier
from service.rulebook.figures.mass_issues import of_mass_issue
from service.rulebook.figures.supervision import Supervised, of_supervision
from service.rulebook.postings import Posting, difference
from service.rulebook.supervising import SupervisionStage
from service.rulebook.vocabulary import Suspicion
from service.storage.transaction import ReadTx, Tx

Due = Mapping[int, Sequence[Posting]]


async def settle(tx: Tx, petition_ids: Iterable[int]) -> None:
    """Post what this transaction has changed of the figures of petitions that it holds."""
    if ids := sorted(set(petition_ids)):
        found = await dossiers.of(tx, ids)
        due = _due(found)
        await post_due(tx, Source.PETITION, due)
        await _hang(tx, found, due)


async def settle_supervision(tx: Tx, one: Supervision, bureau: str) -> None:
    """Post what an act of supervision counts for, as it now stands."""
    await post_due(tx, Source.SUPERVISION, {one.id: _of_supervision(one, bureau)})


async def settle_mass_issue(tx: Tx, one: MassIssue, bureau: str) -> None:
    """Post what a mass issue counts for, as it now stands."""
    await post_due(tx, Source.MASS_ISSUE, {one.id: _of_mass_issue(one, bureau)})


async def post_due(tx: Tx, source: Source, due: Due) -> None:
    """Bring what stands in the ledger to what is due."""
    standing = await book.standing(tx, source, sorted(due))
    lines = {one: difference(standing.get(one, ()), should) for one, should in due.items()}
    if any(lines.values()):
        tx.write(book.post(source, lines))


async def unveiled(tx: ReadTx, petition_ids: Sequence[int]) -> list[int]:
    """Those of these petitions of which outsiders are told something else than `rulebook.openly` says."""
    found = await dossiers.of(tx, petition_ids)
    return [one for one, lines in (await _veil(tx, found, _due(found))).items() if lines]


async def hang_veil(tx: Tx, petition_ids: Sequence[int]) -> None:
    """Let outsiders be told of petitions that are held what they should be, without a look at the ledger."""
    found = await dossiers.of(tx, petition_ids)
    await _hang(tx, found, _due(found))


async def _hang(tx: Tx, found: Mapping[int, Dossier], due: Due) -> None:
    lines = await _veil(tx, found, due)
    if any(lines.values()):
        tx.write(veil.hang(lines))


async def _veil(tx: ReadTx, found: Mapping[int, Dossier], due: Due) -> Due:
    """What has to be hung; of most petitions outsiders are told what the ledger says anyway."""
    veiled = {one: dossier for one, dossier in found.items() if openly.is_veiled(dossier)}
    # In a transaction that writes this sends the lines of the ledger first, as `veil.hang` needs it.
    hanging = await veil.standing(tx, sorted(veiled)) if veiled else {}
    return {one: difference(hanging.get(one, ()), openly.veil(dossier, due[one])) for one, dossier in veiled.items()}


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of record that counts: its ids in their order, holding some of them, and what they count for."""

    ids_after: Callable[[ReadTx, int, int], Awaitable[list[int]]]
    hold: Callable[[Tx, Sequence[int]], Awaitable[object]]
    due: Callable[[ReadTx, Sequence[int], str], Awaitable[Due]]  # of the bureau with this code


async def _of_petitions(tx: ReadTx, ids: Sequence[int], _: str) -> Due:
    return _due(await dossiers.of(tx, ids))


def _due(found: Mapping[int, Dossier]) -> Due:
    return {one: tuple(figures.of_petition(dossier)) for one, dossier in found.items()}


async def _of_supervisions(tx: ReadTx, ids: Sequence[int], bureau: str) -> Due:
    return {one.id: _of_supervision(one, bureau) for one in await supervisions.among(tx, ids)}


def _of_supervision(one: Supervision, bureau: str) -> Sequence[Posting]:
    answered_on = one.closed_on if one.stage is SupervisionStage.ANSWERED else None
    return tuple(of_supervision(Supervised(one.kind, one.opened_on, bureau, one.organ, one.facts, answered_on)))


async def _of_mass_issues(tx: ReadTx, ids: Sequence[int], bureau: str) -> Due:
    return {one.id: _of_mass_issue(one, bureau) for one in await mass_issues.among(tx, ids)}


def _of_mass_issue(one: MassIssue, bureau: str) -> Sequence[Posting]:
    """A clerk who dismisses it after all takes it out of the figures."""
    if one.resolved_at is None or one.suspicion is not Suspicion.CONFIRMED:
        return ()
    return tuple(of_mass_issue(local_date(one.resolved_at), bureau))


RECORDS: Mapping[Source, Record] = {
    Source.PETITION: Record(dossiers.ids_after, dossiers.hold, _of_petitions),
    Source.SUPERVISION: Record(supervisions.ids_after, supervisions.hold_all, _of_supervisions),
    Source.MASS_ISSUE: Record(mass_issues.ids_after, mass_issues.hold_all, _of_mass_issues),
}
