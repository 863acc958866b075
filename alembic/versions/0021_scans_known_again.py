"""Scans are known again; an officer's word on who may see a file stands beside the machine's.

Only new tables, so the release before this one runs on this schema.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

APPEND_ONLY = ("scan_print", "letter_double", "attachment_decision")


def moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def recorded() -> sa.Column:
    return sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def of_attachment() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["petition_id", "attachment"], ["attachment.petition_id", "attachment.ordinal"])


def page() -> tuple[sa.Column, ...]:
    return (
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("attachment", sa.SmallInteger(), nullable=False),
        sa.Column("page", sa.SmallInteger(), nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "scan_print",
        *page(),
        sa.Column("print", sa.LargeBinary(), nullable=False),
        moment("made_at"),
        recorded(),
        of_attachment(),
        sa.PrimaryKeyConstraint("petition_id", "attachment", "page"),
    )
    op.create_table(
        "scan_band",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        *page(),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("key", "petition_id", "attachment", "page"),
    )
    op.create_table(
        "letter_double",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("like_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("pages", sa.SmallInteger(), nullable=False),
        moment("found_at"),
        recorded(),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.ForeignKeyConstraint(["like_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("petition_id", "like_id", "by"),
    )
    op.create_index("letter_double_by_like", "letter_double", ["like_id"])
    op.create_table(
        "attachment_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("attachment", sa.SmallInteger(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("because", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        moment("decided_at"),
        recorded(),
        of_attachment(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("attachment_decision_by_file", "attachment_decision", ["petition_id", "attachment", "id"])
    for table in APPEND_ONLY:
        op.create_index(f"{table}_by_record", table, ["recorded_at"])
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("attachment_decision", "letter_double", "scan_band", "scan_print"):
        op.drop_table(table)
