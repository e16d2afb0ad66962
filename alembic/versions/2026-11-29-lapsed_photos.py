"""Photos of visits whose pieces are deleted when they never come whole."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "lapsed_photos"
down_revision = "reminders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column(
        "visit_report",
        sa.Column("lapsed", postgresql.ARRAY(sa.Integer()), nullable=False, server_default="{}"),
    )
    # What lies there already has the same time from now on as what comes later.
    op.execute(
        """
        INSERT INTO deadline (id, kind, subject_id, due_at, made_at, failures)
        SELECT gen_random_uuid(), 'dispatch.photos_due', id, now() + interval '30 days', now(), 0
        FROM visit_report WHERE photos > (
            SELECT count(*) FROM visit_photo WHERE visit_photo.report_id = visit_report.id)
        """
    )


def downgrade() -> None:
    op.execute("DELETE FROM deadline WHERE kind = 'dispatch.photos_due'")
    op.drop_column("visit_report", "lapsed")
