"""Who is nearest is read from an index over the sphere, not sorted from every row."""

from alembic import op

revision = "nearest_on_the_sphere"
down_revision = "shares_of_stays"
branch_labels = None
depends_on = None

ON_THE_SPHERE = (
    "cube(ARRAY[cos(radians(lat)) * cos(radians(lon)), "
    "cos(radians(lat)) * sin(radians(lon)), sin(radians(lat))])"
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS cube")
    op.execute(
        f"CREATE INDEX ix_worker_on_the_sphere ON worker USING gist (({ON_THE_SPHERE})) "
        "WHERE on_duty AND lat IS NOT NULL AND lon IS NOT NULL"
    )
    op.execute(
        f"CREATE INDEX ix_centre_on_the_sphere ON centre USING gist (({ON_THE_SPHERE})) "
        "WHERE lat IS NOT NULL AND lon IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_centre_on_the_sphere", "centre")
    op.drop_index("ix_worker_on_the_sphere", "worker")
    op.execute("DROP EXTENSION IF EXISTS cube")
