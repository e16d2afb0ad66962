"""Alerts through several channels, each with its moments; push subscriptions, notices, outages."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "alert_channels"
down_revision = "clock_marriage_papers"
branch_labels = None
depends_on = None

OLD = ("made", "sent", "delivered", "shown", "failed")
STATES = ("planned", "made", "sent", "delivered", "shown", "answered", "acknowledged", "failed")
NEW = (*STATES, "skipped")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.add_column(
        "alert", sa.Column("moments", postgresql.JSONB(), nullable=False, server_default="[]")
    )
    op.add_column("alert", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("alert", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    _allow("alert", NEW)
    _subscriptions()
    _notices()
    op.create_table(
        "outage",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("down_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("channel", name="pk_outage"),
    )


def _allow(table: str, states: tuple[str, ...]) -> None:
    """Another set of states; looked at without a lock that writers wait for."""
    op.drop_constraint(op.f(f"ck_{table}_state"), table)
    listed = ", ".join(f"'{state}'" for state in states)
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_state CHECK (state IN ({listed})) NOT VALID"
    )
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_state")


def _subscriptions() -> None:
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_index", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_push_subscription_staff_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_push_subscription"),
        sa.UniqueConstraint("endpoint_index", name="uq_push_subscription_endpoint_index"),
    )
    op.create_index("ix_push_subscription_staff_id", "push_subscription", ["staff_id"])
    op.create_index(
        "ix_push_subscription_alive",
        "push_subscription",
        ["kind", "owner_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _notices() -> None:
    listed = ", ".join(f"'{state}'" for state in NEW)
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("provider_message_id", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(f"state IN ({listed})", name=op.f("ck_notice_state")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_notice_incident_id_incident"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_notice_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("provider_message_id", name="uq_notice_provider_message_id"),
    )
    op.create_index("ix_notice_incident_id", "notice", ["incident_id"])
    op.create_index("ix_notice_staff_id", "notice", ["staff_id"])


def downgrade() -> None:
    op.drop_table("outage")
    op.drop_table("notice")
    op.drop_table("push_subscription")
    op.execute("UPDATE alert SET state = 'failed' WHERE state IN ('planned', 'skipped')")
    op.execute("UPDATE alert SET state = 'shown' WHERE state IN ('answered', 'acknowledged')")
    _allow("alert", OLD)
    op.drop_column("alert", "due_at")
    op.drop_column("alert", "tries")
    op.drop_column("alert", "moments")
