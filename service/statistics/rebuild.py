"""The ledger rebuilt from the history: proof that nothing in it is but what the record says, and the way to mend it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from service.desk.figures import RECORDS, hang_veil, post_due, unveiled
from service.desk.kit import Desk
from service.ledger import book
from service.ledger.book import Source
from service.rulebook.postings import Posting, difference

PAGE = 500  # of which each is one transaction


@dataclass(slots=True)
class Rebuilt:
    """How far it has come. The digests are of every line in its order: equal, the two are the same byte for byte."""

    sources: int = 0
    lines: int = 0
    differing: list[tuple[Source, int]] = field(default_factory=list)
    _stands: Any = field(default_factory=hashlib.sha256)
    _should: Any = field(default_factory=hashlib.sha256)

    @property
    def stands(self) -> str:
        """The digest of the ledger as it stands."""
        return str(self._stands.hexdigest())

    @property
    def should(self) -> str:
        """The digest of the ledger as the record has it."""
        return str(self._should.hexdigest())

    def differs(self, source: Source, source_id: int, stands: Sequence[Posting], should: Sequence[Posting]) -> bool:
        """Take in what stands for one record and what should; whether they differ."""
        self.sources += 1
        ours, theirs = difference((), should), difference((), stands)
        self.lines += len(ours)
        self._should.update(_text(source, source_id, ours))
        self._stands.update(_text(source, source_id, theirs))
        if ours != theirs:
            self.differing.append((source, source_id))
        return ours != theirs


def _text(source: Source, source_id: int, lines: Sequence[Posting]) -> bytes:
    """The lines of one source as text, each on a line of its own, in a fixed order."""
    return "".join(f"{source} {source_id} {_written(line)}\n" for line in lines).encode()


def _written(line: Posting) -> str:
    under = "|".join(str(getattr(line.dimensions, name)) for name in line.dimensions.__slots__)
    return f"{line.business_on} {line.measure} {line.kind} {line.quantity} {under}"


async def rebuild(desk: Desk, *, check: bool) -> Rebuilt:
    """Go through the whole register, page by page.

    With `check` nothing is written. Without, what differs is posted: taken back and posted anew, as any correction;
    and outsiders are told of each petition what `rulebook.openly` says, which is no part of the proof.
    """
    done, bureau = Rebuilt(), desk.bureau.code
    for source, record in RECORDS.items():
        last = -1
        while True:
            async with desk.snapshot() as tx:
                ids = await record.ids_after(tx, last, PAGE)
                stands, should = await book.standing(tx, source, ids), await record.due(tx, ids, bureau)
                bare = await unveiled(tx, ids) if source is Source.PETITION else []
            if not ids:
                break
            last = ids[-1]
            differing = [one for one in ids if done.differs(source, one, stands.get(one, ()), should[one])]
            if (differing or bare) and not check:
                async with desk.begin() as tx:
                    await record.hold(tx, sorted({*differing, *bare}))
                    await post_due(tx, source, await record.due(tx, differing, bureau))
                    await hang_veil(tx, bare)
    return done
