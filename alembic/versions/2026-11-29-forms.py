"""Forms as versioned data, what happened to them, and the answers to them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision = "forms"
down_revision = "published_totals"
branch_labels = None
depends_on = None

PURPOSES = (
    "assessment",
    "case_plan",
    "follow_up",
    "closure",
    "referral",
    "admission",
    "visit",
    "minimum_standard",
    "other",
)
STANDS = """
CREATE FUNCTION form_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND NEW.state = 'retired'
        AND to_jsonb(NEW) - '{state,retired_at}'::text[]
            = to_jsonb(OLD) - '{state,retired_at}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published version of a form never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "form",
        _id(),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        _moment("made_at", False),
        _moment("retired_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(_one_of("purpose", PURPOSES), name=op.f("ck_form_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("code", name=op.f("uq_form_code")),
    )
    op.create_table(
        "form_version",
        _id(),
        sa.Column("form_id", sa.UUID(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("definition", JSONB(), server_default="{}", nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        _moment("made_at", False),
        sa.Column("made_by", sa.UUID(), nullable=True),
        _moment("published_at"),
        sa.Column("published_by", sa.UUID(), nullable=True),
        _moment("retired_at"),
        sa.CheckConstraint(
            _one_of("state", ("draft", "published", "retired")), name=op.f("ck_form_version_state")
        ),
        _points("form_version", "form_id", "form"),
        _points("form_version", "made_by", "staff"),
        _points("form_version", "published_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_version")),
        sa.UniqueConstraint("form_id", "no", name=op.f("uq_form_version_form_id_no")),
    )
    for state in ("draft", "published"):
        op.create_index(
            f"uq_form_version_{state}",
            "form_version",
            ["form_id"],
            unique=True,
            postgresql_where=sa.text(f"state = '{state}'"),
        )
    op.execute(STANDS)
    op.execute(
        "CREATE TRIGGER form_version_stands BEFORE UPDATE OR DELETE ON form_version "
        "FOR EACH ROW EXECUTE FUNCTION form_version_stands()"
    )
    op.create_table(
        "form_step",
        sa.Column("form_id", sa.UUID(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        _moment("at", False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=True),
        sa.Column("facts", JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            _one_of("kind", ("drafted", "discarded", "published", "retired")),
            name=op.f("ck_form_step_kind"),
        ),
        _points("form_step", "form_id", "form"),
        _points("form_step", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("form_id", "seq", name=op.f("pk_form_step")),
    )
    _answers()


def _answers() -> None:
    op.create_table(
        "form_answer",
        _id(),
        sa.Column("form_version_id", sa.UUID(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        _moment("begun_at", False),
        sa.Column("begun_by", sa.UUID(), nullable=False),
        _moment("changed_at", False),
        _moment("completed_at"),
        sa.Column("completed_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            _one_of("state", ("draft", "complete")), name=op.f("ck_form_answer_state")
        ),
        _points("form_answer", "form_version_id", "form_version"),
        _points("form_answer", "begun_by", "staff"),
        _points("form_answer", "completed_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_answer")),
    )
    op.create_index(op.f("ix_form_answer_form_version_id"), "form_answer", ["form_version_id"])
    op.create_index("ix_form_answer_subject", "form_answer", ["subject_kind", "subject_id"])
    op.create_table(
        "form_revision",
        sa.Column("answer_id", sa.UUID(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=True),
        sa.Column("plain", JSONB(), server_default="{}", nullable=False),
        _moment("written_at", False),
        sa.Column("written_by", sa.UUID(), nullable=False),
        _points("form_revision", "answer_id", "form_answer"),
        _points("form_revision", "written_by", "staff"),
        sa.PrimaryKeyConstraint("answer_id", "no", name=op.f("pk_form_revision")),
    )


def downgrade() -> None:
    for table in ("form_revision", "form_answer", "form_step", "form_version", "form"):
        op.drop_table(table)
    op.execute("DROP FUNCTION form_version_stands()")


def _id() -> sa.Column:
    return sa.Column("id", sa.UUID(), nullable=False)


def _moment(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))
