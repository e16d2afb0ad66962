"""Verified contacts and what was sent to prove them; shifts, swaps, leave, public holidays."""

from typing import Any

import sqlalchemy as sa

from alembic import op

revision = "contacts_and_rosters"
down_revision = "field_commands"
branch_labels = None
depends_on = None

SPANS = ("shift", "leave")
OWNERS = ("worker", "centre", "staff")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _contact()
    _notice()
    _spans()
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    _swap()


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.UUID(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.UUID(), nullable=True) for owner in OWNERS),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("index", sa.LargeBinary(), nullable=False),
        sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
        _moment("added_at", nullable=False),
        sa.Column("code_no", sa.Integer(), server_default="0", nullable=False),
        _moment("code_until"),
        sa.Column("code_tries", sa.Integer(), server_default="0", nullable=False),
        _moment("verified_at"),
        sa.Column("verified_by", sa.UUID(), nullable=True),
        sa.Column("verified_by_code", sa.Boolean(), nullable=True),
        _one_of("contact", "channel", "text", "voice", "email"),
        sa.CheckConstraint(
            "num_nonnulls(worker_id, centre_id, staff_id) = 1", name=op.f("ck_contact_one_owner")
        ),
        *(_key("contact", f"{owner}_id", owner) for owner in OWNERS),
        _key("contact", "verified_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint(
            "worker_id",
            "centre_id",
            "staff_id",
            "channel",
            "index",
            name=op.f("uq_contact_worker_id_centre_id_staff_id_channel_index"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    _indexes("contact", *(f"{owner}_id" for owner in OWNERS), "verified_by")


def _notice() -> None:
    op.create_table(
        "contact_notice",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code_no", sa.Integer(), nullable=True),
        _moment("asked_at", nullable=False),
        sa.Column("asked_by", sa.UUID(), nullable=True),
        _moment("ended_at"),
        sa.Column("provider_id", sa.Text(), nullable=True),
        _one_of("contact_notice", "kind", "code", "test"),
        _one_of("contact_notice", "state", "made", "sent", "failed", "stale"),
        _key("contact_notice", "contact_id", "contact"),
        _key("contact_notice", "asked_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_notice")),
    )
    _indexes("contact_notice", "contact_id", "asked_by")


def _spans() -> None:
    for table, more, by in zip(
        SPANS,
        ([sa.Column("on_holidays", sa.Boolean(), server_default=sa.false(), nullable=False)], []),
        ("planned_by", "granted_by"),
        strict=True,
    ):
        op.create_table(
            table,
            sa.Column("id", sa.UUID(), nullable=False),
            sa.Column("worker_id", sa.UUID(), nullable=False),
            _moment("starts_at", nullable=False),
            _moment("ends_at", nullable=False),
            *more,
            sa.Column(by, sa.UUID(), nullable=True),
            _moment("called_off_at"),
            sa.CheckConstraint(
                "ends_at > starts_at", name=op.f(f"ck_{table}_ends_after_it_starts")
            ),
            _key(table, "worker_id", "worker"),
            _key(table, by, "staff"),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT one_{table}_at_a_time EXCLUDE USING gist "
            "(worker_id WITH =, tstzrange(starts_at, ends_at) WITH &&) "
            "WHERE (called_off_at IS NULL)"
        )
        _indexes(table, "worker_id", by)


def _swap() -> None:
    op.create_table(
        "swap",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("shift_id", sa.UUID(), nullable=False),
        sa.Column("from_worker", sa.UUID(), nullable=False),
        sa.Column("to_worker", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        _moment("asked_at", nullable=False),
        _moment("ended_at"),
        sa.Column("confirmed_by", sa.UUID(), nullable=True),
        _one_of("swap", "state", "asked", "accepted", "confirmed", "declined", "refused"),
        _key("swap", "shift_id", "shift"),
        _key("swap", "from_worker", "worker"),
        _key("swap", "to_worker", "worker"),
        _key("swap", "confirmed_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap")),
    )
    _indexes("swap", "shift_id", "from_worker", "to_worker", "confirmed_by")


def downgrade() -> None:
    for table in ("swap", "holiday", *SPANS, "contact_notice", "contact"):
        op.drop_table(table)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
