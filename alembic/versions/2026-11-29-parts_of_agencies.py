"""Agencies have parts of their own in a hand-off, and posts from which they are asked."""

import sqlalchemy as sa

from alembic import op

revision = "parts_of_agencies"
down_revision = "check_ins"
branch_labels = None
depends_on = None

AGENCIES = ("police", "probation", "hospital", "legal_aid", "uno", "partner", "school")
OLD_POSTS = (
    "upazila_social_services_officer",
    "city_social_services_officer",
    "district_social_services_officer",
    "probation_officer",
    "child_protection_social_worker",
    "union_social_worker",
    "ward_worker",
    "police_child_desk",
    "partner_organisation",
)
NEW_POSTS = (
    "one_stop_crisis_centre",
    "legal_aid_officer",
    "upazila_nirbahi_officer",
    "education_officer",
)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("dispatch", sa.Column("agency", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_dispatch_agency"), "dispatch", _one_of("agency", AGENCIES))
    op.drop_constraint(op.f("ck_post_kind"), "post")
    op.create_check_constraint(
        op.f("ck_post_kind"), "post", _one_of("kind", (*OLD_POSTS, *NEW_POSTS))
    )


def downgrade() -> None:
    """A part without its agency would look like one who goes to the child, so that it is over."""
    op.execute(
        "UPDATE dispatch SET state = 'stood_down', alarm_at = NULL, due_at = NULL "
        "WHERE agency IS NOT NULL AND state <> 'done'"
    )
    op.execute(
        "UPDATE step SET state = 'withdrawn' FROM dispatch WHERE dispatch.id = dispatch_id "
        "AND agency IS NOT NULL AND step.state = 'alerted'"
    )
    op.execute(
        "UPDATE hold SET released_at = now() FROM dispatch WHERE dispatch.id = ref "
        "AND agency IS NOT NULL AND released_at IS NULL"
    )
    op.drop_constraint(op.f("ck_dispatch_agency"), "dispatch")
    op.drop_column("dispatch", "agency")
    new = ", ".join(f"'{kind}'" for kind in NEW_POSTS)
    op.execute(f"UPDATE post SET kind = 'partner_organisation' WHERE kind IN ({new})")
    op.drop_constraint(op.f("ck_post_kind"), "post")
    op.create_check_constraint(op.f("ck_post_kind"), "post", _one_of("kind", OLD_POSTS))
