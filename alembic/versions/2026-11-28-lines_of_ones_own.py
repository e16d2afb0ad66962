"""Lines of one's own: which telephone rings a person, since when, by whom; more time after a transfer."""

import sqlalchemy as sa

from alembic import op

revision = "lines_of_ones_own"
down_revision = "live_call_verbs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "own_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("number_index", sa.LargeBinary(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('house', 'browser', 'desk')", name=op.f("ck_own_line_kind")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_own_line_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by"], ["staff.id"], name=op.f("fk_own_line_chosen_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_line")),
        sa.UniqueConstraint("staff_id", "version", name=op.f("uq_own_line_staff_id_version")),
    )
    op.create_index(
        "uq_own_line_number",
        "own_line",
        ["number_index"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.add_column(
        "invitation",
        sa.Column("wrap_up_extended", sa.Integer(), nullable=False, server_default="0"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.drop_column("invitation", "wrap_up_extended")
    op.drop_table("own_line")
