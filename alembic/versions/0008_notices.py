"""Written notices of every kind: what each is about, its words sealed, the file that was printed.

Only a new table and columns that may be empty or have a default, so the release before this one runs on this schema: the
receipts that it still writes are those of the first event.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("notice", "content", nullable=True)
    op.add_column("notice", sa.Column("event_sequence", sa.Integer(), server_default="1", nullable=False))
    op.add_column("notice", sa.Column("addressee", sa.Text(), server_default=sa.text("'petitioner'"), nullable=False))
    op.add_column("notice", sa.Column("referral", sa.SmallInteger(), nullable=True))
    for name in ("organ", "title", "document_number", "issuer", "key_id"):
        op.add_column("notice", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("notice", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.create_index("one_notice_a_fact", "notice", ["petition_id", "event_sequence", "kind"], unique=True)
    op.create_table(
        "notice_file",
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["serial"], ["notice.serial"]),
        sa.PrimaryKeyConstraint("serial"),
    )
    op.execute(
        "CREATE TRIGGER notice_file_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_file "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("notice_file")
    op.drop_index("one_notice_a_fact", table_name="notice")
    # What this release issued has no plain words to go back to: an empty text says so.
    op.execute("ALTER TABLE notice DISABLE TRIGGER notice_is_append_only")
    op.execute("UPDATE notice SET content = '' WHERE content IS NULL")
    op.execute("ALTER TABLE notice ENABLE TRIGGER notice_is_append_only")
    op.alter_column("notice", "content", nullable=False)
    names = ("sealed", "key_id", "issuer", "document_number", "title", "organ", "referral", "addressee", "event_sequence")
    for name in names:
        op.drop_column("notice", name)
