"""How errata are shown: no personal data, no case; which cells, from what to what, and what the ledger says of why."""

from datetime import datetime

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.statistics.answer_view import CellOut, cell_out
from service.statistics.cases_view import AskedOut
from service.statistics.errata import Erratum, Feed
from service.statistics.written import written


class BecauseOut(BaseModel):
    """One reason: what differs between the lines taken back and those posted, and in how many cases."""

    reason: str = Field(
        description="moved, repeat_confirmed, repeat_withdrawn, late_entry, same_day, taken_back, revalued"
    )
    measure: str
    differs: list[str]
    cases: int


class CorrectedOut(BaseModel):
    """A cell as it was told and as it is now. Without codes it is the total."""

    old: CellOut
    new: CellOut


class ErratumOut(BaseModel):
    """What one serving of a question got wrong."""

    question: AskedOut
    served_as_of: datetime
    recorded_at: datetime | None = Field(description="of the first line that changed it after both moments")
    cells: list[CorrectedOut]
    because: list[BecauseOut]
    replaced_by: int | None = Field(description="a newer version of the definition than the one that was served")


class ErrataOut(BaseModel):
    """Figures that were told and have changed since, by question."""

    as_of: datetime = Field(description="send it as `since` to hear what comes next")
    errata: list[ErratumOut]


def errata_out(feed: Feed, bureau: Bureau) -> ErrataOut:
    """A page of errata."""
    return ErrataOut(as_of=feed.as_of.astimezone(ZONE), errata=[_erratum(one, bureau) for one in feed.errata])


def _erratum(one: Erratum, bureau: Bureau) -> ErratumOut:
    question = one.question

    def label(name: str, code: str | None) -> str:
        return question.label(name, code, bureau)

    return ErratumOut(
        question=AskedOut.model_validate(written(question)),
        served_as_of=one.served_as_of.astimezone(ZONE),
        recorded_at=one.recorded_at.astimezone(ZONE) if one.recorded_at else None,
        cells=[
            CorrectedOut(old=cell_out(question, cell.old, label), new=cell_out(question, cell.new, label))
            for cell in one.cells
        ],
        because=[
            BecauseOut(reason=why.reason, measure=why.measure, differs=list(why.differs), cases=why.cases)
            for why in one.because
        ],
        replaced_by=one.replaced_by,
    )
