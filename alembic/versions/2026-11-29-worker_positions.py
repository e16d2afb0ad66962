"""Where those on a task are, while they let us know."""

import sqlalchemy as sa

from alembic import op

revision = "worker_positions"
down_revision = "nearest_on_the_sphere"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "worker_position",
        sa.Column("dispatch_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180",
            name=op.f("ck_worker_position_on_earth"),
        ),
        sa.CheckConstraint(
            "num_nulls(at, lat, lon, accuracy_m) IN (0, 4)",
            name=op.f("ck_worker_position_whole_fix"),
        ),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatch.id"], name=op.f("fk_worker_position_dispatch_id_dispatch")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_worker_position_worker_id_worker")
        ),
        sa.PrimaryKeyConstraint("dispatch_id", name=op.f("pk_worker_position")),
    )
    op.create_index("ix_worker_position_worker_id", "worker_position", ["worker_id"])


def downgrade() -> None:
    op.drop_table("worker_position")
