"""Queue and routing: places with their reasons, wrap-up that ends, marks, announcements, sessions."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision = "queue_and_routing"
down_revision = "texts_come_in"
branch_labels = None
depends_on = None

PLACE = "((queued_at AT TIME ZONE 'UTC') - head_start * interval '1 second')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("call", sa.Column("head_starts", JSONB, nullable=False, server_default="[]"))
    op.add_column("call", sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("call", sa.Column("skill", sa.Text, nullable=True))
    op.add_column("call", sa.Column("wrap_up_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "call", sa.Column("wrap_up_extended", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("duty", sa.Column("link_found_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(f"CREATE INDEX ix_call_place ON call ({PLACE}, id) WHERE state = 'waiting'")
    op.execute(
        "CREATE INDEX ix_call_unplaced ON call (id) WHERE state = 'waiting' AND placed_at IS NULL"
    )
    op.execute(
        "CREATE INDEX ix_call_live_number ON call (number_index, arrived_at) "
        "WHERE state <> 'ended' AND number_index IS NOT NULL"
    )
    op.drop_index("ix_call_waiting", "call")
    _announcements()
    _sessions()
    _marks()


def _announcements() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid, sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index(
        "uq_announcement_kind",
        "announcement",
        ["kind"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _sessions() -> None:
    op.create_table(
        "booked_session",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("incident_id", sa.Uuid, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("staff_id", sa.Uuid, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("series", sa.Uuid, nullable=False),
        sa.Column("nth", sa.Integer, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("booked_by", sa.Uuid, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state IN ('booked', 'held', 'missed', 'cancelled')", name="ck_booked_session_state"
        ),
    )
    op.create_index("ix_booked_session_incident_id", "booked_session", ["incident_id"])
    op.create_index("ix_booked_session_when", "booked_session", ["staff_id", "starts_at"])


def _marks() -> None:
    op.create_table(
        "nuisance_mark",
        sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.text("gen_random_uuid()")),
        sa.Column("number_index", sa.LargeBinary, nullable=False),
        sa.Column("staff_id", sa.Uuid, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("call_id", sa.Uuid, sa.ForeignKey("call.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by", sa.Uuid, sa.ForeignKey("staff.id"), nullable=True),
        sa.UniqueConstraint("call_id", "staff_id", name="uq_nuisance_mark_call_id"),
    )
    op.create_index("ix_nuisance_mark_number", "nuisance_mark", ["number_index", "made_at"])


def downgrade() -> None:
    op.drop_table("nuisance_mark")
    op.drop_table("booked_session")
    op.drop_table("announcement")
    op.create_index(
        "ix_call_waiting", "call", ["queued_at"], postgresql_where=sa.text("state = 'waiting'")
    )
    for index in ("ix_call_live_number", "ix_call_unplaced", "ix_call_place"):
        op.drop_index(index, "call")
    op.drop_column("duty", "link_found_at")
    for column in ("wrap_up_extended", "wrap_up_due_at", "skill", "placed_at", "head_starts"):
        op.drop_column("call", column)
