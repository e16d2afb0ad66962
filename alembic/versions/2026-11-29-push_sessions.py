"""A browser takes pushes as long as the sign-in it subscribed in is not ended."""

import sqlalchemy as sa

from alembic import op

revision = "push_sessions"
down_revision = "ladder_of_tiers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    # Rows of before know no sign-in: such a browser subscribes anew when the app is opened next.
    op.add_column("push_subscription", sa.Column("session_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.drop_column("push_subscription", "session_id")
