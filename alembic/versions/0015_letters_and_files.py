"""Files of petitions and letters: what was handed in, what was made of it, who read it; letters and what they say.

Only new tables, and columns of the petition that may be empty, so the release before this one runs on this schema.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

APPEND_ONLY = ("attachment", "attachment_view", "attachment_reading", "letter", "letter_text")


def recorded() -> sa.Column:
    return sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def of_attachment() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["petition_id", "attachment"], ["attachment.petition_id", "attachment.ordinal"])


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        recorded(),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("petition_id", "ordinal"),
        sa.UniqueConstraint("object"),
    )
    op.create_index("one_attachment_a_content", "attachment", ["petition_id", "sha256"], unique=True)
    op.create_index("attachment_by_client", "attachment", ["client_id", "added_at"])
    op.create_index("attachment_by_content", "attachment", ["sha256"])
    op.create_table(
        "attachment_view",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("attachment", sa.SmallInteger(), nullable=False),
        sa.Column("doubt", sa.Text(), nullable=True),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("pages", sa.SmallInteger(), nullable=True),
        sa.Column("media", sa.Text(), nullable=True),
        sa.Column("view", sa.Text(), nullable=True),
        sa.Column("thumbnail", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        recorded(),
        of_attachment(),
        sa.PrimaryKeyConstraint("petition_id", "attachment"),
    )
    op.create_table(
        "attachment_reading",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("attachment", sa.SmallInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        recorded(),
        of_attachment(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("attachment_reading_by_petition", "attachment_reading", ["petition_id", "attachment", "at"])
    for name in ("read_subject", "read_request", "read_facts"):
        op.add_column("petition", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "letter",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("postmarked_on", sa.Date(), nullable=True),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column("addressee", sa.Text(), nullable=True),
        sa.Column("pages", sa.SmallInteger(), nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        recorded(),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("petition_id"),
    )
    op.create_index(
        "one_letter_a_content", "letter", ["content_sha256"], unique=True, postgresql_where=sa.text("NOT again")
    )
    op.create_index("letter_by_barcode", "letter", ["barcode"], postgresql_where=sa.text("barcode IS NOT NULL"))
    op.create_table(
        "letter_text",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        recorded(),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("petition_id", "version"),
    )
    op.create_index("letter_text_doubtful", "letter_text", ["petition_id"], postgresql_where=sa.text("doubtful"))
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
    for name in ("read_facts", "read_request", "read_subject"):
        op.drop_column("petition", name)
