"""Every table of the schema and what an audit makes of it: none may be in no group (a test asks the schema)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.transparency.bound import ROWS
from service.transparency.kept import KEPT


class Way(StrEnum):
    """How an edit, a deletion or a row put in behind the service's back is found."""

    BOUND = "bound"  # its rows never change, and each is in a leaf
    KEPT = "kept"  # each change of the service is in a leaf, and the row is what the last one left
    LOG = "log"  # the log itself
    DERIVED = "derived"  # made again from what is bound
    NO_EVIDENCE = "no evidence"  # nothing that anybody could rely on


@dataclass(frozen=True, slots=True)
class Covered:
    """What is done about a table, in words for who reads the documentation, and what of it is left out, and why."""

    way: Way
    how: str
    without: Mapping[str, str]


_LEAF = "a row is in a leaf of its petition's history"
_CHANGES = "each change is in a leaf; a row is compared with the last one, each change with the one before"
_TRYING = "says when and how often to try again"
_PLACE = "is given after the commit, and tells where in the feed, not what"

_WITHOUT: Mapping[str, Mapping[str, str]] = {
    "message": {"position": _PLACE},
    **{table: dict.fromkeys(kept.without, _TRYING) for table, kept in KEPT.items() if kept.without},
}
_ALSO: Mapping[str, str] = {
    "petition": "; receipt and place in the procedure are made again from words and history",
    "referral": "; made again from the petition's history",
    "duty": "; made again from the record of the clocks",
    "signing_key": "; sealed under the service's secret",
    "data_key": "; sealed under a wrapping key",
    "notice": "; its signed form is a leaf of its own",
}
_OTHERS = {
    "log_leaf": (
        Way.LOG,
        "its document is made again, its place is in the tree that was signed",
        {
            "id": "only orders leaves that wait for their place",
            "recorded_at": "is in no document; tells how long leaves wait",
        },
    ),
    "log_tile": (Way.LOG, "the tree is built again from the leaves", {}),
    "log_checkpoint": (
        Way.LOG,
        "its root is computed again, its signature verified",
        {"made_at": "is not signed; the note is"},
    ),
    "log_history": (Way.LOG, "its leaf is over it", {}),
    "access_link": (
        Way.DERIVED,
        "a chain keyed by the service's secret, over records that are each in a leaf; the audit makes it again",
        {"recorded_at": "tells when the chain was carried on, not over what"},
    ),
    "ledger_page": (
        Way.DERIVED,
        "from `posting`; `xinfang audit` totals the lines of each page again",
        {"cuts": "of another declaration, nobody reads it, and it goes"},
    ),
    "page_total": (
        Way.DERIVED,
        "from `posting`; `xinfang audit` totals the lines of each page again",
        {"nth": "only orders the totals of a page"},
    ),
    "mark": (
        Way.DERIVED,
        "from the petition's words, by a keyed hash, again by `xinfang relate`; decides nothing",
        {},
    ),
    "blind_index": (
        Way.DERIVED,
        "from the petitioner, by a keyed hash, again by `xinfang relate`; decides nothing",
        {},
    ),
    "scan_band": (
        Way.DERIVED,
        "from `scan_print`, to find pages that look alike; decides nothing",
        {},
    ),
    "answer": (
        Way.NO_EVIDENCE,
        "what a retry hears, sealed under its key, some days long; the receipt in it proves itself",
        {},
    ),
    "job": (
        Way.NO_EVIDENCE,
        "work that is owed; what it effects is on record, and what it does not shows in the clocks",
        {},
    ),
    "spent_challenge": (Way.NO_EVIDENCE, "solved challenges, until they end", {}),
    "wrong_code": (Way.NO_EVIDENCE, "a counter that ends by itself; who was locked out is in `lock_out`", {}),
    "settled_mark": (Way.NO_EVIDENCE, "up to when copies know everything; set anew every second", {}),
    "bucket": (Way.NO_EVIDENCE, "what is left of a rate; not even kept over a crash", {}),
    "alembic_version": (Way.NO_EVIDENCE, "which schema this is; another one does not start", {}),
}

COVERAGE: Mapping[str, Covered] = {
    **{table: Covered(Way.BOUND, _LEAF + _ALSO.get(table, ""), _WITHOUT.get(table, {})) for table in ROWS},
    **{table: Covered(Way.KEPT, _CHANGES + _ALSO.get(table, ""), _WITHOUT.get(table, {})) for table in KEPT},
    **{table: Covered(*covered) for table, covered in _OTHERS.items()},
}
