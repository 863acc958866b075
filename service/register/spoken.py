"""What was said at a step, parted: facts that figures, clocks and audits are made of stay in clear, the rest is sealed.

The facts are named one by one, and none of them takes words: what a later step adds is sealed until somebody has
thought about it.
"""

from collections.abc import Mapping
from typing import Any

from service.storage.statement import Secret

FACTS = frozenset(
    {
        # of a petition's stage and of how the bureau ended its part
        *("stage", "channel", "disposition", "code", "version", "open"),
        # of a matter at an organ
        *("referral", "organ", "before", "proposed_organ", "here", "kind", "claim", "route", "procedure"),
        *("outcome", "resolved"),
        *("agreed", "proof", "delivered_on", "cites_a_text"),
        # of clocks, urging, reviews, ratings
        *("clock", "on", "due_on", "days", "held_on", "promised_until"),
        *("automatic", "level", "satisfaction", "results"),
        # of notices
        *("serial", "addressee", "document_number", "of", "pdf_sha256"),
        # of files, and of letters that were read
        *("attachment", "media", "sha256", "withheld", "released", "reading", "confidence", "doubtful"),
        # of pairs of petitions
        *("number", "relation", "decision", "found", "mass_issue"),
        # of who petitions, once corrected: which one, and what of him
        *("person", "fields"),
        # of acts of supervision
        *("supervision", "suggests", "adoption", "numbers", "role", "batches", "people", "supervised"),
    }
)


def parted(owner: str, said: Mapping[str, Any], *, always: bool = False) -> tuple[Mapping[str, Any], Secret | None]:
    """The facts, and the rest as a secret of this owner; none where there is no rest, unless there is one `always`."""
    facts = {name: value for name, value in said.items() if name in FACTS}
    if len(facts) == len(said) and not always:
        return facts, None
    return facts, Secret(owner, {name: value for name, value in said.items() if name not in FACTS})
