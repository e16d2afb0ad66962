"""Conditional cash transfer: scheme, enrolments, evidence, tranches, payments and their ledger."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from alembic import op

revision = "cash"
down_revision = "street_network"
branch_labels = None
depends_on = None

# Whoever comes by SQL meets the same rules: these tables are only added to, every entry adds up, and
# no account of an enrolment but the fund's holds less than nothing when a transaction ends.

STANDS = """
CREATE FUNCTION cash_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    loses bool := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN  -- of a table it depends on, by CASCADE, while it is empty
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', TG_TABLE_NAME) INTO loses;
    END IF;
    IF NOT loses THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
BALANCES = """
CREATE FUNCTION cash_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry uuid;
BEGIN
    IF TG_TABLE_NAME = 'cash_entry' THEN
        entry := NEW.id;
    ELSE
        entry := NEW.entry_id;
    END IF;
    IF (SELECT count(*) < 2 OR sum(poisha) <> 0 FROM cash_line WHERE entry_id = entry) THEN
        RAISE EXCEPTION 'an entry of the ledger adds up to nothing'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT FROM cash_entry AS own
        JOIN cash_entry AS one ON one.enrolment_id = own.enrolment_id
        JOIN cash_line AS line ON line.entry_id = one.id
        WHERE own.id = entry AND line.account <> 'fund'
        GROUP BY line.account HAVING sum(line.poisha) < 0
    ) THEN
        RAISE EXCEPTION 'an account of the ledger holds nothing less than nothing'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$
"""
ONLY_ADDED_TO = ("cash_version", "cash_evidence", "cash_entry", "cash_line")


def _values(column: str, *values: str) -> str:
    return f"{column} IN ({', '.join(map(repr, values))})"


def _checked(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _whose(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.UUID(), nullable=nullable)


def _moment(name: str, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _code(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String() if nullable else sa.Text(), nullable=nullable)


def _sealed(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=True)


def _number(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("CREATE SEQUENCE cash_number")
    _enrolments()
    _tranches()
    _payments()
    _ledger()
    _grievances()
    op.execute(STANDS)
    op.execute(BALANCES)
    for table in ONLY_ADDED_TO:
        op.execute(
            f"CREATE TRIGGER {table}_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION cash_stands()"
        )
    for table in ("cash_entry", "cash_line"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_balances AFTER INSERT ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cash_balances()"
        )


def _enrolments() -> None:
    op.create_table(
        "cash_version",
        _id(),
        _number("no"),
        sa.Column("definition", JSONB(), server_default="{}", nullable=False),
        _code("note"),
        _moment("published_at", False),
        _whose("published_by", True),
        _points("cash_version", "published_by", "staff"),
        _key("cash_version"),
        _once("cash_version", "no"),
    )
    table = "cash_enrolment"
    op.create_table(
        table,
        _id(),
        _code("number"),
        _whose("version_id"),
        _whose("case_id"),
        _whose("child_id"),
        _code("group_code"),
        _code("state"),
        _code("adult_reason", True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        _moment("applied_at", False),
        _whose("applied_by"),
        _moment("decided_at"),
        _whose("decided_by", True),
        _moment("ended_at"),
        _whose("ended_by", True),
        _code("reason", True),
        _sealed("said"),
        _checked(
            table,
            "state",
            _values("state", "applied", "enrolled", "refused", "completed", "ended"),
        ),
        _checked(table, "two_persons", "state = 'refused' OR decided_by <> applied_by"),
        _points(table, "version_id", "cash_version"),
        _points(table, "case_id", "case_file"),
        _points(table, "child_id", "child"),
        *(_points(table, one, "staff") for one in ("applied_by", "decided_by", "ended_by")),
        _key(table),
        _once(table, "number"),
    )
    for column in ("case_id", "child_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index("ix_cash_enrolment_state", table, ["state", "applied_at"])
    op.create_index(
        "uq_cash_enrolment_counts",
        table,
        ["child_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('applied', 'enrolled', 'completed')"),
    )
    table = "cash_evidence"
    op.create_table(
        table,
        _id(),
        _whose("enrolment_id"),
        _number("no"),
        _code("about"),
        _number("tranche", True),
        _code("answer"),
        sa.Column("seen_on", sa.Date(), nullable=False),
        _code("witness"),
        _whose("document_id", True),
        _sealed("said"),
        _moment("noted_at", False),
        _whose("noted_by"),
        _checked(table, "answer", _values("answer", "yes", "no", "unknown", "refused")),
        _checked(
            table,
            "witness",
            _values(
                "witness",
                "teacher",
                "social_worker",
                "case_worker",
                "guardian",
                "child",
                "neighbour",
                "local_government",
                "doctor",
                "other",
            ),
        ),
        _points(table, "enrolment_id", "cash_enrolment"),
        _points(table, "document_id", "case_document"),
        _points(table, "noted_by", "staff"),
        _key(table),
        _once(table, "enrolment_id", "no"),
    )


def _tranches() -> None:
    table = "cash_tranche"
    op.create_table(
        table,
        _whose("enrolment_id"),
        _number("no"),
        _code("state"),
        _moment("proposed_at"),
        _whose("proposed_by", True),
        _moment("released_at"),
        _whose("released_by", True),
        _code("reason", True),
        _sealed("said"),
        _checked(
            table,
            "state",
            _values("state", "open", "proposed", "released", "paid", "cancelled"),
        ),
        _checked(table, "two_persons", "released_by <> proposed_by"),
        _points(table, "enrolment_id", "cash_enrolment"),
        *(_points(table, one, "staff") for one in ("proposed_by", "released_by")),
        _key(table, "enrolment_id", "no"),
    )
    op.create_index(
        "ix_cash_tranche_waits",
        table,
        ["state"],
        postgresql_where=sa.text("state IN ('proposed', 'released')"),
    )
    table = "cash_hold"
    op.create_table(
        table,
        _id(),
        _whose("enrolment_id"),
        _number("tranche"),
        _code("reason"),
        _sealed("said"),
        _moment("held_at", False),
        _whose("held_by"),
        _moment("lifted_at"),
        _whose("lifted_by", True),
        _code("lift_reason", True),
        _sealed("lift_said"),
        _points(table, "enrolment_id", "cash_enrolment"),
        *(_points(table, one, "staff") for one in ("held_by", "lifted_by")),
        _key(table),
    )
    op.create_index(op.f("ix_cash_hold_enrolment_id"), table, ["enrolment_id"])
    op.create_index(
        "uq_cash_hold_stands",
        table,
        ["enrolment_id", "tranche"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _payments() -> None:
    table = "cash_payee"
    op.create_table(
        table,
        _id(),
        _whose("enrolment_id"),
        _whose("person_id"),
        _code("channel"),
        _sealed("account"),
        sa.Column("account_index", sa.LargeBinary(), nullable=False),
        _moment("named_at", False),
        _whose("named_by"),
        _moment("confirmed_at"),
        _whose("confirmed_by", True),
        sa.Column("apart_from", ARRAY(sa.Text()), server_default="{}", nullable=False),
        _sealed("apart_said"),
        _moment("ended_at"),
        _checked(table, "channel", _values("channel", "bank", "mobile", "post_office")),
        _checked(table, "two_persons", "confirmed_by <> named_by"),
        _points(table, "enrolment_id", "cash_enrolment"),
        _points(table, "person_id", "person"),
        *(_points(table, one, "staff") for one in ("named_by", "confirmed_by")),
        _key(table),
    )
    op.create_index(op.f("ix_cash_payee_enrolment_id"), table, ["enrolment_id"])
    op.create_index(op.f("ix_cash_payee_account_index"), table, ["account_index"])
    op.create_index(
        "uq_cash_payee_stands",
        table,
        ["enrolment_id"],
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
    )
    table = "cash_payment"
    op.create_table(
        table,
        _id(),
        _whose("enrolment_id"),
        _number("tranche"),
        _whose("payee_id"),
        _number("months"),
        sa.Column("poisha", sa.BigInteger(), nullable=False),
        _code("state"),
        _sealed("reference"),
        _moment("sent_at", False),
        _whose("sent_by"),
        _moment("moved_at"),
        _whose("moved_by", True),
        _code("reason", True),
        _sealed("said"),
        _checked(table, "state", _values("state", "sent", "confirmed", "failed", "returned")),
        _checked(table, "something", "poisha > 0 AND months > 0"),
        _checked(table, "two_persons", "state <> 'confirmed' OR moved_by <> sent_by"),
        _points(table, "enrolment_id", "cash_enrolment"),
        _points(table, "payee_id", "cash_payee"),
        *(_points(table, one, "staff") for one in ("sent_by", "moved_by")),
        _key(table),
    )
    op.create_index(op.f("ix_cash_payment_enrolment_id"), table, ["enrolment_id"])
    op.create_index(
        "ix_cash_payment_sent", table, ["sent_at"], postgresql_where=sa.text("state = 'sent'")
    )


def _ledger() -> None:
    table = "cash_entry"
    op.create_table(
        table,
        _id(),
        _whose("enrolment_id"),
        _number("no"),
        _code("kind"),
        _number("tranche", True),
        _whose("payment_id", True),
        _whose("reverses", True),
        _moment("at", False),
        _whose("by"),
        _checked(
            table,
            "kind",
            _values(
                "kind",
                "commit",
                "release",
                "send",
                "confirm",
                "fail",
                "return",
                "cancel",
                "reverse",
            ),
        ),
        _checked(table, "reverses", "(kind = 'reverse') = (reverses IS NOT NULL)"),
        _points(table, "enrolment_id", "cash_enrolment"),
        _points(table, "payment_id", "cash_payment"),
        _points(table, "reverses", "cash_entry"),
        _points(table, "by", "staff"),
        _key(table),
        _once(table, "enrolment_id", "no"),
        _once(table, "reverses"),
    )
    table = "cash_line"
    accounts = _values("account", "fund", "committed", "payable", "in_transit", "paid")
    op.create_table(
        table,
        _whose("entry_id"),
        _code("account"),
        sa.Column("poisha", sa.BigInteger(), nullable=False),
        _checked(table, "account", accounts),
        _checked(table, "poisha", "poisha <> 0"),
        _points(table, "entry_id", "cash_entry"),
        _key(table, "entry_id", "account"),
    )


def _grievances() -> None:
    table = "cash_grievance"
    op.create_table(
        table,
        _id(),
        _whose("enrolment_id"),
        _whose("incident_id"),
        _code("category"),
        _code("state"),
        _number("round"),
        _moment("raised_at", False),
        _whose("raised_by"),
        _moment("due_at", False),
        _moment("late_at"),
        _code("outcome", True),
        _sealed("said"),
        _moment("answered_at"),
        _whose("answered_by", True),
        _code("told_how", True),
        _moment("told_at"),
        _whose("told_by", True),
        _checked(table, "state", _values("state", "open", "answered", "told")),
        _checked(table, "due_at", "due_at > raised_at"),
        _points(table, "enrolment_id", "cash_enrolment"),
        _points(table, "incident_id", "incident"),
        *(_points(table, one, "staff") for one in ("raised_by", "answered_by", "told_by")),
        _key(table),
        _once(table, "enrolment_id", "incident_id"),
    )
    op.create_index(op.f("ix_cash_grievance_incident_id"), table, ["incident_id"])
    op.create_index("ix_cash_grievance_state", table, ["state", "due_at"])


def downgrade() -> None:
    for table in (
        "cash_grievance",
        "cash_line",
        "cash_entry",
        "cash_payment",
        "cash_payee",
        "cash_hold",
        "cash_tranche",
        "cash_evidence",
        "cash_enrolment",
        "cash_version",
    ):
        op.drop_table(table)
    for function in ("cash_balances", "cash_stands"):
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("DROP SEQUENCE cash_number")
