"""What the log did not bind yet: rows that change by nature, letters, files, messages, locks, the veil.

Each change that the service makes to a row of these tables leaves a line in `row_change`: the hash of the row before and
after. What somebody changes behind its back leaves none. Only a new table, indexes, and columns with a default, so the
release before this one runs on this schema: its changes are kept by the same triggers, its stretches are of edition 1.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# Key, the column of its petition, and what is left out: what only says when to try again.
KEPT = {
    "petition": ("id", "id", ""),
    "duty": ("id", "petition_id", ""),
    "referral": ("petition_id,ordinal", "petition_id", ""),
    "review": ("petition_id,referral,level", "petition_id", ""),
    "supervision": ("id", "petition_id", ""),
    "relation": ("petition_id,other_id", "petition_id", ""),
    "mass_issue": ("id", "", ""),
    "mass_issue_member": ("issue_id,petition_id", "petition_id", ""),
    "notice_series": ("kind,year", "", ""),
    "delivery": ("id", "", "attempts,forgiven,run_after,first_at,last_at,last_status,last_error"),
    "webhook": ("client_id", "", "failures,next_at"),
    "client": ("id", "", ""),
    "client_key": ("key_prefix", "", ""),
    "signing_key": ("kid", "", ""),
    "data_key": ("number", "", ""),
    "wrapping_key": ("generation", "", ""),
    "installation": ("name", "", ""),
    "served_question": ("id", "", ""),
    "recount": ("on_day", "", ""),
    "sweep": ("on_day", "", ""),
}
# Entered with nothing beside it, since an intake may not wait for this: a leaf is over what it was then.
ENTERED_BARE = ("petition", "duty")
BY_RECORD = (
    *("attachment", "attachment_view", "attachment_reading", "letter", "letter_text"),
    *("veil_posting", "lock_out", "message"),
)

KEEP_CHANGE = """
CREATE FUNCTION keep_change() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' SET bytea_output = 'hex' AS $$
DECLARE
    keys text[] := string_to_array(TG_ARGV[0], ',');
    without text[] := string_to_array(TG_ARGV[2], ',');
    was jsonb;
    became jsonb;
    was_key text;
    became_key text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := jsonb_strip_nulls(to_jsonb(OLD) - without);
        SELECT string_agg(was ->> name, ' ' ORDER BY nth) INTO was_key FROM unnest(keys) WITH ORDINALITY AS k (name, nth);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        became := jsonb_strip_nulls(to_jsonb(NEW) - without);
        SELECT string_agg(became ->> name, ' ' ORDER BY nth) INTO became_key
        FROM unnest(keys) WITH ORDINALITY AS k (name, nth);
    END IF;
    IF was IS NOT DISTINCT FROM became THEN
        RETURN NULL;
    END IF;
    IF was_key <> became_key THEN
        INSERT INTO row_change (table_name, key, petition_id, was)
        VALUES (TG_TABLE_NAME, was_key, (was ->> TG_ARGV[1])::bigint, sha256(convert_to(was::text, 'UTF8')));
        was := NULL;
    END IF;
    INSERT INTO row_change (table_name, key, petition_id, was, became)
    VALUES (TG_TABLE_NAME, coalesce(became_key, was_key), (coalesce(became, was) ->> TG_ARGV[1])::bigint,
            sha256(convert_to(was::text, 'UTF8')), sha256(convert_to(became::text, 'UTF8')));
    RETURN NULL;
END $$
"""

# Each stands as it stood when this release came. A page of them has a moment of its own, since the rows of one moment
# are bound together; all of these moments are later than anything that is bound.
TAKE_IN = """
INSERT INTO row_change (table_name, key, petition_id, became, recorded_at)
SELECT '{table}', concat_ws(' ', {key}), {petition}::bigint,
       sha256(convert_to(jsonb_strip_nulls(to_jsonb(kept.*) - string_to_array('{without}', ','))::text, 'UTF8')),
       now() - row_number() OVER () / 5000 * interval '1 microsecond'
FROM {table} AS kept
"""


def upgrade() -> None:
    op.create_table(
        "row_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=True),
        sa.Column("was", sa.LargeBinary(), nullable=True),
        sa.Column("became", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("row_change_of", "row_change", ["table_name", "key", "id"])
    op.create_index("row_change_by_record", "row_change", ["recorded_at"])
    op.execute(
        "CREATE TRIGGER row_change_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON row_change "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.add_column("log_history", sa.Column("edition", sa.SmallInteger(), server_default="1", nullable=False))
    op.add_column(
        "lock_out",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    for table in BY_RECORD:
        op.create_index(f"{table}_by_record", table, ["recorded_at"])
    op.execute("SET LOCAL timezone = 'UTC'")
    op.execute(KEEP_CHANGE)
    for table, (key, petition, without) in KEPT.items():
        if table not in ENTERED_BARE:
            op.execute(TAKE_IN.format(table=table, key=key, petition=petition or "NULL", without=without))
        on = "UPDATE OR DELETE" if table in ENTERED_BARE else "INSERT OR UPDATE OR DELETE"
        op.execute(
            f"CREATE TRIGGER {table}_keeps_changes AFTER {on} ON {table} FOR EACH ROW "
            "WHEN (split_part(current_setting('application_name'), '/', 1) = 'xinfang-writer') "
            f"EXECUTE FUNCTION keep_change('{key}', '{petition}', '{without}')"
        )


def downgrade() -> None:
    for table in reversed(KEPT):
        op.execute(f"DROP TRIGGER {table}_keeps_changes ON {table}")
    op.execute("DROP FUNCTION keep_change()")
    for table in reversed(BY_RECORD):
        op.drop_index(f"{table}_by_record", table_name=table)
    op.drop_column("lock_out", "recorded_at")
    op.drop_column("log_history", "edition")
    op.drop_table("row_change")
