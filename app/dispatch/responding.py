"""For whom a signed-in person answers an alert; it answers nothing itself."""

from app.dispatch.ladder import Responder
from app.staff.auth import SignedIn
from app.staff.permissions import NotAllowed


def responder_for(signed: SignedIn) -> Responder:
    """For whom a signed-in person answers. Raises NotAllowed for one who answers for nobody."""
    if signed.worker_id is not None:
        return Responder("worker", signed.worker_id)
    if signed.centre_id is not None:
        return Responder("centre", signed.centre_id)
    raise NotAllowed("This account answers for no worker and no centre.")
