"""Rights of persons: what is corrected of somebody stands beside what was registered; what a portal was told is found.

Only a new table and an index, so the release before this one runs on this schema; it shows people as registered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "petitioner_correction",
        sa.Column("petition_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by", sa.Text(), nullable=False),
        sa.Column("identity_check", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("because", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("petition_id", "position", "version"),
    )
    op.create_index("petitioner_correction_by_record", "petitioner_correction", ["recorded_at"])
    op.execute(
        "CREATE TRIGGER petitioner_correction_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON petitioner_correction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.create_index("message_of_petition", "message", ["petition_id"])


def downgrade() -> None:
    op.drop_index("message_of_petition", table_name="message")
    op.drop_table("petitioner_correction")
