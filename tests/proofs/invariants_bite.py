"""Each guard of the procedure taken out of a copy of the tree: the test that stands for it must fail.

Run: python -m tests.proofs.invariants_bite [WORD …]    (only the guards that hold one of these words)

Whoever adds an invariant adds a breach: what is put in place of which text of which file, and the test that objects.
Exit code 1 if anything was let through.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
INVARIANTS = "tests/procedure/test_invariants.py"
ACCUSED = "tests/procedure/test_accused_organ.py"
CONSEQUENCES = "tests/rulebook/test_consequences.py"
WALKS = "tests/procedure/test_walks.py"
RACES = "tests/procedure/test_races.py"


@dataclass(frozen=True, slots=True)
class Breach:
    """The guard by its number in domain §21, where it is, what takes it out, and the test that must object."""

    guard: str
    file: str
    old: str
    new: str
    tests: str
    named: str


BREACHES = (
    Breach(
        "1 nothing is deleted",
        "alembic/versions/0001_the_register.py",
        "petition_is_never_deleted BEFORE DELETE OR TRUNCATE",
        "petition_is_never_deleted BEFORE TRUNCATE",
        INVARIANTS,
        "can_be_deleted and petition",
    ),
    Breach(
        "1 anonymous items are registered",
        "service/intake/arrival.py",
        "if form.anonymous and form.petitioner is not None:",
        "if form.anonymous:",
        INVARIANTS,
        "own_record_and_number",
    ),
    Breach(
        "2 C1 counts from receipt",
        "service/intake/receive.py",
        "of_registration(local_date(arrival.received_at))",
        "of_registration(local_date(at))",
        INVARIANTS,
        "test_02_the_bureau",
    ),
    Breach(
        "2 what is late is missed first",
        "service/rulebook/duties.py",
        "            yield from missed([duty], on)\n            yield Change(DeadlineStep.MET",
        "            yield Change(DeadlineStep.MET",
        INVARIANTS,
        "too_long_ago",
    ),
    Breach(
        "3 a receipt is no acceptance",
        "service/bureau/data/hubin/wording.toml",
        "本回执仅表示已收到并登记，不等于受理；",
        "您的信访事项已收到并登记；",
        INVARIANTS,
        "never_claims_acceptance",
    ),
    Breach(
        "3 a refusal takes two",
        "service/referral/refuse.py",
        'if proposal is not None and proposal.actor.rpartition(":")[2] == act.hand.officer:',
        "if proposal is None:",
        INVARIANTS,
        "approver_and_where_to_go",
    ),
    Breach(
        "3 a refusal has its parts",
        "service/referral/forms.py",
        "    code: Annotated[RefusalCode, Field(strict=False)]\n    because: Because\n    where_to_go: Request\n",
        '    code: Annotated[RefusalCode, Field(strict=False)] = RefusalCode.R5\n    because: Because = "按规定。"\n'
        '    where_to_go: Request = "无。"\n',
        INVARIANTS,
        "leaves_one_out",
    ),
    Breach(
        "3 no other door refuses",
        "service/referral/forms.py",
        'disposition: Literal["file"]',
        'disposition: Literal["file", "refuse", "refuse_further"]',
        INVARIANTS,
        "no_other_door",
    ),
    Breach(
        "4 the accused is no receiver",
        "service/rulebook/sending.py",
        "if target.organ in facts.kept_out or (",
        "if (",
        ACCUSED,
        "refused_as_receiver",
    ),
    Breach(
        "4 the accused is no reader",
        "service/desk/matter.py",
        "return held and organ not in barred(accused, bureau.organs.ties)",
        "return held",
        ACCUSED,
        "loses_sight",
    ),
    Breach(
        "4 what accuses is taken back",
        "service/classification/correct.py",
        "lambda one: one.organ in out",
        "lambda one: False",
        ACCUSED,
        "taken_back_at_once",
    ),
    Breach(
        "4 what is below the accused, too",
        "service/rulebook/guard.py",
        "    steps = [(above, organ) for organ, above in ties.parents.items()]\n",
        "    steps: list[tuple[str, str]] = []\n",
        ACCUSED,
        "organ_above",
    ),
    Breach(
        "4 an organ sees its own only",
        "service/desk/matter.py",
        "held = referral.organ == organ and referral",
        "held = referral",
        ACCUSED,
        "another_organs_matter",
    ),
    Breach(
        "4 a recall looks like any other",
        "service/desk/matter.py",
        " and referral.stage is not ReferralStage.RECALLED",
        "",
        ACCUSED,
        "no_more_than_of_any_recall",
    ),
    Breach(
        "5 five working days",
        "service/rulebook/consequences.py",
        "        self._in_time(Clock.C4, referral)\n",
        "",
        INVARIANTS,
        "five_working_days",
    ),
    Breach(
        "5 in working days",
        "service/rulebook/calendar.py",
        "            count -= self.is_working_day(day)",
        "            count -= 1",
        INVARIANTS,
        "five_working_days",
    ),
    Breach(
        "5 nothing goes back by itself",
        "service/rulebook/handling.py",
        "(ReferralStage.ARRIVED, ReferralStep.OBJECT): ReferralStage.OBJECTED",
        "(ReferralStage.ARRIVED, ReferralStep.OBJECT): ReferralStage.RETURNED",
        INVARIANTS,
        "without_the_bureau",
    ),
    Breach(
        "5 the old organ is rid of it",
        "service/rulebook/consequences.py",
        "return iter([*decided, *ended(rest, self.on, DeadlineStep.LIFTED, referral=referral)])",
        "return iter(decided)",
        INVARIANTS,
        "new_organ_only",
    ),
    Breach(
        "5 two refusals are a dispute",
        "service/referral/objecting.py",
        "if not one.objections and not _refused_before(matter):",
        "if not one.objections:",
        INVARIANTS,
        "third_time",
    ),
    Breach(
        "6 sixty days only in the procedure",
        "service/rulebook/consequences.py",
        "        if route is Route.PETITION_PROCEDURE:\n            return",
        "        if route:\n            return",
        INVARIANTS,
        "own_limit_and_name",
    ),
    Breach(
        "6 none for what is forwarded",
        "service/rulebook/consequences.py",
        "        if kind in ANSWERABLE:\n",
        "        if kind:\n",
        INVARIANTS,
        "no_sixty_days",
    ),
    Breach(
        "7 one extension",
        "service/rulebook/consequences.py",
        '            raise ExtensionRefused("once")\n',
        "            pass\n",
        CONSEQUENCES,
        "one_extension",
    ),
    Breach(
        "7 of thirty days",
        "service/rulebook/consequences.py",
        "if not 1 <= days <= min(",
        "if not 1 <= days <= 2 * min(",
        INVARIANTS,
        "ninety_in_all",
    ),
    Breach(
        "7 ninety in all",
        "service/rulebook/consequences.py",
        "self.by.start(Clock.C6, handling.due_on,",
        "self.by.start(Clock.C6, handling.legal_limit_on,",
        INVARIANTS,
        "ninety_in_all",
    ),
    Breach(
        "7 before expiry",
        "service/rulebook/consequences.py",
        "        self._in_time(Clock.C5, referral)\n",
        "",
        INVARIANTS,
        "before_expiry",
    ),
    Breach(
        "7 approved",
        "service/referral/forms.py",
        "    approved_by: OfficerCode\n",
        '    approved_by: OfficerCode = "NOBODY"\n',
        INVARIANTS,
        "ninety_in_all",
    ),
    Breach(
        "8 delivery opens the windows",
        "service/referral/answering.py",
        "matter.clocks.at(delivered_on).of_delivery(",
        "matter.clocks.of_delivery(",
        INVARIANTS,
        "before_delivery",
    ),
    Breach(
        "8 nothing closes undelivered",
        "service/referral/answering.py",
        "if one.delivered_on is None and not matter.petition.anonymous:",
        "if False:",
        INVARIANTS,
        "before_delivery",
    ),
    Breach(
        "8 no 复查 outside its window",
        "service/rulebook/consequences.py",
        "        self._in_time(ASKING[level], referral)\n",
        "",
        "tests/review/test_asking.py",
        "window_is_counted or not_begun or lapses",
    ),
    Breach(
        "9 only 复核 leaves a hearing out",
        "service/rulebook/consequences.py",
        "if level is not ReviewLevel.RE_REVIEW or deciding is None:",
        "if deciding is None:",
        CONSEQUENCES,
        "sets_meets",
    ),
    Breach(
        "9 and 复核 does",
        "service/rulebook/consequences.py",
        "until = deciding.due_on + timedelta(days=days)",
        "until = deciding.due_on",
        CONSEQUENCES,
        "sets_meets",
    ),
    Breach(
        "10 only a 复核意见 ends it",
        "service/referral/refuse.py",
        "if refusal.code is RefusalCode.R2 and not await reviews.terminated(tx, found.id):",
        "if not await reviews.terminated(tx, found.id) and False:",
        "tests/review/test_reviewing.py",
        "may_then_be or remanded_re_review",
    ),
    Breach(
        "11 no cap but for visits",
        "service/intake/forms.py",
        "people_count: Annotated[int, Field(ge=1, le=9_999,",
        "people_count: Annotated[int, Field(ge=1, le=5,",
        INVARIANTS,
        "has_no_cap",
    ),
    Breach(
        "12 a repeat is linked to its root",
        "service/rulebook/matters.py",
        "return Relation.REPEAT if pair.probability >= bars.repeat else None",
        "return None",
        INVARIANTS,
        "linked_to_its_root",
    ),
    Breach(
        "13 nothing of nothing is null",
        "service/statistics/fold.py",
        "    if denominator == 0:\n        return None\n",
        "    if denominator == 0:\n        return 0.0\n",
        "tests/statistics/test_figures.py",
        "share_of_nothing",
    ),
    Breach(
        "15 everybody is told",
        "service/rulebook/urgency.py",
        "return set(told) >= set(Told)",
        "return bool(set(told) & set(Told))",
        INVARIANTS,
        "by_the_minute",
    ),
    Breach(
        "15 by the minute",
        "service/referral/hasten.py",
        "at + timedelta(minutes=minutes)",
        "at + timedelta(days=minutes)",
        INVARIANTS,
        "by_the_minute",
    ),
    Breach(
        "16 a successor has what was open",
        "service/deadlines/night.py",
        "    _pass_on(petition, almanac, found)\n",
        "",
        "tests/deadlines/test_sweep.py",
        "its_successors",
    ),
    Breach(
        "17 recused officers keep away",
        "service/desk/matter.py",
        "    if await recusals.is_recused(tx, petition.id, hand.officer):\n        raise OfficerRecused\n",
        "    await recusals.is_recused(tx, petition.id, hand.officer)\n",
        INVARIANTS,
        "recused_officer",
    ),
    Breach(
        "18 调休 Saturdays are worked",
        "service/rulebook/calendar.py",
        "        if day in self.workdays:\n            return True\n",
        "",
        "tests/rulebook/test_working_calendar.py",
        "worked_or_not",
    ),
    Breach(
        "18 the Spring Festival is a holiday",
        "service/rulebook/calendar.py",
        " and day not in self.holidays",
        "",
        "tests/bureau/test_holiday_calendar.py",
        "agrees_with",
    ),
    Breach(
        "19 unsure waits for a clerk",
        "service/intake/receive.py",
        "stage=Stage.AWAITING_CLERK if jurisdiction.unsure_of else Stage.REGISTERED",
        "stage=Stage.REGISTERED",
        INVARIANTS,
        "labelled_and_ends_nothing",
    ),
    Breach(
        "19 the model signs",
        "service/register/classifications.py",
        "        model_version=jurisdiction.model_version,\n",
        "        model_version=None,\n",
        INVARIANTS,
        "labelled_and_ends_nothing",
    ),
    Breach(
        "20 wrong code as wrong number",
        "service/desk/opening.py",
        "    if not desk.query_codes.matches(wanted, query_code, kept):\n",
        "    if kept == NOBODYS:\n        raise LookupError\n"
        "    if not desk.query_codes.matches(wanted, query_code, kept):\n",
        "tests/intake/test_following.py",
        "look_the_same",
    ),
    Breach(
        "walks: what came back is owed",
        "service/rulebook/parts.py",
        "owed = tuple(clocks.of_taking_back()) if came_back else ()",
        "owed = ()",
        WALKS,
        "holds",
    ),
    Breach(
        "walks: and keeps a petition open",
        "service/rulebook/parts.py",
        "Step.TAKE_BACK if owed or clocks.disposal_owed else Step.CLOSE",
        "Step.TAKE_BACK if owed else Step.CLOSE",
        "tests/rulebook/test_parts.py",
        "bureaus_again",
    ),
    Breach(
        "walks: withdrawn is with nobody",
        "service/intake/withdraw.py",
        "recall(gone, matters, lambda _: True,",
        "recall(gone, matters, lambda _: False,",
        WALKS,
        "holds",
    ),
    Breach(
        "walks: an acceptance sets a clock",
        "service/rulebook/consequences.py",
        "            yield self._handling(organ, referral, route, self.on)\n",
        "            pass\n",
        WALKS,
        "holds",
    ),
    Breach(
        "walks: missed is noted once",
        "service/rulebook/duties.py",
        "if duty.overdue(on) and duty.missed_on is None:",
        "if duty.overdue(on):",
        WALKS,
        "holds",
    ),
    Breach(
        "walks: history says the stage",
        "service/referral/take.py",
        '        detail["stage"] = stands\n',
        "",
        WALKS,
        "holds",
    ),
    Breach(
        "walks: figures follow",
        "service/referral/take.py",
        "    await settle(tx, [petition.id])\n",
        "",
        WALKS,
        "holds",
    ),
    Breach(
        "races: the version of a matter",
        "service/desk/matter.py",
        "    if referral.version != act.seen_version:\n        raise VersionStale(referral.version)\n",
        "",
        RACES,
        "extend_once or accept_once or everybody or http",
    ),
    Breach(
        "races: the version of a petition",
        "service/desk/matter.py",
        "    if petition.version != act.seen_version:\n        raise VersionStale(petition.version)\n",
        "",
        RACES,
        "refer_once",
    ),
    Breach(
        "races: the petition is held",
        "service/register/petitions.py",
        'LOCK = FIND + " FOR NO KEY UPDATE"',
        "LOCK = FIND",
        RACES,
        "once or everybody",
    ),
)


def bite(breaches: Sequence[Breach], words: Sequence[str]) -> int:
    """Take out, test, put back; print what objected. Exit code 1 if anything was let through."""
    wanted = [one for one in breaches if not words or any(word in one.guard for word in words)]
    for one in wanted:  # before anything is run: a guard that was moved is no guard taken out
        held = (ROOT / one.file).read_text(encoding="utf-8").count(one.old)
        assert held == 1, f"{one.guard}: {one.file} holds {one.old!r} {held} times"
    let_through = 0
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        ignored = shutil.ignore_patterns(".git", ".venv", "var", "*cache*", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=ignored)
        Path(folder).chmod(0o755)
        for breach in wanted:
            objected = _objected(breach, copy)
            let_through += not objected
            print(f"{'objected' if objected else 'LET THROUGH':<12} {breach.guard:<36} {breach.file}", flush=True)
    print(f"{len(wanted)} guards taken out, {let_through} let through")
    return int(bool(let_through))


def _objected(breach: Breach, copy: Path) -> bool:
    file = copy / breach.file
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace(breach.old, breach.new), encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", breach.tests, "-k", breach.named)
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    file.write_text(before, encoding="utf-8")
    # Exit code 1 is a test that failed; anything else is a test that did not run, and that is no objection.
    return done.returncode == 1


if __name__ == "__main__":
    sys.exit(bite(BREACHES, sys.argv[1:]))
