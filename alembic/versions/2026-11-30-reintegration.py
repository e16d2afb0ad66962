"""Tracing, reintegration with its conditions and exceptions, follow-ups at home, returns."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "reintegration"
down_revision = "care_in_centres"
branch_labels = None
depends_on = None

FORMER = "'accept', 'see_child', 'assessment', 'plan', 'follow_up', 'review', 'referral'"
NEW = f"{FORMER}, 'going_home', 'home_follow_up'"
KINDS = "'family', 'relatives', 'alternative_care', 'independent'"
WAYS = (
    "'visit', 'phone', 'with_child', 'local_leader', 'police', 'records', 'announcement', "
    "'other_centre', 'other'"
)
RESULTS = "'lead', 'found', 'refused', 'not_found', 'no_answer'"
TABLES = (
    "tracing_attempt",
    "reintegration",
    "reintegration_answer",
    "reintegration_exception",
    "home_follow_up",
    "home_follow_up_move",
    "home_visit",
    "reintegration_return",
    "home_schedule",
)


def _dues(values: str) -> None:
    for table in ("case_due", "case_target"):
        op.drop_constraint(op.f(f"ck_{table}_due"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_due"), table, f"due IN ({values})")


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def _one_of(table: str, column: str, values: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({values})", name=op.f(f"ck_{table}_{column}"))


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column[sa.UUID]:
    return sa.Column(name, sa.UUID(), nullable=nullable)


def _text(name: str) -> sa.Column[sa.Text]:
    return sa.Column(name, sa.Text(), nullable=False)


def _more(name: str) -> sa.Column[sa.String]:
    return sa.Column(name, sa.String(), nullable=True)


def _flag(name: str) -> sa.Column[sa.Boolean]:
    return sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)


def _own_id() -> sa.Column[sa.Uuid]:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _said() -> sa.Column[sa.LargeBinary]:
    return sa.Column("said", sa.LargeBinary(), nullable=True)


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _dues(NEW)
    op.create_table(
        "tracing_attempt",
        _own_id(),
        _id("case_id"),
        sa.Column("episode", sa.Integer(), nullable=False),
        _text("way"),
        _text("result"),
        _more("place"),
        _id("person_id", nullable=True),
        _flag("accused"),
        _moment("at"),
        _said(),
        _moment("noted_at"),
        _id("noted_by"),
        _one_of("tracing_attempt", "way", WAYS),
        _one_of("tracing_attempt", "result", RESULTS),
        _points("tracing_attempt", "case_id", "case_file"),
        _points("tracing_attempt", "person_id", "person"),
        _points("tracing_attempt", "noted_by", "staff"),
        _key("tracing_attempt"),
    )
    _index("tracing_attempt", "case_id")
    _reintegration()
    _conditions()
    _followed_up()


def _reintegration() -> None:
    table = "reintegration"
    op.create_table(
        table,
        _own_id(),
        _id("case_id"),
        sa.Column("episode", sa.Integer(), nullable=False),
        _text("state"),
        _text("kind"),
        sa.Column("care", sa.Text(), nullable=True),
        sa.Column("checklist", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        _id("person_id", nullable=True),
        _more("place"),
        _more("adult_reason"),
        _said(),
        _moment("planned_at"),
        _id("planned_by"),
        _moment("handed_over_at", nullable=True),
        _id("handed_by", nullable=True),
        _id("noted_by", nullable=True),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        _more("memo"),
        _moment("ended_at", nullable=True),
        _id("ended_by", nullable=True),
        _more("reason"),
        _one_of(table, "kind", KINDS),
        _one_of(table, "care", "'foster', 'guardian', 'community', 'group_home', 'institution'"),
        _one_of(
            table,
            "state",
            "'planned', 'home', 'settled', 'at_risk', 'ended', 'called_off'",
        ),
        sa.CheckConstraint(
            "(kind = 'alternative_care') = (care IS NOT NULL)",
            name=op.f("ck_reintegration_which_care"),
        ),
        sa.CheckConstraint(
            "(handed_over_at IS NULL) = (state IN ('planned', 'called_off'))",
            name=op.f("ck_reintegration_handed_over"),
        ),
        _points(table, "case_id", "case_file"),
        _points(table, "person_id", "person"),
        *(_points(table, who, "staff") for who in _WHO),
        _key(table),
    )
    op.create_index(
        "uq_reintegration_open",
        table,
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('planned', 'home')"),
    )
    op.create_index("ix_reintegration_case_id", table, ["case_id"])
    op.create_index("ix_reintegration_handed_over_at", table, ["handed_over_at"])


_WHO = ("planned_by", "handed_by", "noted_by", "ended_by")


def _conditions() -> None:
    op.create_table(
        "reintegration_answer",
        _own_id(),
        _id("reintegration_id"),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _text("condition"),
        _text("answer"),
        _id("document_id", nullable=True),
        _said(),
        _moment("answered_at"),
        _id("answered_by"),
        _one_of("reintegration_answer", "answer", "'yes', 'no', 'unknown'"),
        _points("reintegration_answer", "reintegration_id", "reintegration"),
        _points("reintegration_answer", "document_id", "case_document"),
        _points("reintegration_answer", "answered_by", "staff"),
        _key("reintegration_answer"),
        sa.UniqueConstraint(
            "reintegration_id", "no", name=op.f("uq_reintegration_answer_reintegration_id_no")
        ),
    )
    table = "reintegration_exception"
    op.create_table(
        table,
        _own_id(),
        _id("reintegration_id"),
        sa.Column("revision", sa.Integer(), nullable=False),
        _text("condition"),
        _id("answer_id", nullable=True),
        _flag("against_record"),
        _text("state"),
        _said(),
        _moment("asked_at"),
        _id("asked_by"),
        _moment("decided_at", nullable=True),
        _id("decided_by", nullable=True),
        _one_of(table, "state", "'asked', 'allowed', 'refused', 'lapsed'"),
        _points(table, "reintegration_id", "reintegration"),
        _points(table, "answer_id", "reintegration_answer"),
        _points(table, "asked_by", "staff"),
        _points(table, "decided_by", "staff"),
        _key(table),
    )
    op.create_index(
        "uq_reintegration_exception_asked",
        table,
        ["reintegration_id", "condition"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index("ix_reintegration_exception_reintegration_id", table, ["reintegration_id"])


def _followed_up() -> None:
    op.create_table(
        "home_follow_up",
        _own_id(),
        _id("reintegration_id"),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        _text("state"),
        _moment("made_at"),
        _moment("ended_at", nullable=True),
        _one_of("home_follow_up", "state", "'due', 'done', 'dropped'"),
        _points("home_follow_up", "reintegration_id", "reintegration"),
        _key("home_follow_up"),
        sa.UniqueConstraint(
            "reintegration_id", "no", name=op.f("uq_home_follow_up_reintegration_id_no")
        ),
    )
    op.create_table(
        "home_follow_up_move",
        _own_id(),
        _id("follow_up_id"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        _text("reason"),
        _said(),
        _moment("moved_at"),
        _id("moved_by"),
        _points("home_follow_up_move", "follow_up_id", "home_follow_up"),
        _points("home_follow_up_move", "moved_by", "staff"),
        _key("home_follow_up_move"),
    )
    _index("home_follow_up_move", "follow_up_id")
    op.create_table(
        "home_visit",
        _own_id(),
        _id("reintegration_id"),
        _id("follow_up_id", nullable=True),
        _text("how"),
        _text("found"),
        sa.Column("child_seen", sa.Boolean(), nullable=False),
        sa.Column("child_asked", sa.Boolean(), nullable=False),
        _moment("at"),
        _said(),
        _moment("noted_at"),
        _id("noted_by"),
        _one_of("home_visit", "how", "'visit', 'call', 'at_school', 'at_office'"),
        _one_of("home_visit", "found", "'safe', 'concern', 'risk', 'not_met'"),
        _points("home_visit", "reintegration_id", "reintegration"),
        _points("home_visit", "follow_up_id", "home_follow_up"),
        _points("home_visit", "noted_by", "staff"),
        _key("home_visit"),
    )
    _index("home_visit", "reintegration_id")
    _returns()
    op.create_table(
        "home_schedule",
        _own_id(),
        _text("kind"),
        sa.Column("days", postgresql.ARRAY(sa.Integer()), nullable=False),
        _moment("since"),
        _id("set_by"),
        _one_of("home_schedule", "kind", KINDS),
        _points("home_schedule", "set_by", "staff"),
        _key("home_schedule"),
    )


def _returns() -> None:
    table = "reintegration_return"
    op.create_table(
        table,
        _own_id(),
        _id("reintegration_id"),
        _id("case_id"),
        sa.Column("episode", sa.Integer(), nullable=False),
        _text("reason"),
        _id("visit_id", nullable=True),
        _said(),
        _moment("reported_at"),
        _id("reported_by"),
        sa.Column("stay_id", sa.Uuid(), nullable=True),
        _id("centre_id", nullable=True),
        _moment("readmitted_at", nullable=True),
        _id("readmitted_by", nullable=True),
        sa.CheckConstraint(
            "(stay_id IS NULL) = (readmitted_at IS NULL)",
            name=op.f("ck_reintegration_return_readmitted"),
        ),
        _points(table, "reintegration_id", "reintegration"),
        _points(table, "case_id", "case_file"),
        _points(table, "visit_id", "home_visit"),
        _points(table, "reported_by", "staff"),
        _points(table, "centre_id", "centre"),
        _points(table, "readmitted_by", "staff"),
        _key(table),
        sa.UniqueConstraint(
            "reintegration_id", name=op.f("uq_reintegration_return_reintegration_id")
        ),
    )
    _index(table, "case_id")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM case_due WHERE due IN ('going_home', 'home_follow_up')")
    op.execute("DELETE FROM case_target WHERE due IN ('going_home', 'home_follow_up')")
    _dues(FORMER)
