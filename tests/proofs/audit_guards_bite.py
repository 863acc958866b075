"""Each guard of the audit, taken out in a copy of the tree: a test must fail.

Run: .venv/bin/python -m tests.proofs.audit_guards_bite
"""

import sys

from tests.proofs.contracts_bite import Breach, broken_on_purpose
from tests.proofs.webhook_guards_bite import tests

AUDIT, LOG = "service/audit", "service/transparency"
FILES, EDITIONS = tests("transparency/test_files"), tests("transparency/test_editions")


def behind(words: str) -> tuple[str, ...]:
    """Those tests of what is done behind the service's back that hold these words."""
    return (*tests("transparency/test_behind_the_back"), "-k", words)


MIGRATION = "alembic/versions/0018_changes_are_bound.py"

BREACHES = (
    Breach(
        "a table that changes is compared",
        f"{AUDIT}/run.py",
        "",
        behind("named and review"),
        "        await kept.standing(tx, done)\n",
    ),
    Breach("pages are totalled again", f"{AUDIT}/run.py", "", behind("totals"), "        await pages(tx, done)\n"),
    Breach(
        "a change finds what the one before left",
        f"{AUDIT}/queries.py",
        "WHERE false AND NOT",
        behind("changed_it_again"),
        "WHERE was IS DISTINCT FROM before AND NOT",
    ),
    Breach(
        "whoever comes past the service leaves no change",
        MIGRATION,
        "WHEN (true) ",
        behind("all_triggers"),
        "WHEN (split_part(current_setting('application_name'), '/', 1) = 'xinfang-writer') ",
    ),
    Breach(
        "a column is left out of no hash without a reason",
        f"{LOG}/bound.py",
        '_row("letter", "petition_id", facts="to_jsonb(letter) - \'barcode\'")',
        behind("edit and letter"),
        '_row("letter", "petition_id")',
    ),
    Breach(
        "files and letters are gathered",
        f"{LOG}/record.py",
        "",
        behind("edit and letter"),
        "        *_plain(LATER_ROWS),\n",
    ),
    Breach(
        "a petition is bound as it was entered",
        f"{LOG}/record.py",
        "coalesce(NULL::bytea, {hash})",
        tests("transparency/test_histories"),
        "coalesce(first.was, {hash})",
    ),
    Breach(
        "a stretch of an earlier edition is gathered as it was",
        f"{AUDIT}/histories.py",
        "await record.added(tx, since, end)",
        EDITIONS,
        "await record.added(tx, since, end, said[0].edition)",
    ),
    Breach(
        "the edition stands in the leaf",
        f"{LOG}/histories.py",
        "return canonical(told)",
        EDITIONS,
        'return canonical(told if edition == 1 else {**told, "edition": edition})',
    ),
    Breach(
        "what does not read is named and stops nothing",
        f"{AUDIT}/documents.py",
        "except ZeroDivisionError:",
        behind("edit and petition"),
        "except ILLEGIBLE:",
    ),
    Breach(
        "a leaf of no kind is named",
        f"{AUDIT}/documents.py",
        "if False:",
        behind("column_of_the_log"),
        "if leaf.kind not in KINDS:",
    ),
    Breach("a missing file is named", f"{AUDIT}/files.py", "pass", FILES, "audit.find(row, MISSING)"),
    Breach(
        "a file has the hash on record",
        f"{AUDIT}/files.py",
        "if False:",
        FILES,
        "if sha256 is not None and digest.digest() != sha256:",
    ),
    Breach(
        "what was made of a file is opened",
        f"{AUDIT}/files.py",
        "()",
        FILES,
        "filter(None, (filed.view, filed.thumbnail))",
    ),
)

if __name__ == "__main__":
    sys.exit(broken_on_purpose(BREACHES, "guards of the audit"))
