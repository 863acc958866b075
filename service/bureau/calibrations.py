"""What the machine's shares are worth, question by question: fitted on a bureau's own unread cases, with their date."""

from pathlib import Path

from service.bureau.tables import BrokenReference, Row, rows
from service.rulebook.confidence import Calibration
from service.rulebook.vocabulary import Question

COLUMNS = ("question", "slope", "offset", "cases", "fitted_on")
# The place is told by names or it is not: there is no weighing of words to calibrate
CALIBRATED = (Question.PURPOSE, Question.CONTENT_CLASS, Question.ROUTE, Question.ORGAN)


def load(path: Path) -> dict[Question, Calibration]:
    """Read the lines; each calibrated question has one, and none turns the order round."""
    found: dict[Question, Calibration] = {}
    for row in rows(path, COLUMNS):
        question = Question(row.one_of("question", CALIBRATED))
        if question in found:
            raise row.broken("question", "a question that no earlier line has")
        found[question] = _calibration(row)
    for question in CALIBRATED:
        if question not in found:
            raise BrokenReference(path.name, 1, "question", f"a line for {question}")
    return found


def _calibration(row: Row) -> Calibration:
    slope = row.number("slope")
    if not slope > 0:
        raise row.broken("slope", "a number above 0: more weight is never less sure")
    row.day("fitted_on")
    if not row.number("cases") > 0:
        raise row.broken("cases", "how many cases the line was fitted on")
    return Calibration(slope, row.number("offset"))
