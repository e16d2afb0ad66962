"""The id of a row that its sender may have to send again: one thing told, one row; pure."""

from uuid import UUID, uuid4, uuid5


def id_for(owner: UUID, sent: UUID | None) -> UUID:
    """Of the owner of the row and the sender's own id; a new one where the sender gave none.

    Nobody meets the row of another owner by it.
    """
    return uuid4() if sent is None else uuid5(owner, str(sent))
