"""The line holds: a call may be at the duty phones."""

import sqlalchemy as sa

from alembic import op

revision = "the_line_holds"
down_revision = "the_line"
branch_labels = None
depends_on = None

STATES = ("waiting", "connecting", "talking", "diverted", "ended")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("call", sa.Column("diverted_at", sa.DateTime(timezone=True), nullable=True))
    _states_of_call(STATES)
    op.create_index(
        "ix_call_diverted",
        "call",
        ["heartbeat_at"],
        postgresql_where=sa.text("state = 'diverted'"),
    )


def downgrade() -> None:
    op.drop_index("ix_call_diverted", "call")
    _states_of_call(tuple(state for state in STATES if state != "diverted"))
    op.drop_column("call", "diverted_at")


def _states_of_call(states: tuple[str, ...]) -> None:
    """Checked anew without holding up calls: old rows are looked at after the lock is gone."""
    listed = ", ".join(f"'{state}'" for state in states)
    op.execute("ALTER TABLE call DROP CONSTRAINT ck_call_state")
    op.execute(
        f"ALTER TABLE call ADD CONSTRAINT ck_call_state CHECK (state IN ({listed})) NOT VALID"
    )
    op.execute("ALTER TABLE call VALIDATE CONSTRAINT ck_call_state")
