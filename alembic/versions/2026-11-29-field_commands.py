"""Commands of field phones, each with its receipt."""

import sqlalchemy as sa

from alembic import op

revision = "field_commands"
down_revision = "alert_channels"
branch_labels = None
depends_on = None

STATES = "'alerting', 'accepted', 'en_route', 'reached', 'done', 'unanswered', 'stood_down'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "field_command",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("dispatch_id", sa.Uuid(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doubtful", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "result IN ('applied', 'already', 'refused')", name=op.f("ck_field_command_result")
        ),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_field_command_state")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_field_command_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_command")),
    )
    op.create_index("ix_field_command_staff_id", "field_command", ["staff_id"])
    op.create_index("ix_field_command_dispatch_id", "field_command", ["dispatch_id"])


def downgrade() -> None:
    op.drop_table("field_command")
