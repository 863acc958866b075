"""Each guard of the figures taken out of a copy of the tree: the test that stands for it must fail.

Run: python -m tests.proofs.figures_bite [WORD …]    (only the guards that hold one of these words)

Two more stand among those of `invariants_bite`: a matter's step settles, nothing of nothing is null.
"""

import sys

from tests.proofs.invariants_bite import Breach, bite

WALKS = "tests/procedure/test_walks.py"
COUNT_FOR = "tests/procedure/test_what_steps_count_for.py"
REBUILD = "tests/statistics/test_rebuild.py"
FIGURES = "service/rulebook/figures"


def forgets(file: str, call: str, tests: str, named: str) -> Breach:
    """A use case that does not settle."""
    return Breach(
        f"{file.split('/')[-1]} settles",
        file,
        call,
        call.split("await")[0] + 'await tx.value("SELECT 1")',
        tests,
        named,
    )


BREACHES = (
    forgets("service/referral/steps.py", "    await settle(tx, [petition.id])", WALKS, "holds"),
    forgets("service/referral/refer.py", "        await settle(tx, [held.petition.id])", WALKS, "holds"),
    forgets("service/intake/withdraw.py", "        await settle(tx, [petition.id])", WALKS, "holds"),
    forgets("service/classification/correct.py", "    await settle(tx, [petition.id])", WALKS, "holds"),
    forgets("service/review/request.py", "        await settle(tx, [held.petition.id])", COUNT_FOR, "a_review"),
    forgets("service/review/take.py", "        await settle(tx, [held.petition.id])", COUNT_FOR, "a_review"),
    forgets("service/evaluation/evaluate.py", "        await settle(tx, [held.petition.id])", COUNT_FOR, "told_apart"),
    forgets("service/matters/decide.py", "        await settle(tx, [later.id, earlier.id])", COUNT_FOR, "comes_again"),
    forgets("service/acknowledgements/issue.py", "            await settle(tx, [petition_id])", REBUILD, "a_notice"),
    forgets("service/deadlines/sweep.py", "    await settle(tx, parties(found))", REBUILD, "a_night"),
    forgets(
        "service/supervision/open.py",
        "    await settle_supervision(tx, opened_as, desk.bureau.code)",
        REBUILD,
        "each_act",
    ),
    forgets(
        "service/supervision/step.py",
        "        await settle_supervision(tx, after, act.desk.bureau.code)",
        REBUILD,
        "each_act",
    ),
    Breach(
        "a failed mediation mediates nothing",
        f"{FIGURES}/matters.py",
        'one.kind is EventKind.MEDIATED and bool(one.detail["agreed"])',
        "one.kind is EventKind.MEDIATED",
        COUNT_FOR,
        "mediation",
    ),
    Breach(
        "met late is not met",
        f"{FIGURES}/duties.py",
        "Measure.DUTIES_MET if one.missed_on is None else Measure.DUTIES_LATE",
        "Measure.DUTIES_MET",
        COUNT_FOR,
        "not_done_in_time",
    ),
    Breach(
        "what is not due counts nowhere",
        "service/statistics/answer.py",
        "min(question.last, local_date(as_of))",
        "question.last",
        "tests/statistics/test_question.py",
        "not_due",
    ),
    Breach(
        "the window is a window",
        "service/statistics/fold.py",
        "int(one.kind or 0) > (self._question.window or 0)",
        "int(one.kind or 0) < 0",
        COUNT_FOR,
        "comes_again",
    ),
    Breach(
        "a repeat is no matter of its own",
        f"{FIGURES}/arrivals.py",
        "    if not dossier.is_repeat:\n",
        "    if True:\n",
        COUNT_FOR,
        "comes_again",
    ),
    Breach(
        "the tag changes with the day",
        "service/statistics/answer.py",
        "        wanted(question, reading.as_of).last,\n",
        "",
        "tests/statistics/test_as_of.py",
        "new_day",
    ),
    Breach(
        "what was asked earlier keeps its version",
        "service/statistics/catalogue.py",
        "if one.published_on <= on)",
        "if True)",
        "tests/statistics/test_question.py",
        "each_version",
    ),
)

if __name__ == "__main__":
    sys.exit(bite(BREACHES, sys.argv[1:]))
