"""Signs of life of workers who are out, their PINs, and calls for help nobody must see."""

from typing import Any

import sqlalchemy as sa

from alembic import op

revision = "check_ins"
down_revision = "drills"
branch_labels = None
depends_on = None

# Whoever is out already has no timer before the next task: none was promised when it was accepted.


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "safety_pins",
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("duress_hash", sa.Text(), nullable=False),
        _moment("set_at", nullable=False),
        _key("safety_pins", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_safety_pins")),
    )
    _check_in()
    _duress()


def _check_in() -> None:
    op.create_table(
        "check_in",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("step_id", sa.UUID(), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("usual_seconds", sa.Integer(), nullable=False),
        *(_moment(f"{name}_at") for name in ("due", "last", "asked", "reminded", "late")),
        sa.Column("late_why", sa.Text(), nullable=True),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        _moment("duress_at"),
        _key("check_in", "step_id", "step"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("step_id", name=op.f("uq_check_in_step_id")),
    )


def _duress() -> None:
    op.create_table(
        "duress",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("check_in_id", sa.UUID(), nullable=False),
        _moment("said_at", nullable=False),
        _moment("raised_at", nullable=False),
        sa.Column("times", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("location_basis", sa.String(), nullable=True),
        _moment("point_at"),
        sa.Column("taken_by", sa.UUID(), nullable=True),
        _moment("taken_at"),
        sa.Column("closed_by", sa.UUID(), nullable=True),
        _moment("closed_at"),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("duress", "check_in_id", "check_in"),
        _key("duress", "taken_by", "staff"),
        _key("duress", "closed_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duress")),
    )
    op.create_index(op.f("ix_duress_check_in_id"), "duress", ["check_in_id"])
    op.create_index(
        op.f("ix_duress_open"),
        "duress",
        ["check_in_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    for table in ("duress", "check_in", "safety_pins"):
        op.drop_table(table)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
