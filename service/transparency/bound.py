"""Tables that only grow, as leaves of histories are made over them: each row's owner, name and facts."""

from collections.abc import Mapping
from dataclasses import dataclass

NOBODY = -1  # what belongs to no petition; their ids begin at 0


@dataclass(frozen=True, slots=True)
class Row:
    """The SQL of what a leaf says of a row: whose it is, what it is called (by its key), what is hashed of it."""

    of: str
    name: str
    facts: str


def _row(table: str, key: str, *, of: str = "petition_id", facts: str = "") -> Row:
    return Row(of, f"'{table} ' || {key}", facts or f"to_jsonb({table})")


# Sealed files are hashed once more, so that no page of text is made of them.
_SEALED_HASHED = "jsonb_build_object('sealed', encode(sha256(sealed), 'hex'))"

FIRST_ROWS = {
    "event": _row("event", "sequence"),
    "classification": _row("classification", "version"),
    "deadline": _row("deadline", "clock || ' ' || sequence"),
    "posting": _row("posting", "id", of=f"coalesce(petition_id, {NOBODY})"),
    "evaluation": _row("evaluation", "referral"),
    "recusal": _row("recusal", "officer"),
    "alert": _row("alert", "id"),
    "notice": _row("notice", "serial"),
    "notice_file": _row(
        "notice_file",
        "serial",
        of="(SELECT petition_id FROM notice WHERE notice.serial = notice_file.serial)",
        facts=f"to_jsonb(notice_file) || {_SEALED_HASHED}",
    ),
    "notice_reading": _row("notice_reading", "id"),
    "supervision_event": _row("supervision_event", "supervision_id || ' ' || sequence", of=str(NOBODY)),
}
LATER_ROWS = {
    "attachment": _row("attachment", "ordinal"),
    "attachment_view": _row("attachment_view", "attachment"),
    "attachment_reading": _row("attachment_reading", "id"),
    "attachment_decision": _row("attachment_decision", "id"),
    "scan_print": _row("scan_print", "attachment || ' ' || page"),
    "letter": _row("letter", "petition_id"),
    "letter_double": _row("letter_double", "like_id || ' ' || by"),
    "letter_text": _row("letter_text", "version", facts=f"to_jsonb(letter_text) || {_SEALED_HASHED}"),
    "veil_posting": _row("veil_posting", "id"),
    "lock_out": _row("lock_out", "id", of=str(NOBODY)),
    # It gets its place in the feed afterwards.
    "message": _row("message", "id", facts="to_jsonb(message) - 'position'"),
    "access_record": _row("access_record", "id", of=f"coalesce(petition_id, {NOBODY})"),
    "petitioner_correction": _row("petitioner_correction", "position || ' ' || version"),
    "legal_hold": _row("legal_hold", "id"),
    "row_change": _row("row_change", "id", of=f"coalesce(petition_id, {NOBODY})"),
}
ROWS: Mapping[str, Row] = {**FIRST_ROWS, **LATER_ROWS, "petitioner": _row("petitioner", "position")}
TABLES = tuple(ROWS)
