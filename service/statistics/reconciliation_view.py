"""How the recount is shown: two counts side by side, and every cell at which they disagree."""

from datetime import date

from pydantic import BaseModel, Field

from service.statistics.recount import Comparison


class DifferenceOut(BaseModel):
    """A cell at which the two counts disagree."""

    code: str | None
    ledger: int
    recounted: int


class ComparisonOut(BaseModel):
    """One measure by one cut, counted twice."""

    measure: str
    by: str
    ledger: int
    recounted: int
    cells: int
    difference: int
    differing: list[DifferenceOut]


class ReconciliationOut(BaseModel):
    """Ledger against register, on one snapshot."""

    model_config = {"populate_by_name": True}

    from_: date = Field(serialization_alias="from")
    to: date
    cells: int
    difference: int = Field(description="0, or there is a fault to be found")
    comparisons: list[ComparisonOut]


def reconciliation_out(first: date, last: date, comparisons: list[Comparison]) -> ReconciliationOut:
    """The two counts side by side."""
    return ReconciliationOut(
        from_=first,
        to=last,
        cells=sum(one.cells for one in comparisons),
        difference=sum(one.difference for one in comparisons),
        comparisons=[
            ComparisonOut(
                measure=one.measure,
                by=one.cut,
                ledger=one.ledger,
                recounted=one.recounted,
                cells=one.cells,
                difference=one.difference,
                differing=[
                    DifferenceOut(code=code, ledger=ledger, recounted=recounted)
                    for code, ledger, recounted in one.differing
                ],
            )
            for one in comparisons
        ],
    )
