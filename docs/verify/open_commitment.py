#!/usr/bin/env python3
"""Open a commitment of the petition bureau: was this list of cases behind that figure?

Needs Python 3.11, nothing else. Files are what the service answers, saved by curl:

    open_commitment.py COMMITMENT.json CASES.json [CASES.json …]

COMMITMENT.json is GET /v1/statistics/INDICATOR/cases/commitment?…&as_of=…, which whoever was told the figure may
ask for. CASES.json are all pages, in their order, of GET /v1/statistics/INDICATOR/cases?…&as_of=…&counted_for=…, which
an auditor may. Exit code 0: this list, and no other, was committed to; its numerators and denominators are printed.
"""

import hashlib
import json
import sys
from pathlib import Path


def opens(commitment: dict, pages: list[dict]) -> bool:
    """Whether the pages are the list that the commitment binds the bureau to."""
    first, cases = pages[0], [case for page in pages for case in page["cases"]]
    whole = {name: first[name] for name in ("as_of", "nonce", "question")} | {"cases": cases}
    # RFC 8785, for texts, whole numbers and null with ASCII names.
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    same = all(first[name] == commitment[name] for name in ("as_of", "question"))
    return same and hashlib.sha256(text.encode()).hexdigest() == commitment["commitment"]


if __name__ == "__main__":
    committed, *listed = [json.loads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:]]
    if not opens(committed, listed):
        sys.exit("NOT GENUINE: this is not the list that was committed to")
    found = [case for page in listed for case in page["cases"]]
    above, below = (sum(case[name] or 0 for case in found) for name in ("numerator", "denominator"))
    print(f"genuine: {len(found)} cases, numerator {above}, denominator {below}")
