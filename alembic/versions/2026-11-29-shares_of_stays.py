"""Centres where children stayed already get their share; a constraint gets the name it should have."""

from alembic import op

revision = "shares_of_stays"
down_revision = "ladder_audit"
branch_labels = None
depends_on = None

TWICE = "ck_exclusion_ck_exclusion_kind"
"""Its table's name came into it twice over."""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        """
        INSERT INTO party (id, incident_id, kind, ref, since)
        SELECT gen_random_uuid(), stay.incident_id, 'residence', stay.centre_id,
            min(stay.arrived_at)
        FROM stay WHERE stay.left_at IS NULL
        GROUP BY stay.incident_id, stay.centre_id
        ON CONFLICT (incident_id, kind, ref) WHERE until IS NULL DO NOTHING
        """
    )
    op.execute(f"ALTER TABLE exclusion RENAME CONSTRAINT {TWICE} TO ck_exclusion_kind")


def downgrade() -> None:
    """The shares stay: nobody can tell those that were missing from what came since."""
    op.execute(f"ALTER TABLE exclusion RENAME CONSTRAINT ck_exclusion_kind TO {TWICE}")
