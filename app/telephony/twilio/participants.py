"""The parties of a conference by the provider's REST: who is in, who comes, who hears whom.

Source: Twilio, "Conference Participant resource".
"""

from typing import Any
from uuid import UUID

from twilio.rest import Client
from twilio.rest.api.v2010.account.conference import ConferenceContext

from app.calls.phone import CallIsGone
from app.calls.states import Mode
from app.telephony.twilio.documents import COUNSELLOR, conference_name
from app.telephony.twilio.outcomes import outcome_of

MOST_PARTIES = 20
NOT_IN = frozenset({"queued", "connecting", "ringing", "complete", "failed"})
"""Participants who are still rung, or no longer there, are listed as well."""


class Rooms:
    """The conferences of one account, for one request of ours."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def present(self, call_id: UUID, step: int) -> set[str]:
        """Whose lines are in the conference; nobody's when there is none."""
        try:
            room = await self.room(call_id, step)
            inside = await room.participants.list_async(limit=MOST_PARTIES)
        except Exception as error:
            outcome = outcome_of(error)
            if isinstance(outcome, CallIsGone):  # also when it ended between the two questions
                return set()
            raise outcome from None
        return {str(party.call_sid) for party in inside if party.status not in NOT_IN}

    async def change(self, line: str, call_id: UUID, step: int, **wanted: Any) -> None:
        """Set what is wanted of one party. Raises CallIsGone for one who is not in."""
        try:
            room = await self.room(call_id, step)
            await room.participants(line).update_async(**wanted)
        except Exception as error:
            raise outcome_of(error) from None

    async def outlives_counsellor(self, room: ConferenceContext) -> None:
        """From now on the counsellor's leaving ends the conference no more: guests may talk on.

        Source: the same, `EndConferenceOnExit`. Raises what the library raises.
        """
        try:
            await room.participants(COUNSELLOR).update_async(end_conference_on_exit=False)
        except Exception as error:
            if not isinstance(outcome_of(error), CallIsGone):  # a line that is out ends nothing
                raise

    async def supervise(
        self, line: str, call_id: UUID, step: int, mode: Mode, coached: str
    ) -> None:
        """See Phone.supervise. One request sets all of it, so no word is heard by the wrong one.

        Source: the same, `Muted`, `Coaching`, `CallSidToCoach`: who is coached is the only one to
        hear the coach.
        """
        if mode is Mode.WHISPER:
            wanted: dict[str, Any] = {"coaching": True, "call_sid_to_coach": coached}
        else:
            wanted = {"coaching": False}
        await self.change(line, call_id, step, muted=mode is Mode.LISTEN, **wanted)

    async def known(self, room: ConferenceContext, label: str) -> str | None:
        """The line of the participant of this label who is in, or still rings; None without one.

        Source: the same, `Label`: by it a participant may be fetched.
        """
        try:
            return str((await room.participants(label).fetch_async()).call_sid)
        except Exception as error:
            if isinstance(outcome_of(error), CallIsGone):
                return None
            raise

    async def room(self, call_id: UUID, step: int) -> ConferenceContext:
        """The conference of this step that is on. Raises CallIsGone."""
        found = await self._client.conferences.list_async(
            friendly_name=conference_name(call_id, step), status="in-progress", limit=1
        )
        if not found:
            raise CallIsGone
        return self._client.conferences(found[0].sid)
