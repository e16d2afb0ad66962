"""The language a caller chose stands on the ticket; a worker's last alerts are found in order."""

import sqlalchemy as sa

from alembic import op

revision = "what_weighs_in_matching"
down_revision = "why_on_leave"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("incident", sa.Column("language", sa.Text()))
    op.create_index("ix_step_of_worker", "step", ["worker_id", sa.text("alerted_at DESC")])
    op.drop_index("ix_step_worker_id", "step")


def downgrade() -> None:
    op.create_index("ix_step_worker_id", "step", ["worker_id"])
    op.drop_index("ix_step_of_worker", "step")
    op.drop_column("incident", "language")
