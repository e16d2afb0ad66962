"""Drills: alerts that are only practised."""

import sqlalchemy as sa

from alembic import op

revision = "drills"
down_revision = "visit_reports"
branch_labels = None
depends_on = None

STATES = "'made', 'sent', 'delivered', 'answered', 'failed', 'confirmed'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "drill",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("centre_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(worker_id, centre_id) = 1", name=op.f("ck_drill_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_drill_worker_id_worker")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_drill_centre_id_centre")
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["staff.id"], name=op.f("fk_drill_started_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill")),
    )
    op.create_index("ix_drill_worker_id", "drill", ["worker_id"])
    op.create_index("ix_drill_centre_id", "drill", ["centre_id"])
    op.create_table(
        "drill_alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("drill_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("provider_message_id", sa.Text(), nullable=True),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_drill_alert_state")),
        sa.ForeignKeyConstraint(
            ["drill_id"], ["drill.id"], name=op.f("fk_drill_alert_drill_id_drill")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_drill_alert_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_alert")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_drill_alert_code_digest")),
    )
    op.create_index("ix_drill_alert_drill_id", "drill_alert", ["drill_id"])
    op.create_index("ix_drill_alert_contact_id", "drill_alert", ["contact_id"])


def downgrade() -> None:
    op.drop_table("drill_alert")
    op.drop_table("drill")
