"""Rows that change by nature are compared with what the service's last change of each left."""

from service.audit import queries
from service.audit.findings import Audit
from service.storage.transaction import ReadTx

EDITED = "was edited"
DELETED = "was deleted"
PUT_THERE = "was put there by somebody else"
IN_BETWEEN = "was edited, deleted or put there between two changes of the service"


async def standing(tx: ReadTx, audit: Audit) -> None:
    """Compare every kept row with its last change, and every change with the one before it."""
    audit.looked["changes"] += await tx.value(queries.CHANGES)
    for row in await tx.rows(queries.NOT_AS_KEPT):
        says = DELETED if row["gone"] else PUT_THERE if row["fresh"] else EDITED
        audit.find(_called(row["number"], row["table_name"], row["key"]), says)
    for row in await tx.rows(queries.BROKEN):
        audit.find(_called(row["number"], row["table_name"], row["key"]), IN_BETWEEN)


def _called(number: str | None, table: str, key: str) -> str:
    return f"petition {number}, {table} {key}" if number else f"{table} {key}"
