"""Lines of one day, recorded by a moment, from an index alone; and for the veil what the ledger has.

The old indexes over measure and day are beginnings of the new ones. Pages made before are made anew by the worker.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BY_DAY = ["measure", "business_on", "recorded_at"]
_BY_MOMENT = ["measure", "recorded_at", "business_on"]


def upgrade() -> None:
    for table in ("posting", "veil_posting"):
        op.create_index(f"{table}_by_measure_day", table, _BY_DAY)
        op.drop_index(f"{table}_by_measure", table_name=table)
    op.create_index("veil_posting_by_measure_moment", "veil_posting", _BY_MOMENT)


def downgrade() -> None:
    op.drop_index("veil_posting_by_measure_moment", table_name="veil_posting")
    for table in ("posting", "veil_posting"):
        op.create_index(f"{table}_by_measure", table, ["measure", "business_on"])
        op.drop_index(f"{table}_by_measure_day", table_name=table)
