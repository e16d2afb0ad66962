"""What matching knows of people and centres is noted when it changes, so that it can be kept."""

from alembic import op

revision = "roll_of_responders"
down_revision = "parts_of_agencies"
branch_labels = None
depends_on = None

AFTER_THIS = "(pg_current_xact_id()::text::bigint + 1)::text::xid8"
CONCERNS = {
    "worker": "SELECT id FROM {rows}",
    "centre": "SELECT id FROM {rows}",
    "coverage": "SELECT coalesce(worker_id, centre_id) FROM {rows} WHERE post_id IS NULL "
    "UNION ALL SELECT holding.worker_id FROM {rows} JOIN holding USING (post_id)",
    "holding": "SELECT worker_id FROM {rows}",
    "post": "SELECT worker_id FROM {rows} JOIN holding ON post_id = changed.id",
    "step": "SELECT worker_id FROM {rows} WHERE worker_id IS NOT NULL",
    "dispatch": "SELECT worker_id FROM {rows} JOIN step ON dispatch_id = changed.id "
    "WHERE worker_id IS NOT NULL",
    "bed_hold": "SELECT centre_id FROM {rows}",
    "stay": "SELECT centre_id FROM {rows}",
    "occupancy_override": "SELECT centre_id FROM {rows}",
    "house": "SELECT centre_id FROM {rows}",
    "bed": "SELECT centre_id FROM {rows} JOIN house ON house.id = house_id",
}
"""Of each table the workers and centres that rows of it say something about."""
ONLY = {
    "worker": "name_bn name_en post_bn post_en gender languages on_duty capacity lat lon "
    "location_basis",
    "step": "worker_id dispatch_id state alerted_at due_at answered_at handed_back_at",
    "dispatch": "state acknowledged_at done_at",
}
"""Columns that count, of tables that change often for other reasons."""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute(
        "CREATE TABLE roll_change ("
        "id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_roll_change PRIMARY KEY, "
        "transaction xid8 NOT NULL DEFAULT pg_current_xact_id(), "
        "responder_id uuid NOT NULL)"
    )
    op.create_index(op.f("ix_roll_change_transaction"), "roll_change", ["transaction"])
    op.execute(
        "CREATE TABLE roll_journal ("
        "id integer CONSTRAINT pk_roll_journal PRIMARY KEY "
        "CONSTRAINT ck_roll_journal_one_row CHECK (id = 1), "
        "pruned xid8 NOT NULL, mark xid8 NOT NULL, marked_at timestamptz NOT NULL)"
    )
    op.execute(
        "INSERT INTO roll_journal VALUES (1, pg_current_xact_id(), pg_current_xact_id(), now())"
    )
    op.execute(
        "CREATE FUNCTION roll_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"UPDATE roll_journal SET pruned = {AFTER_THIS}, mark = {AFTER_THIS}; RETURN NULL; END $$"
    )
    for table, concerns in CONCERNS.items():
        _watch(table, concerns)


def _watch(table: str, concerns: str) -> None:
    """Many rows may come at once; which of them changed or went is looked at one by one."""
    noted = "INSERT INTO roll_change (responder_id) "
    added, before, after = (
        noted + concerns.format(rows=f"{rows} AS changed")
        for rows in ("added", "(SELECT OLD.*)", "(SELECT NEW.*)")
    )
    op.execute(
        f"CREATE FUNCTION roll_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {added}; ELSE {before}; "
        f"IF TG_OP = 'UPDATE' THEN {after}; END IF; END IF; RETURN NULL; END $$"
    )
    columns = ONLY.get(table, "*").split()
    old, new = (", ".join(f"{row}.{one}" for one in columns) for row in ("OLD", "NEW"))
    for name, event in (
        ("comes", f"INSERT ON {table} REFERENCING NEW TABLE AS added"),
        ("moves", f"UPDATE ON {table} FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))"),
        ("goes", f"DELETE ON {table} FOR EACH ROW"),
    ):
        op.execute(f"CREATE TRIGGER roll_{name} AFTER {event} EXECUTE FUNCTION roll_of_{table}()")
    op.execute(
        f"CREATE TRIGGER roll_emptied AFTER TRUNCATE ON {table} EXECUTE FUNCTION roll_emptied()"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    for table in CONCERNS:
        op.execute(f"DROP FUNCTION roll_of_{table}() CASCADE")
    op.execute("DROP FUNCTION roll_emptied() CASCADE")
    op.drop_table("roll_journal")
    op.drop_table("roll_change")
