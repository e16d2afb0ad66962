"""Conference rooms: who is in, what they hear, what is told of it; `meet` brings lines in."""

from collections.abc import Callable

from app.core import clock
from app.telephony.simulator import hearing
from app.telephony.simulator.callbacks import Callbacks
from app.telephony.simulator.calls import Call
from app.telephony.simulator.interrupts import HungUp, Source
from app.telephony.simulator.pace import Pace
from app.telephony.simulator.room_news import RoomNews
from app.telephony.simulator.rooms import Conference, Participant, RoomListener, Show

_MOST_ROOMS_KEPT = 20_000
BY_API, ADD_FAILED = "participant_updated_via_api", "participant_add_failed"


class RoomIsClosed(Exception):
    """The room has as many participants as it may have, or is over."""


class Conferences:
    """All rooms, running and ended."""

    def __init__(
        self, account_sid: str, pace: Pace, callbacks: Callbacks, record: Callable[..., None]
    ) -> None:
        """Begin with none."""
        self._account_sid, self._pace = account_sid, pace
        self._news, self._record = RoomNews(callbacks), record
        self.by_sid: dict[str, Conference] = {}
        self._running: dict[str, Conference] = {}
        self._where: dict[str, Conference] = {}
        self._announced = 0

    def named(self, name: str) -> Conference:
        """The running room of that name; it is made when there is none."""
        room = self._running.get(name)
        if room is None:
            room = self._running[name] = Conference(name, self._account_sid)
            self.by_sid[room.sid] = room
            if len(self.by_sid) > _MOST_ROOMS_KEPT:
                oldest = next((sid for sid, each in self.by_sid.items() if each.ended), None)
                self.by_sid.pop(oldest or "", None)
        return room

    def join(
        self, room: Conference, participant: Participant, listener: RoomListener | None
    ) -> None:
        """Enter the room. Raises RoomIsClosed.

        Only the first to enter decides who hears of its events, and how many may be in.
        """
        room.connecting.pop(participant.call.sid, None)
        if room.status == "completed" or len(room.participants) >= min(room.most, participant.most):
            self.drop_if_deserted(room)
            raise RoomIsClosed
        if not room.was_entered:
            room.was_entered, room.listener, room.most = True, listener, participant.most
        participant.joined = participant.updated = clock.now()
        room.participants[participant.call.sid] = participant
        self._where[participant.call.sid] = room
        self._mark(participant, "joined_conference", conference=room.name)
        self._news.tell(room, "participant-join", participant)
        self._start_if_ready(room)
        self.refresh(room)

    def expect(self, room: Conference, participant: Participant) -> None:
        """Somebody is rung to come in; with early media those inside hear it ring."""
        room.connecting[participant.call.sid] = participant
        if participant.early_media and room.status == "in-progress":
            for inside in room.participants.values():
                if not inside.hold:
                    self._mark(inside, "hears_ring_of", party=participant.call.other_end)

    def give_up(self, room: Conference, participant: Participant) -> None:
        """Somebody who was rung does not come."""
        if room.connecting.pop(participant.call.sid, None) is None:
            return
        participant.left.set()
        facts = {
            "ReasonParticipantLeft": ADD_FAILED,
            "ParticipantCallStatus": participant.call.status,
        }
        self._news.tell(room, "participant-leave", participant, facts)
        self.drop_if_deserted(room)

    def drop_if_deserted(self, room: Conference) -> None:
        """A room that nobody ever entered, and nobody is rung for, was never a conference."""
        if not room.was_entered and not room.connecting:
            self._running.pop(room.name, None)
            self.by_sid.pop(room.sid, None)

    def name_of(self, call: Call) -> str | None:
        """The name of the room a line is in."""
        room = self._where.get(call.sid)
        return room.name if room is not None else None

    def _start_if_ready(self, room: Conference) -> None:
        # Source: Twilio: a conference starts when two are in and one of them may start it.
        ready = len(room.participants) >= 2 and any(p.starts for p in room.participants.values())
        if ready and room.status == "init":
            room.status = "in-progress"
            self._news.tell(room, "conference-start")

    def leave(
        self,
        room: Conference,
        participant: Participant,
        reason: str,
        status: str,
        *,
        kicked: bool = False,
    ) -> None:
        """Take one participant out; `status` is the state of that line now."""
        if participant.left.is_set():
            return
        self._remove(room, participant, reason, status)
        how = "kicked" if kicked else "left"
        if participant.ends_on_exit:
            self.end(room, f"participant_with_end_conference_on_exit_{how}", participant)
        elif not room.participants:
            self.end(room, f"last_participant_{how}", participant)
        else:
            self.refresh(room)

    def _remove(self, room: Conference, participant: Participant, reason: str, status: str) -> None:
        del room.participants[participant.call.sid]
        self._where.pop(participant.call.sid, None)
        participant.left.set()
        participant.changed.set()
        participant.heard_by = participant.with_whom = frozenset()
        participant.call.experience.is_heard(self._pace.now(), frozenset())
        self._mark(participant, "left_conference", conference=room.name, reason=reason)
        facts = {"ReasonParticipantLeft": reason, "ParticipantCallStatus": status}
        self._news.tell(room, "participant-leave", participant, facts)

    def end(self, room: Conference, reason: str, by: Participant | None = None) -> None:
        """End a room: everybody still in it leaves, their calls go on."""
        if room.status == "completed":
            return
        self._running.pop(room.name, None)
        why = "conference_ended_via_api" if by is None else "moderator_ended_conference"
        for participant in list(room.participants.values()):
            self._remove(room, participant, why, "in-progress")
        for expected in room.connecting.values():
            expected.call.interrupts.send(HungUp("api"))
        room.status, room.ended = "completed", clock.now()
        room.reason_ended, room.ended_by_call = reason, by.call.sid if by else ""
        facts = {"ReasonConferenceEnded": reason}
        facts |= {"CallSidEndingConference": by.call.sid} if by else {}
        facts |= {"ParticipantLabelEndingConference": by.label} if by and by.label else {}
        self._news.tell(room, "conference-end", None, facts)

    def set_muted(self, room: Conference, participant: Participant, muted: bool) -> None:
        """Mute or unmute one participant."""
        if participant.muted != muted:
            participant.muted = muted
            self._changed(room, participant, "participant-mute" if muted else "participant-unmute")

    def set_hold(
        self, room: Conference, participant: Participant, hold: bool, show: Show | None = None
    ) -> None:
        """Put one participant on hold with something to hear, or take back."""
        if show is not None:
            participant.holds_with = show
        if participant.hold != hold:
            participant.hold = hold
            self._changed(room, participant, "participant-hold" if hold else "participant-unhold")
        else:
            self.refresh(room)

    def modify(
        self, room: Conference, participant: Participant, ends: bool, coaching: bool, coaches: str
    ) -> None:
        """Change what somebody's leaving does, or whom he or she coaches."""
        before = (participant.ends_on_exit, participant.coaching, participant.coaches)
        if before != (ends, coaching, coaches):
            participant.ends_on_exit, participant.coaching = ends, coaching
            participant.coaches = coaches
            self._changed(room, participant, "participant-modify")

    def announce(self, room: Conference, to: list[Participant], source: Source) -> None:
        """Play something once to some of those inside; the others do not hear it."""
        self._announced += 1
        for participant in to:
            participant.announcements.append(Show("announce", source, number=self._announced))
        self.refresh(room)

    def announced(self, room: Conference, participant: Participant, failure: str = "") -> None:
        """One participant has heard the announcement, or it could not be played."""
        show = participant.announcements.popleft()
        if not any(show in other.announcements for other in room.participants.values()):
            url = show.source.url if show.source else ""
            failed = {"ReasonAnnouncementFailed": failure} if failure else {}
            event = "announcement-fail" if failure else "announcement-end"
            self._news.tell(room, event, participant, {"AnnounceUrl": url} | failed)
        self.refresh(room)

    def _changed(self, room: Conference, participant: Participant, event: str) -> None:
        participant.updated = clock.now()
        self._news.tell(room, event, participant)
        self.refresh(room)

    def refresh(self, room: Conference) -> None:
        """Bring what everybody in the room hears, and who hears them, up to date."""
        for participant in room.participants.values():
            show = _show(room, participant)
            if show != participant.show:
                participant.show = show
                participant.changed.set()
            self.hear(room, participant)

    def hear(self, room: Conference, participant: Participant) -> None:
        """Let one participant hear what the room or the carrier's music gives now."""
        now, experience, show = self._pace.now(), participant.call.experience, participant.show
        others = hearing.heard_by(room, participant)
        audience = hearing.who_hear(room, participant)
        if show is None:
            experience.hears(now, "talk" if others else "silence", others)
        elif show.source is None:
            experience.hears(now, "silence" if show.silent else "sound")
        experience.is_heard(now, audience)
        self._mark_company(participant, others, audience)

    def _mark_company(
        self, participant: Participant, others: frozenset[str], audience: frozenset[str]
    ) -> None:
        before = participant.with_whom
        if (others, audience) == (before, participant.heard_by):
            return
        participant.with_whom, participant.heard_by = others, audience
        if others:
            self._mark(
                participant, "talking_with", parties=sorted(others), heard_by=sorted(audience)
            )
        elif before:
            what = "on_hold" if participant.hold else "left_alone"
            self._mark(participant, what, heard_by=sorted(audience))

    def _mark(self, participant: Participant, what: str, **facts: object) -> None:
        call = participant.call
        call.experience.mark(self._pace.now(), what, **facts)
        call.bell.ring()
        self._record("call.marked", call_sid=call.sid, what=what)


def _show(room: Conference, participant: Participant) -> Show | None:
    """What a participant is played instead of the voices: the urgent things first."""
    if participant.announcements:
        return participant.announcements[0]
    if room.status == "init":
        return participant.waits_with
    return participant.holds_with if participant.hold else None
