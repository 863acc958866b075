"""How the organ ranking compares with the departments that answered on public boards (CSV with dept_weak).

The labels were read off official replies and are weak: where a reply was signed, or says to whom it was transferred or
who investigated, the department is fairly sure; the first department that a reply mentions often only took part.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from service.bureau.departments import Departments
from service.bureau.load import Bureau
from service.classification.case_evaluation import Score, as_if_here
from service.classification.cases import CasesUnusable
from service.classification.jurist import Jurist
from service.reading.message_files import columns, rows
from service.rulebook.jurisdiction import Submission

COLUMN = "dept_weak"
_NEEDED = ("title", "detail", COLUMN)
STRONG = ("signature", "transfer", "investigated_by")
NONE = "-"  # no organ of the ranking counts as a department of any type
_PAIRS = 15


@dataclass(frozen=True, slots=True)
class _Judged:
    department: str
    kind: str
    ranking: tuple[str, ...]

    def right(self, places: int) -> bool:
        return self.department in self.ranking[:places]


@dataclass(frozen=True, slots=True)
class DepartmentEvaluation:
    """Top-1 and top-3 by how the label was read, by department, and what was taken for what."""

    by_kind: Mapping[str, tuple[Score, Score]]
    by_department: Mapping[str, tuple[Score, Score]]
    confusions: tuple[tuple[str, str, int], ...]
    unmapped: tuple[str, ...]
    unlabelled: int

    def as_json(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
            "by_kind": {name: _plain(scores) for name, scores in self.by_kind.items()},
            "by_department": {name: _plain(scores) for name, scores in self.by_department.items()},
            "confusions": [{"true": true, "given": given, "cases": cases} for true, given, cases in self.confusions],
            "departments_no_organ_counts_as": list(self.unmapped),
            "rows_without_department": self.unlabelled,
        }

    def render(self) -> str:
        """As a page of text."""
        lines = ["  cases   top-1   top-3  label read from", *_table(self.by_kind)]
        lines += ["", "  cases   top-1   top-3  department", *_table(self.by_department)]
        lines += [
            "",
            "  cases  true → given",
            *(f"{cases:7}  {true} → {given}" for true, given, cases in self.confusions),
        ]
        if self.unmapped:
            lines.append(f"\nno organ counts as: {', '.join(self.unmapped)}")
        return "\n".join([*lines, f"\nrows without a department, left out: {self.unlabelled}"])


def evaluate_departments(
    path: Path, jurist: Jurist, bureau: Bureau, departments: Departments, on: date
) -> DepartmentEvaluation:
    """Rank the organs, as they stand on a day, of every row that has a department, and compare by department.

    Only title and detail are read.
    """
    judged, unlabelled = [], 0
    for row in rows(path, _NEEDED, CasesUnusable):
        department = row[COLUMN].strip()
        if not department:
            unlabelled += 1
            continue
        here = as_if_here(bureau)
        answer = jurist.classify(Submission(row["title"], "", row["detail"], division_code=here), on)
        ranking = departments.ranked(each.code for each in answer.organ.candidates)
        judged.append(_Judged(department, row.get("dept_kind", "").strip() or NONE, ranking))
    if not judged:
        raise CasesUnusable(f"{path.name} has no row with a department")
    return _measured(judged, departments, unlabelled)


def has_departments(path: Path) -> bool:
    """Whether a CSV is of this kind."""
    return COLUMN in columns(path)


def _measured(judged: Sequence[_Judged], departments: Departments, unlabelled: int) -> DepartmentEvaluation:
    kinds = sorted({one.kind for one in judged})
    by_kind = {"all": _scores(judged), "strong kinds": _scores([one for one in judged if one.kind in STRONG])}
    by_kind.update({kind: _scores([one for one in judged if one.kind == kind]) for kind in kinds})
    counts = Counter(one.department for one in judged)
    order = sorted(counts, key=lambda name: (-counts[name], name))
    wrong = Counter((one.department, (one.ranking or (NONE,))[0]) for one in judged if not one.right(1))
    pairs = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:_PAIRS]
    return DepartmentEvaluation(
        by_kind=by_kind,
        by_department={name: _scores([one for one in judged if one.department == name]) for name in order},
        confusions=tuple((true, given, cases) for (true, given), cases in pairs),
        unmapped=tuple(name for name in order if name not in departments.types),
        unlabelled=unlabelled,
    )


def _scores(judged: Sequence[_Judged]) -> tuple[Score, Score]:
    first, third = (Score(sum(one.right(places) for one in judged), len(judged)) for places in (1, 3))
    return first, third


def _plain(scores: tuple[Score, Score]) -> dict[str, Any]:
    return {"cases": scores[0].asked, "top_1": scores[0].rate, "top_3": scores[1].rate}


def _table(scores: Mapping[str, tuple[Score, Score]]) -> list[str]:
    return [f"{top.asked:7}  {_shown(top)}  {_shown(three)}  {name}" for name, (top, three) in scores.items()]


def _shown(score: Score) -> str:
    return "     -" if score.rate is None else f"{score.rate:6.3f}"
