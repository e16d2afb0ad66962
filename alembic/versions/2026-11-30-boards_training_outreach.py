"""Boards and committees, training, outreach; an index of the open cases of an area."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "boards_training_outreach"
down_revision = "cash"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BODIES = "'welfare_board', 'network', 'exchange'"
LEVELS = "'national', 'district', 'upazila'"
SEAT_ROLES = "'chair', 'secretary', 'member'"
MEETING_STATES = "'planned', 'held', 'adjourned', 'called_off', 'minuted'"
PRESENCES = "'present', 'represented', 'absent', 'unknown'"
HOLDERS = "'staff', 'worker'"
NEEDS = "'role', 'skill', 'post'"
OUTREACH = (
    "'school_visit', 'community_meeting', 'rally', 'film_show', 'competition', 'day_observed', "
    "'leaflets', 'media_campaign', 'recreation'"
)


def _points(table: str, column: str, target: str, to: str = "id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.{to}"], name=name)


def _one_of(table: str, column: str, values: str) -> sa.CheckConstraint:
    return _check(table, column, f"{column} IN ({values})")


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _boards() -> None:
    op.create_table(
        "committee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("founded_at", MOMENT, nullable=False),
        sa.Column("founded_by", sa.UUID(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _one_of("committee", "body", BODIES),
        _one_of("committee", "level", LEVELS),
        _check("committee", "quorum", "quorum > 0"),
        _check("committee", "place", "(level = 'national') = (place IS NULL)"),
        _points("committee", "place", "place", "code"),
        _points("committee", "founded_by", "staff"),
        _key("committee"),
    )
    op.create_index(
        "uq_committee_stands",
        "committee",
        ["body", "place"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_committee_district",
        "committee",
        ["district"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "committee_seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("committee_id", sa.UUID(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=True),
        sa.Column("organisation_id", sa.UUID(), nullable=True),
        sa.Column("title_bn", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        _one_of("committee_seat", "role", SEAT_ROLES),
        _check("committee_seat", "term", "until >= since"),
        _points("committee_seat", "committee_id", "committee"),
        _points("committee_seat", "post_id", "post"),
        _points("committee_seat", "organisation_id", "organisation"),
        _key("committee_seat"),
    )
    for column in ("committee_id", "post_id"):
        op.create_index(op.f(f"ix_committee_seat_{column}"), "committee_seat", [column])
    op.create_index(
        "uq_committee_seat_chair",
        "committee_seat",
        ["committee_id"],
        unique=True,
        postgresql_where=sa.text("role = 'chair' AND ended_at IS NULL"),
    )
    _meetings()
    op.create_table(
        "committee_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("committee_id", sa.UUID(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.UUID(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), server_default="{}", nullable=False),
        _points("committee_entry", "committee_id", "committee"),
        _points("committee_entry", "actor_id", "staff"),
        _key("committee_entry"),
        _unique("committee_entry", "committee_id", "seq"),
    )


def _meetings() -> None:
    op.create_table(
        "committee_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("committee_id", sa.UUID(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("held_at", MOMENT, nullable=True),
        sa.Column("venue", sa.LargeBinary(), nullable=True),
        sa.Column("continues", sa.UUID(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("there", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.LargeBinary(), nullable=True),
        sa.Column("minuted_at", MOMENT, nullable=True),
        sa.Column("minuted_by", sa.UUID(), nullable=True),
        _one_of("committee_meeting", "state", MEETING_STATES),
        _points("committee_meeting", "committee_id", "committee"),
        _points("committee_meeting", "continues", "committee_meeting"),
        _points("committee_meeting", "minuted_by", "staff"),
        _key("committee_meeting"),
        _unique("committee_meeting", "committee_id", "no"),
    )
    op.create_index(
        "ix_committee_meeting_planned", "committee_meeting", ["committee_id", "planned_at"]
    )
    op.create_table(
        "committee_presence",
        sa.Column("meeting_id", sa.UUID(), nullable=False),
        sa.Column("seat_id", sa.UUID(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        _one_of("committee_presence", "how", PRESENCES),
        _points("committee_presence", "meeting_id", "committee_meeting"),
        _points("committee_presence", "seat_id", "committee_seat"),
        _key("committee_presence", "meeting_id", "seat_id"),
    )
    op.create_index(op.f("ix_committee_presence_seat_id"), "committee_presence", ["seat_id"])
    op.create_table(
        "committee_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.UUID(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=True),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("told", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("laid_at", MOMENT, nullable=False),
        sa.Column("laid_by", sa.UUID(), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        _one_of("committee_item", "kind", "'case', 'matter', 'decision'"),
        _check("committee_item", "case", "(kind = 'case') = (case_id IS NOT NULL)"),
        _check("committee_item", "question", "(kind = 'case') = (question IS NOT NULL)"),
        _check("committee_item", "decision", "(kind = 'decision') = (decision_id IS NOT NULL)"),
        _points("committee_item", "meeting_id", "committee_meeting"),
        _points("committee_item", "case_id", "case_file"),
        _points("committee_item", "laid_by", "staff"),
        _key("committee_item"),
        _unique("committee_item", "meeting_id", "no"),
    )
    op.create_index(
        "uq_committee_item_case",
        "committee_item",
        ["meeting_id", "case_id"],
        unique=True,
        postgresql_where=sa.text("case_id IS NOT NULL AND withdrawn_at IS NULL"),
    )
    op.create_index(
        "ix_committee_item_case",
        "committee_item",
        ["case_id"],
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )
    _decisions()


def _decisions() -> None:
    op.create_table(
        "committee_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("committee_id", sa.UUID(), nullable=False),
        sa.Column("meeting_id", sa.UUID(), nullable=False),
        sa.Column("item_id", sa.UUID(), nullable=True),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("seat_id", sa.UUID(), nullable=True),
        sa.Column("organisation_id", sa.UUID(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.UUID(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("told_level", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("ended_with", sa.LargeBinary(), nullable=True),
        _one_of("committee_decision", "state", "'open', 'done', 'dropped'"),
        _check("committee_decision", "owner", "num_nonnulls(seat_id, organisation_id) = 1"),
        _check("committee_decision", "told_level", "told_level BETWEEN 0 AND 4"),
        _check("committee_decision", "done", "(state = 'done') = (done_on IS NOT NULL)"),
        _points("committee_decision", "committee_id", "committee"),
        _points("committee_decision", "meeting_id", "committee_meeting"),
        _points("committee_decision", "item_id", "committee_item"),
        _points("committee_decision", "seat_id", "committee_seat"),
        _points("committee_decision", "organisation_id", "organisation"),
        _points("committee_decision", "made_by", "staff"),
        _points("committee_decision", "ended_by", "staff"),
        _key("committee_decision"),
        _unique("committee_decision", "committee_id", "no"),
    )
    for column in ("meeting_id", "seat_id"):
        op.create_index(op.f(f"ix_committee_decision_{column}"), "committee_decision", [column])
    op.create_index(
        "ix_committee_decision_open",
        "committee_decision",
        ["committee_id", "due_on"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_committee_decision_late",
        "committee_decision",
        ["told_level"],
        postgresql_where=sa.text("state = 'open' AND told_level > 1"),
    )
    op.create_index("ix_committee_decision_made", "committee_decision", ["made_on"])


def _courses() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("course", "hours", "hours > 0"),
        _check("course", "valid_months", "valid_months > 0"),
        _key("course"),
        _unique("course", "code"),
    )
    op.create_table(
        "qualification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.UUID(), nullable=False),
        sa.Column("holder_kind", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("got_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("given_by", sa.UUID(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("told_level", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        _one_of("qualification", "holder_kind", HOLDERS),
        _check("qualification", "until", "until >= got_on"),
        _check("qualification", "told_level", "told_level BETWEEN 0 AND 2"),
        _points("qualification", "course_id", "course"),
        _points("qualification", "given_by", "staff"),
        _points("qualification", "ended_by", "staff"),
        _key("qualification"),
    )
    op.create_index(op.f("ix_qualification_course_id"), "qualification", ["course_id"])
    op.create_index("ix_qualification_holder", "qualification", ["holder_id", "course_id"])
    op.create_index(
        "ix_qualification_told",
        "qualification",
        ["told_level"],
        postgresql_where=sa.text("told_level > 0 AND ended_at IS NULL"),
    )
    op.create_index(
        "ix_qualification_until",
        "qualification",
        ["until"],
        postgresql_where=sa.text("until IS NOT NULL AND ended_at IS NULL"),
    )
    _given()


def _given() -> None:
    op.create_table(
        "course_need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("course_id", sa.UUID(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by", sa.UUID(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        _one_of("course_need", "kind", NEEDS),
        _points("course_need", "course_id", "course"),
        _points("course_need", "set_by", "staff"),
        _key("course_need"),
    )
    op.create_index(op.f("ix_course_need_course_id"), "course_need", ["course_id"])
    op.create_index(
        "uq_course_need_stands",
        "course_need",
        ["kind", "code", "course_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "staff_given",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        _one_of("staff_given", "kind", NEEDS),
        _check("staff_given", "change", "change IN ('given', 'taken')"),
        _points("staff_given", "staff_id", "staff"),
        _points("staff_given", "by", "staff"),
        _key("staff_given"),
    )
    op.create_index(op.f("ix_staff_given_staff_id"), "staff_given", ["staff_id"])


def _training() -> None:
    op.create_table(
        "training_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("venue", sa.LargeBinary(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("planned_by", sa.UUID(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        _one_of("training_session", "state", "'planned', 'held', 'called_off'"),
        _check("training_session", "ends_after_it_starts", "ends_at > starts_at"),
        _check("training_session", "seats", "seats > 0"),
        _points("training_session", "course_id", "course"),
        _points("training_session", "place", "place", "code"),
        _points("training_session", "planned_by", "staff"),
        _points("training_session", "ended_by", "staff"),
        _key("training_session"),
    )
    op.create_index("ix_training_session_course", "training_session", ["course_id", "starts_at"])
    op.create_table(
        "training_participant",
        sa.Column("session_id", sa.UUID(), nullable=False),
        sa.Column("holder_kind", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("enrolled_at", MOMENT, nullable=False),
        sa.Column("enrolled_by", sa.UUID(), nullable=False),
        _one_of("training_participant", "holder_kind", HOLDERS),
        _one_of("training_participant", "result", "'passed', 'failed', 'unknown'"),
        _points("training_participant", "session_id", "training_session"),
        _points("training_participant", "enrolled_by", "staff"),
        _key("training_participant", "session_id", "holder_id"),
    )
    op.create_index("ix_training_participant_holder", "training_participant", ["holder_id"])


def _outreach() -> None:
    op.create_table(
        "outreach_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.UUID(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("told_by", sa.UUID(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _one_of("outreach_event", "kind", OUTREACH),
        _one_of("outreach_event", "state", "'planned', 'held', 'called_off'"),
        _check("outreach_event", "ends_after_it_starts", "ends_at > starts_at"),
        _check("outreach_event", "expected", "expected >= 0"),
        _points("outreach_event", "place", "place", "code"),
        _points("outreach_event", "organisation_id", "organisation"),
        _points("outreach_event", "made_by", "staff"),
        _points("outreach_event", "told_by", "staff"),
        _key("outreach_event"),
    )
    op.create_index("ix_outreach_event_ends_at", "outreach_event", ["ends_at"])
    op.create_table(
        "outreach_count",
        sa.Column("event_id", sa.UUID(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        _one_of(
            "outreach_count", "who", "'girls', 'boys', 'children', 'women', 'men', 'grown_ups'"
        ),
        _check("outreach_count", "people", "people >= 0"),
        _points("outreach_count", "event_id", "outreach_event"),
        _key("outreach_count", "event_id", "who"),
    )


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _boards()
    _courses()
    _training()
    _outreach()
    op.create_index(
        "ix_case_file_within",
        "case_file",
        ["within"],
        postgresql_using="gin",
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_index("ix_case_file_within", table_name="case_file")
    for table in (
        *("outreach_count", "outreach_event", "training_participant", "training_session"),
        *("staff_given", "course_need", "qualification", "course", "committee_entry"),
        *("committee_decision", "committee_item", "committee_presence", "committee_meeting"),
        *("committee_seat", "committee"),
    ):
        op.drop_table(table)
