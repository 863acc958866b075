"""The ledger counts everything that happens: kinds of a measure, further dimensions, acts that are no petition.

Only columns that may be empty or have a default, so the release before this one runs on this schema. The lines it writes
know no bureau; `xinfang ledger rebuild`, or the next step of a petition, takes them back and posts them as they should be.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SOURCES = ("supervision_id", "mass_issue_id", "recount_id")


def upgrade() -> None:
    op.alter_column("posting", "petition_id", nullable=True)
    for name in SOURCES:
        op.add_column("posting", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("posting", sa.Column("kind", sa.Text(), nullable=True))
    op.add_column("posting", sa.Column("bureau", sa.Text(), nullable=True))
    op.add_column("posting", sa.Column("repeat", sa.Boolean(), nullable=True))
    op.add_column(
        "posting", sa.Column("confidential", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.alter_column("posting", "channel", nullable=True)
    op.alter_column("posting", "joint", nullable=True)
    op.create_index("posting_by_measure_record", "posting", ["measure", "recorded_at"])
    for name in SOURCES:
        op.create_index(
            f"posting_by_{name}", "posting", [name], postgresql_where=sa.text(f"{name} IS NOT NULL"), unique=False
        )
    op.create_table(
        "recount",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("cells", sa.BigInteger(), nullable=False),
        sa.Column("difference", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("on_day"),
    )


def downgrade() -> None:
    op.drop_table("recount")
    for name in SOURCES:
        op.drop_index(f"posting_by_{name}", table_name="posting")
    op.drop_index("posting_by_measure_record", table_name="posting")
    # What this release alone counts means nothing to the one before it, and would stand in its way.
    op.execute("ALTER TABLE posting DISABLE TRIGGER posting_is_append_only")
    op.execute(
        "DELETE FROM posting WHERE petition_id IS NULL "
        "OR measure NOT IN ('items', 'people', 'in_hand', 'classified_by_machine')"
    )
    op.execute("ALTER TABLE posting ENABLE TRIGGER posting_is_append_only")
    op.alter_column("posting", "joint", nullable=False)
    op.alter_column("posting", "channel", nullable=False)
    for name in ("confidential", "repeat", "bureau", "kind", *SOURCES):
        op.drop_column("posting", name)
    op.alter_column("posting", "petition_id", nullable=False)
