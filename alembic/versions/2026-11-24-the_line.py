"""The line: staff, places, directory, incidents, calls, dispatches, outbox, deadlines, queue."""

import sqlalchemy as sa
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from sqlalchemy.dialects import postgresql
from sqlalchemy.util import await_only

from alembic import op

revision = "the_line"
down_revision = None
branch_labels = None
depends_on = None


class XID8(sa.types.UserDefinedType):
    """Postgres' 64-bit transaction id."""

    def get_col_spec(self, **_):
        """Its name in SQL."""
        return "xid8"


def _queue(script: str) -> None:
    """Run the queue library's own script of several statements inside this transaction."""
    await_only(op.get_bind().connection.driver_connection.execute(script))


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("CREATE SEQUENCE incident_number")
    op.execute("CREATE SEQUENCE task_number START 1001")
    _queue(QueryBuilderEnvironment().build_install_query())
    op.create_table(
        "deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    op.create_index(
        "ix_deadline_pending",
        "deadline",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_deadline_pending",
        "deadline",
        ["kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("urgency_source", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("place_basis", sa.Text(), nullable=True),
        sa.Column(
            "categories",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("located_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ack_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("safe_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('call', 'walk_in', 'letter', 'partner')",
            name=op.f("ck_incident_channel"),
        ),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_incident_state")),
        sa.CheckConstraint("urgency IN ('P1', 'P2', 'P3')", name=op.f("ck_incident_urgency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("number", name=op.f("uq_incident_number")),
    )
    op.create_index(
        "ix_incident_open",
        "incident",
        ["opened_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "transaction",
            XID8(),
            server_default=sa.text("pg_current_xact_id()"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("entity_kind", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "facts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_position", "outbox", ["transaction", "id"], unique=False)
    op.create_table(
        "place",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_bn", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["place.code"], name=op.f("fk_place_parent_place")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_place")),
    )
    op.create_index(op.f("ix_place_parent"), "place", ["parent"], unique=False)
    op.create_table(
        "role",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_bn", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_role")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(op.f("ix_sign_in_failure_at"), "sign_in_failure", ["at"], unique=False)
    op.create_table(
        "webhook_answer",
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_webhook_answer")),
    )
    op.create_index(op.f("ix_webhook_answer_at"), "webhook_answer", ["at"], unique=False)
    op.create_table(
        "worker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_bn", sa.Text(), nullable=False),
        sa.Column("post_en", sa.Text(), nullable=False),
        sa.Column("post_bn", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column(
            "languages",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("location_basis", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
        sa.UniqueConstraint("code", name=op.f("uq_worker_code")),
    )
    op.create_table(
        "centre",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_bn", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("admits", sa.Text(), nullable=False),
        sa.Column("operating", sa.Boolean(), nullable=False),
        sa.Column("intake_gender", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("location_basis", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "admits IN ('direct', 'court', 'committee', 'none', 'unknown')",
            name=op.f("ck_centre_admits"),
        ),
        sa.ForeignKeyConstraint(["place"], ["place.code"], name=op.f("fk_centre_place_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre")),
        sa.UniqueConstraint("code", name=op.f("uq_centre_code")),
    )
    op.create_table(
        "child",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_child_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child")),
    )
    op.create_index(op.f("ix_child_incident_id"), "child", ["incident_id"], unique=False)
    op.create_table(
        "hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_hold_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index(op.f("ix_hold_incident_id"), "hold", ["incident_id"], unique=False)
    op.create_index(
        "uq_hold_open",
        "hold",
        ["incident_id", "kind", "ref"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_party_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_index(op.f("ix_party_incident_id"), "party", ["incident_id"], unique=False)
    op.create_index("ix_party_ref", "party", ["ref"], unique=False)
    op.create_index(
        "uq_party_present",
        "party",
        ["incident_id", "kind", "ref"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_bn", sa.Text(), nullable=False),
        sa.Column("display_en", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column(
            "languages",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("centre_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["role"], ["role.code"], name=op.f("fk_staff_role_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_name")),
    )
    op.create_index(op.f("ix_staff_centre_id"), "staff", ["centre_id"], unique=False)
    op.create_index(op.f("ix_staff_worker_id"), "staff", ["worker_id"], unique=False)
    op.create_table(
        "timeline_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "facts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_timeline_entry_incident_id_incident"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
        sa.UniqueConstraint("incident_id", "seq", name=op.f("uq_timeline_entry_incident_id_seq")),
    )
    op.create_index(
        op.f("ix_timeline_entry_incident_id"),
        "timeline_entry",
        ["incident_id"],
        unique=False,
    )
    op.create_table(
        "access_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=True),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_access_record_incident_id_incident"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_access_record_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_record")),
    )
    op.create_index(op.f("ix_access_record_at"), "access_record", ["at"], unique=False)
    op.create_index(
        op.f("ix_access_record_incident_id"),
        "access_record",
        ["incident_id"],
        unique=False,
    )
    op.create_index(op.f("ix_access_record_staff_id"), "access_record", ["staff_id"], unique=False)
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("provider_call_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("number_index", sa.LargeBinary(), nullable=True),
        sa.Column("number_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("caller_joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("head_start", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("wrap_up", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'connecting', 'talking', 'ended')",
            name=op.f("ck_call_state"),
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_call_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_call_owner_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("provider_call_id", name=op.f("uq_call_provider_call_id")),
    )
    op.create_index(op.f("ix_call_arrived_at"), "call", ["arrived_at"], unique=False)
    op.create_index(op.f("ix_call_incident_id"), "call", ["incident_id"], unique=False)
    op.create_index("ix_call_number", "call", ["number_index", "arrived_at"], unique=False)
    op.create_index(op.f("ix_call_owner_id"), "call", ["owner_id"], unique=False)
    op.create_index(
        "ix_call_waiting",
        "call",
        ["queued_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_call_wrap_up",
        "call",
        ["owner_id"],
        unique=False,
        postgresql_where=sa.text("wrap_up"),
    )
    op.create_index(
        "uq_call_live_owner",
        "call",
        ["owner_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'ended' AND owner_id IS NOT NULL"),
    )
    op.create_table(
        "coverage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.UUID(), nullable=True),
        sa.Column("centre_id", sa.UUID(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("rank", sa.Text(), nullable=False),
        sa.CheckConstraint("rank IN ('primary', 'backup')", name=op.f("ck_coverage_rank")),
        sa.CheckConstraint(
            "(worker_id IS NULL) <> (centre_id IS NULL)",
            name=op.f("ck_coverage_one_responder"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_coverage_centre_id_centre")
        ),
        sa.ForeignKeyConstraint(["place"], ["place.code"], name=op.f("fk_coverage_place_place")),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_coverage_worker_id_worker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
        sa.UniqueConstraint(
            "worker_id",
            "centre_id",
            "place",
            name=op.f("uq_coverage_worker_id_centre_id_place"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_coverage_centre_id"), "coverage", ["centre_id"], unique=False)
    op.create_index(op.f("ix_coverage_place"), "coverage", ["place"], unique=False)
    op.create_index(op.f("ix_coverage_worker_id"), "coverage", ["worker_id"], unique=False)
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column(
            "task_no",
            sa.BigInteger(),
            server_default=sa.text("nextval('task_number')"),
            nullable=False,
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.UUID(), nullable=False),
        sa.Column(
            "ladder",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("current_step", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_step", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("en_route_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('alerting', 'accepted', 'en_route', 'reached', 'done', 'unanswered', 'stood_down')",
            name=op.f("ck_dispatch_state"),
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_dispatch_incident_id_incident"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["staff.id"], name=op.f("fk_dispatch_requested_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    op.create_index(op.f("ix_dispatch_incident_id"), "dispatch", ["incident_id"], unique=False)
    op.create_index(
        "ix_dispatch_open",
        "dispatch",
        ["requested_at"],
        unique=False,
        postgresql_where=sa.text("state NOT IN ('done', 'stood_down')"),
    )
    op.create_table(
        "duty",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before_lost", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('off', 'available', 'ringing', 'on_call', 'wrap_up', 'paused', 'no_answer', 'link_lost')",
            name=op.f("ck_duty_state"),
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_duty_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_duty")),
    )
    op.create_table(
        "intake_field",
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_intake_field_child_id_child")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_intake_field_incident_id_incident"),
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["staff.id"], name=op.f("fk_intake_field_saved_by_staff")
        ),
        sa.PrimaryKeyConstraint("incident_id", "field", name=op.f("pk_intake_field")),
    )
    op.create_index(op.f("ix_intake_field_child_id"), "intake_field", ["child_id"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "leg",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=True),
        sa.Column("provider_call_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('ringing', 'answered', 'joined', 'left')",
            name=op.f("ck_leg_state"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_leg_call_id_call")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_leg_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
        sa.UniqueConstraint("provider_call_id", name=op.f("uq_leg_provider_call_id")),
    )
    op.create_index(op.f("ix_leg_call_id"), "leg", ["call_id"], unique=False)
    op.create_index(op.f("ix_leg_staff_id"), "leg", ["staff_id"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pass_reason", sa.Text(), nullable=True),
        sa.Column(
            "reasons",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'passed', 'no_answer', 'withdrawn')",
            name=op.f("ck_offer_state"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_offer_call_id_call")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_offer_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_call_id"), "offer", ["call_id"], unique=False)
    op.create_index(op.f("ix_offer_staff_id"), "offer", ["staff_id"], unique=False)
    op.create_index(
        "uq_offer_open_call",
        "offer",
        ["call_id"],
        unique=True,
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_index(
        "uq_offer_open_staff",
        "offer",
        ["staff_id"],
        unique=True,
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_table(
        "step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispatch_id", sa.UUID(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.UUID(), nullable=True),
        sa.Column("centre_id", sa.UUID(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("distance_km", sa.Float(), nullable=True),
        sa.Column("alerted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("code_digest", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('alerted', 'accepted', 'declined', 'expired', 'withdrawn')",
            name=op.f("ck_step_state"),
        ),
        sa.CheckConstraint(
            "(worker_id IS NULL) <> (centre_id IS NULL)",
            name=op.f("ck_step_one_responder"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_step_centre_id_centre")
        ),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatch.id"], name=op.f("fk_step_dispatch_id_dispatch")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_step_worker_id_worker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_step_code_digest")),
        sa.UniqueConstraint("dispatch_id", "no", name=op.f("uq_step_dispatch_id_no")),
    )
    op.create_index(op.f("ix_step_centre_id"), "step", ["centre_id"], unique=False)
    op.create_index(op.f("ix_step_dispatch_id"), "step", ["dispatch_id"], unique=False)
    op.create_index(op.f("ix_step_worker_id"), "step", ["worker_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.UUID(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provider_message_id", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('made', 'sent', 'delivered', 'shown', 'failed')",
            name=op.f("ck_alert_state"),
        ),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_alert_step_id_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("provider_message_id", name=op.f("uq_alert_provider_message_id")),
        sa.UniqueConstraint("step_id", "channel", name=op.f("uq_alert_step_id_channel")),
    )
    op.create_index(op.f("ix_alert_step_id"), "alert", ["step_id"], unique=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _queue(QueryBuilderEnvironment().build_uninstall_query())
    op.drop_index(op.f("ix_alert_step_id"), table_name="alert")
    op.drop_table("alert")
    op.drop_index(op.f("ix_step_worker_id"), table_name="step")
    op.drop_index(op.f("ix_step_dispatch_id"), table_name="step")
    op.drop_index(op.f("ix_step_centre_id"), table_name="step")
    op.drop_table("step")
    op.drop_index(
        "uq_offer_open_staff",
        table_name="offer",
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.drop_index(
        "uq_offer_open_call",
        table_name="offer",
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.drop_index(op.f("ix_offer_staff_id"), table_name="offer")
    op.drop_index(op.f("ix_offer_call_id"), table_name="offer")
    op.drop_table("offer")
    op.drop_index(op.f("ix_leg_staff_id"), table_name="leg")
    op.drop_index(op.f("ix_leg_call_id"), table_name="leg")
    op.drop_table("leg")
    op.drop_index(op.f("ix_staff_session_staff_id"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_index(op.f("ix_intake_field_child_id"), table_name="intake_field")
    op.drop_table("intake_field")
    op.drop_table("duty")
    op.drop_index(
        "ix_dispatch_open",
        table_name="dispatch",
        postgresql_where=sa.text("state NOT IN ('done', 'stood_down')"),
    )
    op.drop_index(op.f("ix_dispatch_incident_id"), table_name="dispatch")
    op.drop_table("dispatch")
    op.drop_index(op.f("ix_coverage_worker_id"), table_name="coverage")
    op.drop_index(op.f("ix_coverage_place"), table_name="coverage")
    op.drop_index(op.f("ix_coverage_centre_id"), table_name="coverage")
    op.drop_table("coverage")
    op.drop_index(
        "uq_call_live_owner",
        table_name="call",
        postgresql_where=sa.text("state <> 'ended' AND owner_id IS NOT NULL"),
    )
    op.drop_index("ix_call_wrap_up", table_name="call", postgresql_where=sa.text("wrap_up"))
    op.drop_index(
        "ix_call_waiting",
        table_name="call",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_call_owner_id"), table_name="call")
    op.drop_index("ix_call_number", table_name="call")
    op.drop_index(op.f("ix_call_incident_id"), table_name="call")
    op.drop_index(op.f("ix_call_arrived_at"), table_name="call")
    op.drop_table("call")
    op.drop_index(op.f("ix_access_record_staff_id"), table_name="access_record")
    op.drop_index(op.f("ix_access_record_incident_id"), table_name="access_record")
    op.drop_index(op.f("ix_access_record_at"), table_name="access_record")
    op.drop_table("access_record")
    op.drop_index(op.f("ix_timeline_entry_incident_id"), table_name="timeline_entry")
    op.drop_table("timeline_entry")
    op.drop_index(op.f("ix_staff_worker_id"), table_name="staff")
    op.drop_index(op.f("ix_staff_centre_id"), table_name="staff")
    op.drop_table("staff")
    op.drop_index(
        "uq_party_present",
        table_name="party",
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index("ix_party_ref", table_name="party")
    op.drop_index(op.f("ix_party_incident_id"), table_name="party")
    op.drop_table("party")
    op.drop_index(
        "uq_hold_open",
        table_name="hold",
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.drop_index(op.f("ix_hold_incident_id"), table_name="hold")
    op.drop_table("hold")
    op.drop_index(op.f("ix_child_incident_id"), table_name="child")
    op.drop_table("child")
    op.drop_table("centre")
    op.drop_table("worker")
    op.drop_index(op.f("ix_webhook_answer_at"), table_name="webhook_answer")
    op.drop_table("webhook_answer")
    op.drop_index(op.f("ix_sign_in_failure_at"), table_name="sign_in_failure")
    op.drop_table("sign_in_failure")
    op.drop_table("role")
    op.drop_index(op.f("ix_place_parent"), table_name="place")
    op.drop_table("place")
    op.drop_index("ix_outbox_position", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(
        "ix_incident_open",
        table_name="incident",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_table("incident")
    op.drop_index(
        "uq_deadline_pending",
        table_name="deadline",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(
        "ix_deadline_pending",
        table_name="deadline",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("deadline")
    op.execute("DROP SEQUENCE task_number")
    op.execute("DROP SEQUENCE incident_number")
