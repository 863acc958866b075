"""Rows that change by nature: each change that the service makes leaves the row's hash before and after.

Triggers write these lines (`row_change`), in the transaction of the change and only for connections of the service, so
that no statement can forget it, and what is changed behind the service's back leaves none. The lines are in leaves; the
rows themselves need no replay to be proven, and none of their columns is left out for want of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """How the rows of a table are named (`key`), whose they are, and which columns only say when to try again.

    `bare`: entered without a line, since an intake may not wait for one; the leaf is then over the row as it was
    entered, gathered with what was recorded beside it.
    """

    key: tuple[str, ...]
    petition: str = ""
    without: tuple[str, ...] = ()
    bare: bool = False


_TRYING = ("attempts", "forgiven", "run_after", "first_at", "last_at", "last_status", "last_error")

# The triggers are made by migrations; a test compares them with these.
KEPT: Mapping[str, Kept] = {
    "petition": Kept(("id",), "id", bare=True),
    "duty": Kept(("id",), "petition_id", bare=True),
    "referral": Kept(("petition_id", "ordinal"), "petition_id"),
    "review": Kept(("petition_id", "referral", "level"), "petition_id"),
    "supervision": Kept(("id",), "petition_id"),
    "relation": Kept(("petition_id", "other_id"), "petition_id"),
    "mass_issue": Kept(("id",)),
    "mass_issue_member": Kept(("issue_id", "petition_id"), "petition_id"),
    "notice_series": Kept(("kind", "year")),
    "delivery": Kept(("id",), without=_TRYING),
    "webhook": Kept(("client_id",), without=("failures", "next_at")),
    "client": Kept(("id",)),
    "client_key": Kept(("key_prefix",)),
    "signing_key": Kept(("kid",)),
    "data_key": Kept(("number",)),
    "wrapping_key": Kept(("generation",)),
    "installation": Kept(("name",)),
    "served_question": Kept(("id",)),
    "recount": Kept(("on_day",)),
    "sweep": Kept(("on_day",)),
}

BARE = tuple(table for table, kept in KEPT.items() if kept.bare)


def hashed(facts: str) -> str:
    """The SQL for the hash of a row: over all its columns that are not empty, as `keep_change()` makes it, too."""
    return f"sha256(convert_to(jsonb_strip_nulls({facts})::text, 'UTF8'))"


def key_of(table: str) -> str:
    """The SQL for the key of a row that is called `this`, as it stands in `row_change`."""
    return f"concat_ws(' ', {', '.join(f'this.{name}' for name in KEPT[table].key)})"


def hash_of(table: str) -> str:
    """The SQL for the hash of a row of a kept table that is called `this`: a table may have a column of its name."""
    without = ", ".join(f"'{name}'" for name in KEPT[table].without)
    return hashed(f"to_jsonb(this.*) - ARRAY[{without}]::text[]" if without else "to_jsonb(this.*)")
