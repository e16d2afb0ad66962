"""The auditor of ladders: its beat, and what it found standing still."""

import sqlalchemy as sa

from alembic import op

revision = "ladder_audit"
down_revision = "push_sessions"
branch_labels = None
depends_on = None

WHY = "'nobody_asked', 'no_deadline', 'passed', 'unsent', 'forgotten', 'no_alarm'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "audit_beat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stuck", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_audit_beat")),
    )
    op.create_table(
        "stuck_ladder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispatch_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stuck_ladder")),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatch.id"], name=op.f("fk_stuck_ladder_dispatch_id_dispatch")
        ),
        sa.CheckConstraint(f"why IN ({WHY})", name=op.f("ck_stuck_ladder_why")),
    )
    op.create_index(op.f("ix_stuck_ladder_dispatch_id"), "stuck_ladder", ["dispatch_id"])
    op.create_index(
        "uq_stuck_ladder_open",
        "stuck_ladder",
        ["dispatch_id", "why"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("stuck_ladder")
    op.drop_table("audit_beat")
