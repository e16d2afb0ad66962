"""Silent callers, attempts to call back, blocked numbers."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from alembic import op

revision = "silent_callers"
down_revision = "queue_and_routing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("call", sa.Column("asks", sa.Uuid, nullable=True))
    op.add_column("call", sa.Column("questions", sa.Integer, nullable=False, server_default="0"))
    op.add_column("call", _moment("danger_key_at"))
    _attempts()
    _interview()
    _blocks()


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _staff(name: str, *, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("staff.id"), nullable=nullable)


def _attempts() -> None:
    op.add_column("call_back", _moment("due_at"))
    op.add_column(
        "call_back", sa.Column("plan_from", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("call_back", _moment("plan_over_at"))
    op.add_column("call_back", _staff("claimed_by", nullable=True))
    op.add_column("call_back", _moment("claimed_until"))
    op.execute("UPDATE call_back SET due_at = made_at WHERE state = 'open'")


def _interview() -> None:
    op.create_table(
        "silent_interview",
        sa.Column("call_id", sa.Uuid, sa.ForeignKey("call.id"), primary_key=True),
        sa.Column("ladder", sa.Integer, nullable=False),
        _moment("started_at", nullable=False),
        _staff("started_by", nullable=False),
        sa.Column("background", ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("disposition", sa.Text, nullable=True),
        _staff("disposed_by", nullable=True),
    )
    op.create_table(
        "interview_question",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("call_id", sa.Uuid, sa.ForeignKey("call.id"), nullable=False),
        sa.Column("nth", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        _moment("asked_at", nullable=False),
        _staff("asked_by", nullable=False),
        sa.Column("round", sa.Integer, nullable=False, server_default="0"),
        _moment("ended_at"),
        sa.Column("ending", sa.Text, nullable=True),
        sa.UniqueConstraint("call_id", "nth", name="uq_interview_question_call_id_nth"),
    )
    op.create_table(
        "interview_answer",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("question_id", sa.Uuid, sa.ForeignKey("interview_question.id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=True),
        sa.Column("means", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        _moment("at", nullable=False),
        _staff("staff_id", nullable=True),
        sa.UniqueConstraint("question_id", "round", name="uq_interview_answer_question_id_round"),
    )


def _blocks() -> None:
    op.create_table(
        "number_block",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number_index", sa.LargeBinary, nullable=False),
        sa.Column("call_id", sa.Uuid, sa.ForeignKey("call.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        _moment("made_at", nullable=False),
        _staff("made_by", nullable=False),
        _moment("until", nullable=False),
        _moment("ended_at"),
        _staff("ended_by", nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index(
        "uq_number_block_standing",
        "number_block",
        ["number_index"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    for table in ("number_block", "interview_answer", "interview_question", "silent_interview"):
        op.drop_table(table)
    for column in ("claimed_until", "claimed_by", "plan_over_at", "plan_from", "due_at"):
        op.drop_column("call_back", column)
    for column in ("danger_key_at", "questions", "asks"):
        op.drop_column("call", column)
