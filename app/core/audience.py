"""Names of the channels an event is addressed to; neutral words, no meaning attached."""

from uuid import UUID

BOARD = "board"


def about(kind: str, entity_id: UUID) -> str:
    """The channel of one entity, such as `incident/<id>` or `staff/<id>`."""
    return f"{kind}/{entity_id}"
