"""What people wrote is sealed: data keys, and a sealed column beside each that held words in clear.

Only new tables and columns that may be empty, so the release before this one runs on this schema; of what this release
registers meanwhile it sees no words. Rows that may change are sealed by a worker of this release (`xinfang vault seal`);
rows that may never change, and whose hashes are in the log, stay as they were written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SEALED = (
    *(("petition", "words"), ("petition", "read_words")),
    *(("relation", "shared_sealed"), ("relation", "because_sealed")),
    *(("mass_issue", "because_sealed"), ("mass_issue", "resolved_because_sealed")),
    *(("supervision", "sealed"), ("supervision_event", "sealed")),
    *(("event", "sealed"), ("classification", "sealed"), ("evaluation", "sealed"), ("recusal", "sealed")),
    ("letter", "sealed"),
)

# What is still to be sealed of rows that may change; empty once it is.
IN_CLEAR = {
    "petition": ("id", "words IS NULL OR read_facts IS NOT NULL"),
    "relation": ("petition_id, other_id", "shared_sealed IS NULL OR because IS NOT NULL"),
    "mass_issue": ("id", "because IS NOT NULL OR resolved_because IS NOT NULL"),
    "supervision": ("id", "sealed IS NULL"),
}


def upgrade() -> None:
    op.create_table(
        "wrapping_key",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("generation"),
    )
    op.create_table(
        "data_key",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wrapping", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["wrapping"], ["wrapping_key.generation"]),
        sa.PrimaryKeyConstraint("number"),
    )
    for table, column in SEALED:
        op.add_column(table, sa.Column(column, sa.LargeBinary(), nullable=True))
        # Nothing makes ciphertext smaller: not worth the try.
        op.execute(f"ALTER TABLE {table} ALTER {column} SET STORAGE EXTERNAL")
    for table, (columns, where) in IN_CLEAR.items():
        op.execute(f"CREATE INDEX {table}_in_clear ON {table} ({columns}) WHERE {where}")


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT EXISTS (SELECT FROM petition WHERE words IS NOT NULL)")).scalar():
        raise RuntimeError("the words of petitions are under seal: without these columns they would be lost")
    for table in IN_CLEAR:
        op.drop_index(f"{table}_in_clear", table_name=table)
    for table, column in reversed(SEALED):
        op.drop_column(table, column)
    op.drop_table("data_key")
    op.drop_table("wrapping_key")
