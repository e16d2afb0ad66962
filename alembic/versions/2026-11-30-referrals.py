"""Services of organisations, consents, referrals, and the services children receive."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "referrals"
down_revision = "lost_and_found"
branch_labels = None
depends_on = None

FORMER = "'accept', 'see_child', 'assessment', 'plan', 'follow_up', 'review'"
NEW = f"{FORMER}, 'referral'"
KINDS = (
    "'shelter', 'meals', 'clothing', 'health', 'psychosocial', 'education', 'technical_training', "
    "'recreation', 'legal_aid', 'reintegration', 'follow_up'"
)


def _dues(values: str) -> None:
    for table in ("case_due", "case_target"):
        op.drop_constraint(op.f(f"ck_{table}_due"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_due"), table, f"due IN ({values})")


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _dues(NEW)
    op.create_table(
        "offered_service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("centre_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("places", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("gender", sa.Text(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("hours", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.UUID(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_offered_service_kind")),
        sa.CheckConstraint("age_from <= age_to", name=op.f("ck_offered_service_ages")),
        sa.CheckConstraint(
            "gender IN ('boys', 'girls', 'both', 'unknown')",
            name=op.f("ck_offered_service_gender"),
        ),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_offered_service_capacity")),
        _points("offered_service", "organisation_id", "organisation"),
        _points("offered_service", "centre_id", "centre"),
        _points("offered_service", "changed_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_service")),
    )
    for column in ("organisation_id", "centre_id"):
        op.create_index(op.f(f"ix_offered_service_{column}"), "offered_service", [column])
    op.create_table(
        "case_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("giver", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("child_assents", sa.Boolean(), nullable=True),
        sa.Column("withheld", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.UUID(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(f"service IN ({KINDS})", name=op.f("ck_case_consent_service")),
        sa.CheckConstraint("answer IN ('given', 'refused')", name=op.f("ck_case_consent_answer")),
        _points("case_consent", "case_id", "case_file"),
        _points("case_consent", "organisation_id", "organisation"),
        _points("case_consent", "taken_by", "staff"),
        _points("case_consent", "withdrawn_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_consent")),
    )
    op.create_index(
        "ix_case_consent_case", "case_consent", ["case_id", "organisation_id", "service"]
    )
    op.create_table(
        "case_referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("offered_id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("law", sa.String(), nullable=True),
        sa.Column("withheld", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("despite", sa.String(), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.UUID(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.UUID(), nullable=True),
        sa.Column("by_word", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("what IN ('referral', 'transfer')", name=op.f("ck_case_referral_what")),
        sa.CheckConstraint(f"service IN ({KINDS})", name=op.f("ck_case_referral_service")),
        sa.CheckConstraint(
            "state IN ('sent', 'accepted', 'rejected', 'done', 'revoked')",
            name=op.f("ck_case_referral_state"),
        ),
        sa.CheckConstraint("ground IN ('consent', 'law')", name=op.f("ck_case_referral_ground")),
        sa.CheckConstraint(
            "(ground = 'law') = (law IS NOT NULL)", name=op.f("ck_case_referral_law")
        ),
        _points("case_referral", "case_id", "case_file"),
        _points("case_referral", "offered_id", "offered_service"),
        _points("case_referral", "organisation_id", "organisation"),
        _points("case_referral", "sent_by", "staff"),
        _points("case_referral", "answered_by", "staff"),
        _points("case_referral", "ended_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_referral")),
    )
    op.create_index(op.f("ix_case_referral_case_id"), "case_referral", ["case_id"])
    op.create_index("ix_case_referral_offered", "case_referral", ["offered_id", "state"])
    op.create_index(
        "uq_case_referral_out",
        "case_referral",
        ["case_id", "offered_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('sent', 'accepted') AND what = 'referral'"),
    )
    op.create_index(
        "uq_case_referral_transfer",
        "case_referral",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("state = 'sent' AND what = 'transfer'"),
    )
    op.create_table(
        "received_service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=True),
        sa.Column("referral_id", sa.UUID(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_by", sa.UUID(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_received_service_kind")),
        sa.CheckConstraint("until >= since", name=op.f("ck_received_service_until")),
        _points("received_service", "child_id", "child"),
        _points("received_service", "case_id", "case_file"),
        _points("received_service", "organisation_id", "organisation"),
        _points("received_service", "referral_id", "case_referral"),
        _points("received_service", "noted_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_service")),
    )
    for column in ("case_id", "referral_id"):
        op.create_index(op.f(f"ix_received_service_{column}"), "received_service", [column])
    op.create_index(
        "ix_received_service_now",
        "received_service",
        ["child_id", "kind"],
        postgresql_where=sa.text("until IS NULL"),
    )


def downgrade() -> None:
    for table in ("received_service", "case_referral", "case_consent", "offered_service"):
        op.drop_table(table)
    op.execute("DELETE FROM case_due WHERE due = 'referral'")
    op.execute("DELETE FROM case_target WHERE due = 'referral'")
    _dues(FORMER)
