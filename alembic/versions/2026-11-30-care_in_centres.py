"""The clock of a stay and what is due of it, and all that is written of care in a centre.

Children who stay already get a clock from the day they came; no health check is asked for them.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "care_in_centres"
down_revision = "referrals"
branch_labels = None
depends_on = None

CAME_BY = (
    "dispatch",
    "court",
    "committee",
    "other_centre",
    "police",
    "family",
    "itself",
    "returned",
)
MORE = ("no_other_place", "one_night", "siblings", "court_order", "disaster", "at_the_door")
DUES = ("health_check", "stay_ends", "seen", "follow_up")
LONGER = (
    "family_not_found",
    "home_not_safe",
    "court_pending",
    "treatment",
    "school_year",
    "no_other_place",
    "other",
)
ITEMS = (
    "clothes",
    "school_uniform",
    "mattress",
    "pillow",
    "pillow_cover",
    "sheet",
    "mosquito_net",
    "blanket",
    "shoes",
    "hygiene_kit",
    "school_supplies",
)
SKILLS = (
    "self_awareness",
    "empathy",
    "communication",
    "relationships",
    "decisions",
    "problem_solving",
    "creative_thinking",
    "critical_thinking",
    "emotions",
    "stress",
)
HAPPENED = (
    "injury",
    "illness",
    "fight",
    "bullying",
    "self_harm",
    "ran_away",
    "hurt_by_staff",
    "abuse",
    "death",
    "other",
)
PRESENT = sa.text("left_at IS NULL")
OPEN = sa.text("ended_at IS NULL")
TABLES = (
    "improvement",
    "care_follow_up",
    "care_incident",
    "skill_note",
    "support_talk",
    "track",
    "meal_mark",
    "kit_issue",
    "stay_extension",
    "stay_due",
)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _choice(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    return _check(table, column, _one_of(column, values))


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.UUID(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _code(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _sealed(name: str) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), nullable=True)


def _told(name: str) -> sa.Column:
    return sa.Column(name, postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _of_stay(table: str, *columns: sa.schema.SchemaItem, indexed: bool = True) -> None:
    """A table whose rows belong to a stay."""
    op.create_table(
        table, _id("id"), _id("stay_id"), *columns, _to(table, "stay_id", "stay"), _key(table)
    )
    if indexed:
        op.create_index(f"ix_{table}_stay_id", table, ["stay_id"])


def _noted(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return _at("noted_at"), _id("noted_by"), _to(table, "noted_by", "staff")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _stays()
    _dues()
    _extensions()
    _given()
    _learnt()
    _incidents()
    _improvements()
    _clocks_of_those_who_stay()


def _stays() -> None:
    op.add_column("stay", _id("child_id", nullable=True))
    op.add_column(
        "stay", sa.Column("came_by", sa.Text(), nullable=False, server_default="dispatch")
    )
    op.add_column("stay", _code("over_reason", nullable=True))
    op.add_column("stay", _at("ends_at", nullable=True))
    op.add_column("stay", _id("follows_id", nullable=True))
    op.execute(
        "UPDATE stay SET ends_at = (arrived_at AT TIME ZONE 'Asia/Dhaka' + interval '6 months') "
        "AT TIME ZONE 'Asia/Dhaka'"
    )
    op.execute("UPDATE stay SET over_reason = 'at_the_door' WHERE over")
    op.alter_column("stay", "ends_at", nullable=False)
    op.create_foreign_key("fk_stay_child_id_child", "stay", "child", ["child_id"], ["id"])
    op.create_foreign_key("fk_stay_follows_id_stay", "stay", "stay", ["follows_id"], ["id"])
    op.create_check_constraint(op.f("ck_stay_came_by"), "stay", _one_of("came_by", CAME_BY))
    op.create_check_constraint(op.f("ck_stay_over_reason"), "stay", _one_of("over_reason", MORE))
    rule = "NOT over OR over_reason IS NOT NULL"
    op.create_check_constraint(op.f("ck_stay_over"), "stay", rule)
    op.create_index("uq_stay_child", "stay", ["child_id"], unique=True, postgresql_where=PRESENT)


def _dues() -> None:
    _of_stay(
        "stay_due",
        _code("due"),
        _id("ref"),
        _at("due_at"),
        sa.Column("told_level", sa.Integer(), nullable=False),
        _at("made_at"),
        _at("ended_at", nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        _choice("stay_due", "due", DUES),
        _check("stay_due", "told_level", "told_level BETWEEN 0 AND 3"),
        _choice("stay_due", "ending", ("met", "moved", "left")),
        indexed=False,
    )
    op.create_index(
        "uq_stay_due_open",
        "stay_due",
        ["stay_id", "due", "ref"],
        unique=True,
        postgresql_where=OPEN,
    )


def _extensions() -> None:
    _of_stay(
        "stay_extension",
        sa.Column("months", sa.Integer(), nullable=False),
        _code("reason"),
        _sealed("said"),
        _code("state"),
        _at("asked_at"),
        _id("asked_by"),
        _at("ended_at", nullable=True),
        _id("ended_by", nullable=True),
        _sealed("answer"),
        _choice("stay_extension", "reason", LONGER),
        _choice("stay_extension", "state", ("asked", "approved", "refused", "withdrawn")),
        _check("stay_extension", "months", "months BETWEEN 1 AND 6"),
        _to("stay_extension", "asked_by", "staff"),
        _to("stay_extension", "ended_by", "staff"),
    )
    op.create_index(
        "uq_stay_extension_asked",
        "stay_extension",
        ["stay_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )


def _given() -> None:
    _of_stay(
        "kit_issue",
        _code("item"),
        sa.Column("count", sa.Integer(), nullable=False),
        _day("given_on"),
        *_noted("kit_issue"),
        _at("undone_at", nullable=True),
        _id("undone_by", nullable=True),
        _choice("kit_issue", "item", ITEMS),
        _check("kit_issue", "count", "count BETWEEN 1 AND 20"),
        _to("kit_issue", "undone_by", "staff"),
    )
    _of_stay(
        "meal_mark",
        _day("day"),
        _code("meal"),
        sa.Column("no", sa.Integer(), nullable=False),
        _code("ate"),
        _code("why", nullable=True),
        _at("marked_at"),
        _id("marked_by"),
        _choice("meal_mark", "meal", ("breakfast", "lunch", "snack", "dinner")),
        _choice("meal_mark", "ate", ("ate", "little", "nothing", "fasting", "away")),
        _choice("meal_mark", "why", ("mistake", "learnt_later")),
        _check("meal_mark", "first", "(no = 1) = (why IS NULL)"),
        _to("meal_mark", "marked_by", "staff"),
        sa.UniqueConstraint(
            "stay_id", "day", "meal", "no", name=op.f("uq_meal_mark_stay_id_day_meal_no")
        ),
        indexed=False,
    )
    op.create_index("ix_meal_mark_day", "meal_mark", ["day", "meal"])


def _learnt() -> None:
    _of_stay(
        "track",
        _code("kind"),
        _sealed("said"),
        _day("begun_on"),
        *_noted("track"),
        _day("ended_on", nullable=True),
        _code("ending", nullable=True),
        _id("ended_by", nullable=True),
        _choice("track", "kind", ("non_formal", "school", "training")),
        _choice("track", "ending", ("finished", "moved_up", "dropped", "left_centre", "mistake")),
        _check("track", "ended", "(ended_on IS NULL) = (ending IS NULL)"),
        _check("track", "days", "begun_on <= ended_on"),
        _to("track", "ended_by", "staff"),
    )
    op.create_index(
        "uq_track_open",
        "track",
        ["stay_id", "kind"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    _of_stay(
        "support_talk",
        _code("kind"),
        _day("held_on"),
        sa.Column("minutes", sa.Integer(), nullable=True),
        _day("next_on", nullable=True),
        _sealed("said"),
        *_noted("support_talk"),
        _choice("support_talk", "kind", ("individual", "group", "family")),
        _check("support_talk", "minutes", "minutes BETWEEN 1 AND 480"),
    )
    _of_stay(
        "skill_note",
        _code("skill"),
        _code("step"),
        _day("seen_on"),
        _sealed("said"),
        *_noted("skill_note"),
        _choice("skill_note", "skill", SKILLS),
        _choice("skill_note", "step", ("begun", "practises", "manages")),
    )


def _incidents() -> None:
    _of_stay(
        "care_incident",
        _code("what"),
        _code("severity"),
        _at("happened_at"),
        _sealed("said"),
        _told("told"),
        *_noted("care_incident"),
        _at("seen_at", nullable=True),
        _id("seen_by", nullable=True),
        _id("ticket_id", nullable=True),
        _at("closed_at", nullable=True),
        _id("closed_by", nullable=True),
        _choice("care_incident", "what", HAPPENED),
        _choice("care_incident", "severity", ("minor", "serious", "grave")),
        _to("care_incident", "seen_by", "staff"),
        _to("care_incident", "ticket_id", "incident"),
        _to("care_incident", "closed_by", "staff"),
    )
    op.create_index(
        "ix_care_incident_unseen",
        "care_incident",
        ["stay_id"],
        postgresql_where=sa.text("severity = 'grave' AND seen_at IS NULL"),
    )
    op.create_table(
        "care_follow_up",
        _id("id"),
        _id("care_incident_id"),
        _sealed("said"),
        _told("told"),
        *_noted("care_follow_up"),
        _to("care_follow_up", "care_incident_id", "care_incident"),
        _key("care_follow_up"),
    )
    op.create_index("ix_care_follow_up_care_incident_id", "care_follow_up", ["care_incident_id"])


def _improvements() -> None:
    op.create_table(
        "improvement",
        _id("id"),
        _id("centre_id"),
        _id("answer_id", nullable=True),
        _code("what"),
        _id("owner_id"),
        _day("due_on"),
        _code("state"),
        sa.Column("told_level", sa.Integer(), nullable=False),
        _at("added_at"),
        _id("added_by"),
        _at("ended_at", nullable=True),
        _id("ended_by", nullable=True),
        sa.Column("how", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _choice("improvement", "state", ("open", "done", "dropped")),
        _check("improvement", "told_level", "told_level BETWEEN 0 AND 3"),
        _to("improvement", "centre_id", "centre"),
        _to("improvement", "answer_id", "form_answer"),
        _to("improvement", "owner_id", "staff"),
        _to("improvement", "added_by", "staff"),
        _to("improvement", "ended_by", "staff"),
        _key("improvement"),
    )
    op.create_index("ix_improvement_centre_id", "improvement", ["centre_id"])
    op.create_index(
        "ix_improvement_open", "improvement", ["due_on"], postgresql_where=sa.text("state = 'open'")
    )


def _clocks_of_those_who_stay() -> None:
    op.execute(
        "INSERT INTO stay_due (id, stay_id, due, ref, due_at, told_level, made_at) "
        "SELECT gen_random_uuid(), id, 'stay_ends', id, ends_at, 0, now() FROM stay "
        "WHERE left_at IS NULL"
    )
    op.execute(
        "INSERT INTO deadline (id, kind, subject_id, due_at, made_at, failures) "
        "SELECT gen_random_uuid(), 'residence.stay_due', id, due_at - interval '30 days', now(), 0 "
        "FROM stay_due"
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM deadline WHERE kind IN ('residence.stay_due', 'residence.improvement_due')"
    )
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("uq_stay_child", "stay")
    for column in ("follows_id", "ends_at", "over_reason", "came_by", "child_id"):
        op.drop_column("stay", column)
