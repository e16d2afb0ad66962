"""What empties a table that matching reads is known by itself; the list of changes is watched too."""

from alembic import op

revision = "changes_that_are_lost"
down_revision = "changes_of_addresses"
branch_labels = None
depends_on = None

AFTER_THIS = "(pg_current_xact_id()::text::bigint + 1)::text::xid8"
EMPTIED = (
    "CREATE OR REPLACE FUNCTION roll_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE roll_journal SET {set}; RETURN NULL; END $$"
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE roll_journal ADD COLUMN emptied xid8")
    op.execute(EMPTIED.format(set="emptied = pg_current_xact_id()"))
    op.execute(
        "CREATE TRIGGER changes_emptied AFTER TRUNCATE ON roll_change "
        "EXECUTE FUNCTION roll_emptied()"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER changes_emptied ON roll_change")
    op.execute(EMPTIED.format(set=f"pruned = {AFTER_THIS}, mark = {AFTER_THIS}"))
    op.execute("ALTER TABLE roll_journal DROP COLUMN emptied")
