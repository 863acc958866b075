"""Pages of the ledger and what they come to, so that a figure does not cost more as the register grows.

Both tables are derived from `posting` and may be emptied at any time (`xinfang ledger unbind`); nothing guards them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_page",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cuts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cuts", "since", "until", name="ledger_page_by_stretch"),
    )
    op.create_table(
        "page_total",
        sa.Column("page_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cut", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("grain", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("business_on", sa.Date(), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=True)
            for name in (
                "kind",
                "bureau",
                "channel",
                "content_class",
                "division",
                "organ",
                "purpose",
                "route",
            )
        ),
        *(sa.Column(name, sa.Boolean(), nullable=True) for name in ("repeat", "joint", "confidential")),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("page_id", "cut", "grain", "measure", "business_on", "nth"),
    )
    # The newest lines are asked for by moment and by day: those of other days are passed over within the index.
    op.create_index("posting_by_measure_moment", "posting", ["measure", "recorded_at", "business_on"])
    op.drop_index("posting_by_measure_record", table_name="posting")


def downgrade() -> None:
    op.create_index("posting_by_measure_record", "posting", ["measure", "recorded_at"])
    op.drop_index("posting_by_measure_moment", table_name="posting")
    op.drop_table("page_total")
    op.drop_table("ledger_page")
