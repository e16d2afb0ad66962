"""Rolls of the sites for street children: marks, visits, counts, nights over capacity, asks."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "street_network"
down_revision = "reintegration"
branch_labels = None
depends_on = None

CORRECTED = "'slip', 'other_child', 'other_day', 'wrong_time', 'wrong_count', 'other'"
MORE = "'no_other_place', 'one_night', 'siblings', 'court_order', 'disaster', 'at_the_door'"
ASKED = "'wants_home', 'family_known', 'in_danger', 'ill', 'needs_shelter', 'needs_school', 'other'"
DECLINED = "'helped_otherwise', 'child_does_not_want', 'known_to_partner', 'slip', 'other'"
WAITS = sa.text("state = 'asked'")


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.UUID(), nullable=nullable)


def _at(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _day() -> sa.Column:
    return sa.Column("day", sa.Date(), nullable=False)


def _text(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _whole(name: str, *, zero: bool = False, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), server_default="0" if zero else None, nullable=nullable)


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def _check(table: str, name: str, what: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(what, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "street_site",
        _id("centre_id"),
        _whole("version", zero=True),
        _at("named_at"),
        _id("named_by", nullable=True),
        _points("street_site", "centre_id", "centre"),
        _points("street_site", "named_by", "staff"),
        _key("street_site", "centre_id"),
    )
    _marks()
    _counts()
    _nights()
    _asks()


def _marks() -> None:
    op.create_table(
        "street_mark",
        _id("id"),
        _id("centre_id"),
        _day(),
        _id("child_id"),
        sa.Column("seen", sa.Boolean(), nullable=False),
        _at("came_at"),
        _at("left_at"),
        _text("reason"),
        _at("at", nullable=False),
        _at("received_at", nullable=False),
        _id("noted_by"),
        _check("street_mark", "times", "came_at < left_at"),
        _check("street_mark", "why", "seen OR reason IS NOT NULL"),
        _check("street_mark", "reason", f"reason IN ({CORRECTED})"),
        _points("street_mark", "centre_id", "centre"),
        _points("street_mark", "child_id", "child"),
        _points("street_mark", "noted_by", "staff"),
        _key("street_mark", "id"),
    )
    op.create_index("ix_street_mark_visit", "street_mark", ["centre_id", "day", "child_id"])
    op.create_index(op.f("ix_street_mark_child_id"), "street_mark", ["child_id"])
    op.create_table(
        "street_visit",
        _id("centre_id"),
        _day(),
        _id("child_id"),
        sa.Column("present", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _at("came_at"),
        _at("left_at"),
        sa.Column("noted_by", postgresql.ARRAY(sa.UUID()), server_default="{}", nullable=False),
        _points("street_visit", "centre_id", "centre"),
        _points("street_visit", "child_id", "child"),
        _key("street_visit", "centre_id", "day", "child_id"),
    )
    op.create_index("ix_street_visit_child", "street_visit", ["child_id", "day"])
    op.create_index(
        "ix_street_visit_day", "street_visit", ["day"], postgresql_where=sa.text("present")
    )


def _counts() -> None:
    op.create_table(
        "street_count",
        _id("id"),
        _id("centre_id"),
        _day(),
        _id("of_staff"),
        _whole("unnamed"),
        _text("reason"),
        _at("at", nullable=False),
        _at("received_at", nullable=False),
        _id("noted_by"),
        _check("street_count", "unnamed", "unnamed >= 0"),
        _check("street_count", "why", "of_staff = noted_by OR reason IS NOT NULL"),
        _check("street_count", "reason", f"reason IN ({CORRECTED})"),
        _points("street_count", "centre_id", "centre"),
        _points("street_count", "of_staff", "staff"),
        _points("street_count", "noted_by", "staff"),
        _key("street_count", "id"),
    )
    op.create_index("ix_street_count_day", "street_count", ["centre_id", "day"])


def _nights() -> None:
    op.create_table(
        "street_night",
        _id("centre_id"),
        _day(),
        _whole("least"),
        _whole("capacity", nullable=True),
        _whole("over", nullable=True),
        _whole("told_over", zero=True),
        _whole("explained", zero=True),
        _text("reason"),
        _at("explained_at"),
        _id("explained_by", nullable=True),
        _check("street_night", "explained", "(reason IS NULL) = (explained = 0)"),
        _check("street_night", "reason", f"reason IN ({MORE})"),
        _points("street_night", "centre_id", "centre"),
        _points("street_night", "explained_by", "staff"),
        _key("street_night", "centre_id", "day"),
    )
    op.create_index(
        "ix_street_night_over",
        "street_night",
        ["day"],
        postgresql_where=sa.text("over > explained"),
    )


def _asks() -> None:
    op.create_table(
        "street_ask",
        _id("id"),
        _id("centre_id"),
        _id("child_id"),
        _text("why", nullable=False),
        _text("state", nullable=False),
        _at("asked_at", nullable=False),
        _id("asked_by"),
        _at("answered_at"),
        _id("answered_by", nullable=True),
        _text("declined_for"),
        _id("case_id", nullable=True),
        _check("street_ask", "why", f"why IN ({ASKED})"),
        _check("street_ask", "state", "state IN ('asked', 'taken_up', 'declined')"),
        _check("street_ask", "declined_for", f"declined_for IN ({DECLINED})"),
        _check("street_ask", "case", "(state = 'taken_up') = (case_id IS NOT NULL)"),
        _points("street_ask", "centre_id", "centre"),
        _points("street_ask", "child_id", "child"),
        _points("street_ask", "asked_by", "staff"),
        _points("street_ask", "answered_by", "staff"),
        _points("street_ask", "case_id", "case_file"),
        _key("street_ask", "id"),
    )
    op.create_index("ix_street_ask_centre", "street_ask", ["centre_id"], postgresql_where=WAITS)
    op.create_index(
        "uq_street_ask_child", "street_ask", ["child_id"], unique=True, postgresql_where=WAITS
    )


def downgrade() -> None:
    for name in ("ask", "night", "count", "visit", "mark", "site"):
        op.drop_table(f"street_{name}")
