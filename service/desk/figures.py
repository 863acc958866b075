"""The figures follow the facts, in the transaction of the fact: what a dossier counts for is what stands in the ledger.

Every use case that puts something on a petition's record ends with `settle`; `tests/procedure` walks see that none
forgets it.
"""

from collections.abc import Iterable, Mapping

from service.ledger import book, veil
from service.ledger.book import Source
from service.register import dossiers
from service.register.supervisions import Supervision
from service.rulebook import figures, openly
from service.rulebook.dossier import Dossier
from service.rulebook.figures.supervision import Supervised, of_supervision
from service.rulebook.postings import Posting, difference
from service.rulebook.supervising import SupervisionStage
from service.storage.transaction import Tx


async def settle(tx: Tx, petition_ids: Iterable[int]) -> None:
    """Post what this transaction has changed of the figures of petitions that it holds."""
    ids = sorted(set(petition_ids))
    if not ids:
        return
    found = await dossiers.of(tx, ids)
    await _settle(tx, Source.PETITION, {one: tuple(figures.of_petition(dossier)) for one, dossier in found.items()})
    await _veil(tx, {one: dossier for one, dossier in found.items() if openly.is_veiled(dossier)})


async def settle_supervision(tx: Tx, one: Supervision, bureau: str) -> None:
    """Post what an act of supervision counts for, as it now stands."""
    await _settle(tx, Source.SUPERVISION, {one.id: tuple(of_supervision(supervised(one, bureau)))})


def supervised(one: Supervision, bureau: str) -> Supervised:
    """An act of supervision as its figures need it."""
    answered_on = one.closed_on if one.stage is SupervisionStage.ANSWERED else None
    return Supervised(one.kind, one.opened_on, bureau, one.organ, one.facts, answered_on)


async def _veil(tx: Tx, dossiers_of: Mapping[int, Dossier]) -> None:
    """Keep what outsiders are told as `rulebook.openly` says; of most petitions that is what the ledger says anyway."""
    if not dossiers_of:
        return
    hanging = await veil.standing(tx, sorted(dossiers_of))  # sends the ledger's lines first, as `veil.hang` needs it
    lines = {one: difference(hanging.get(one, ()), openly.veil(dossier)) for one, dossier in dossiers_of.items()}
    if any(lines.values()):
        tx.write(veil.hang(lines))


async def _settle(tx: Tx, source: Source, due: Mapping[int, tuple[Posting, ...]]) -> None:
    standing = await book.standing(tx, source, sorted(due))
    lines = {one: difference(standing.get(one, ()), should) for one, should in due.items()}
    if any(lines.values()):
        tx.write(book.post(source, lines))
