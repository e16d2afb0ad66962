"""What the queue does for children's records; it decides nothing."""

from uuid import UUID

from app.cases import lost_matching, same_child
from app.cases.lost import MATCH
from app.cases.people_service import COMPARE
from app.core.db import Database
from app.jobs.queue import Handler


def handlers(database: Database) -> dict[str, Handler]:
    """The jobs of children's records by name."""

    async def compare(child_id: UUID) -> None:
        """Look for records that may be of the same child, and suggest them."""
        await same_child.compare(database, child_id)

    async def match(report_id: UUID) -> None:
        """Look for the other half of a report of a lost or found child, and suggest it."""
        await lost_matching.match(database, report_id)

    return {COMPARE: compare, MATCH: match}
