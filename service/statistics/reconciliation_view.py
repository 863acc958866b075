"""How the recount is shown: two counts side by side, and every cell at which they disagree."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.statistics.recount.compare import SHOWN, Comparison


class DifferenceOut(BaseModel):
    """A cell at which the two counts disagree."""

    under: dict[str, Any]
    ledger: int
    recounted: int


class ComparisonOut(BaseModel):
    """One measure under every dimension, counted twice."""

    measure: str
    name: str
    ledger: int
    recounted: int
    cells: int
    difference: int
    differing: list[DifferenceOut] = Field(description=f"all of them together at most {SHOWN}")


class ReconciliationOut(BaseModel):
    """Ledger against register, on one snapshot."""

    model_config = {"populate_by_name": True}

    from_: date = Field(serialization_alias="from")
    to: date
    cells: int
    difference: int = Field(description="0, or there is a fault to be found")
    comparisons: list[ComparisonOut]


def reconciliation_out(first: date, last: date, comparisons: Sequence[Comparison], bureau: Bureau) -> ReconciliationOut:
    """The two counts side by side."""
    return ReconciliationOut(
        from_=first,
        to=last,
        cells=sum(one.cells for one in comparisons),
        difference=sum(one.difference for one in comparisons),
        comparisons=[
            ComparisonOut(
                measure=one.measure,
                name=bureau.labels.of(one.measure).zh,
                ledger=one.ledger,
                recounted=one.recounted,
                cells=one.cells,
                difference=one.difference,
                differing=[
                    DifferenceOut(under=cell.under, ledger=cell.ledger, recounted=cell.recounted)
                    for cell in one.differing
                ],
            )
            for one in comparisons
        ],
    )
