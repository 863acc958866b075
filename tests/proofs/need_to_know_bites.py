"""Each guard of what is need-to-know, taken out in a copy of the tree: a test must fail.

Run: .venv/bin/python -m tests.proofs.need_to_know_bites
"""

import re
import sys

from tests.proofs.contracts_bite import Breach, broken_on_purpose
from tests.proofs.webhook_guards_bite import tests

KNOW, MASKED = tests("procedure/test_need_to_know"), tests("reveal/test_masked_everywhere")
REVEAL, TRAIL = tests("reveal/test_revealing"), tests("witness/test_audit_trail")
REGISTER = "service/register"


def unseen(name: str, path: str, condition: str) -> Breach:
    """A statement that takes whose eyes there are and asks nothing of it."""
    parameter = re.search(r"\$\d+", condition)
    assert parameter is not None
    return Breach(name, path, f"cardinality({parameter[0]}::text[]) >= 0", KNOW, "{" + condition + "}")


BREACHES = (
    Breach(
        "an accusation is nobody's who need not know",
        "service/desk/sight.py",
        "return WHOLE\n",
        KNOW,
        "return WHOLE if caller is not None and Scope.ACCUSATIONS_HANDLE in caller.scopes else PLAIN\n",
    ),
    Breach(
        "an organ is kept from what accuses it",
        "service/desk/sight.py",
        "return without(())\n",
        KNOW,
        "return without(barring(organ, bureau.organs.ties))\n",
    ),
    Breach(
        "who stands under the accused is barred too",
        "service/rulebook/guard.py",
        "steps = list[tuple[str, str]]()\n    for old, new in ties.successors.items():\n"
        "        steps += [(old, new), (new, old)]\n    return _closed((organ,), steps)",
        tests("architecture/test_eyes_of_a_desk"),
        "steps = list(ties.parents.items())\n    for old, new in ties.successors.items():\n"
        "        steps += [(old, new), (new, old)]\n    return _closed((organ,), steps)",
    ),
    unseen("what is due", f"{REGISTER}/duties.py", 'seen("duty.petition_id", "$6")'),
    unseen("what waits for a clerk", f"{REGISTER}/petitions.py", 'seen_by("petition.id", "$5")'),
    unseen("a petition by its number", f"{REGISTER}/petitions.py", "seen_by('petition.id', '$2')"),
    unseen("a suggestion that is answered", f"{REGISTER}/supervisions.py", 'seen("supervision.petition_id", "$3")'),
    unseen("a letter as it was printed", "service/acknowledgements/notices.py", 'seen("notice.petition_id", "$3")'),
    unseen("whole matters and their files", f"{REGISTER}/referrals.py", 'seen("petition.id", "$3")'),
    Breach(
        "what was owed to the accused is not sent",
        "service/webhooks/deliver.py",
        "if False:",
        tests("webhooks/test_accused_receiver"),
        "if not await _may_be_told(sending, desk):",
    ),
    Breach(
        "later words that may accuse",
        "service/intake/record.py",
        "told = list(events)",
        KNOW,
        'told = [one for one in events if not one.detail.get("withheld")]',
    ),
    Breach(
        "words are masked on the record",
        "service/intake/record.py",
        "petition=petition, events",
        MASKED,
        "petition=discretion.petition(petition), events",
    ),
    Breach(
        "words are masked before they are cut",
        "service/referral/look.py",
        "words_of(referral, sent_under, petition.submission)",
        MASKED,
        "words_of(referral, sent_under, told.submission)",
    ),
    Breach(
        "a clerk's decision is answered masked",
        "service/classification/correct.py",
        "told = petition\n",
        MASKED,
        "told = (await discretion_of(tx, petition, desk)).petition(petition)\n",
    ),
    Breach(
        "the petitioner's name is known",
        "service/desk/discretion.py",
        "if False:\n        yield occurrences(one.name",
        tests("reading/test_masking"),
        "if len(one.name) > 1:\n        yield occurrences(one.name",
    ),
    Breach(
        "a reveal is on record",
        "service/reveal/reveal.py",
        "pass",
        REVEAL,
        "tx.write(noted(AccessKind.IDENTITY_REVEALED, hand, at, desk, petition, said))",
    ),
    Breach(
        "an organ is not told who accuses",
        "service/reveal/reveal.py",
        "if False:",
        REVEAL,
        "if await petitions.seen(tx, canonical(number, desk), PLAIN) is None:",
    ),
    Breach(
        "frequent reveals are told",
        "service/reveal/reveal.py",
        "if False:",
        REVEAL,
        "if before + 1 > restraint.usual and not told:",
    ),
    Breach(
        "a record of access has its seal",
        "service/audit/accesses.py",
        "return True\n",
        TRAIL,
        "return sealed.access.seal(key) == sealed.seal\n",
    ),
    Breach(
        "a link is over the one before",
        f"{REGISTER}/access_links.py",
        "over = position.to_bytes",
        TRAIL,
        "over = before + position.to_bytes",
    ),
    Breach(
        "a link that is gone is missed",
        "service/audit/accesses.py",
        "range(0)",
        TRAIL,
        "range(position + 1, link.position)",
    ),
    Breach(
        "an auditor who need not know learns no number",
        f"{REGISTER}/accesses.py",
        "true AS shown",
        TRAIL,
        'petition_id IS NULL OR {seen("whole.petition_id", "$10")} AS shown',
    ),
)


if __name__ == "__main__":
    sys.exit(broken_on_purpose(BREACHES, "guards"))
