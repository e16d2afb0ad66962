"""Through which channel an answer came, and who recorded it; the answer itself stands elsewhere."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.cases.timeline import Actor
from app.dispatch.channels import LIVE, TEXT, VERBAL, VOICE
from app.dispatch.ladder import Responder
from app.dispatch.scene import actor_of


@dataclass(frozen=True, slots=True)
class Through:
    """A channel; `recorded_by` is the counsellor to whom the answer was said on the telephone."""

    channel: str
    recorded_by: UUID | None = None

    def actor_for(self, by: Responder) -> Actor:
        """Who stands on the timeline: whoever recorded it, else the responder."""
        return Actor("staff", self.recorded_by) if self.recorded_by else actor_of(by)


LIVE_SCREEN: Final = Through(LIVE)
LINK: Final = Through(TEXT)
KEY: Final = Through(VOICE)


def said_to(staff_id: UUID) -> Through:
    """Said to this counsellor."""
    return Through(VERBAL, staff_id)
