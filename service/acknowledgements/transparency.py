"""Where a notice becomes a leaf of the transparency log: one call, made in the transaction that keeps its file."""

from service.acknowledgements.notices import Notice
from service.storage.statement import Write


def leaf_of(notice: Notice, pdf_sha256: bytes) -> tuple[Write, ...]:  # noqa: ARG001 - what the log's leaf will hold
    """The leaf of a notice: its serial and what was printed. None until the log is there to take it."""
    return ()
