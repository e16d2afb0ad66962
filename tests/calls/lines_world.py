"""A small phone network with people at its ends, for tests of disorder: it knows what really is.

It does what it is told (bridge, ring, wait, hang up), plays what people do next, and emits the
events the provider documents, numbered within each conference. Who hears of them, in which order
and how often, is the test's business.
"""

import random
from dataclasses import dataclass, field
from uuid import UUID

from app.calls.states import CallState


@dataclass(frozen=True)
class News:
    """One event: of a counsellor's line (`leg`), of a conference (`join`, `leave`), of the caller's
    line (`over`: it is gone); or a question where a line goes: an answered one (`asks`), and the
    caller's when its conference is over (`back`)."""

    kind: str
    line: str
    step: int = 0
    order: int = 0
    leg_id: UUID | None = None
    status: str = ""


@dataclass
class Rung:
    """A counsellor's line."""

    leg_id: UUID
    line: str
    step: int
    up: bool = True
    answered: bool = False


@dataclass(frozen=True)
class Sees:
    """What the screens show by now: a talk, a colleague in it, and that the call is the colleague's
    who was asked last."""

    talks: bool = False
    joined: bool = False
    handed_over: bool = False


TALK_ENDS = ("line_drops", "conference_ends", "caller_hangs_up", "counsellor_hangs_up")
NO_TALK = ("never_answers", "drops_before_joining", "caller_gives_up")
GUESTS = ("warm_completed", "warm_cancelled", "sender_lost", "colleague_lost", "cold")
"""A talk to which a colleague is asked; in the end the line of whoever has the call drops."""
CONSULTING = "caller_leaves_consulting"
LAST = ("caller_hangs_up", "counsellor_hangs_up", "caller_gives_up", CONSULTING)
"""What ends a story; anything else is followed by the next counsellor."""
QUESTIONS = ("asks", "back")
CALLER = "CA-caller"


@dataclass
class LinesWorld:
    """One caller, and the counsellors who take the call one after another, as `plot` says.

    Each entry of the plot is what becomes of one acceptance: one of TALK_ENDS, NO_TALK, GUESTS.
    `guests` are the lines of colleagues, one for each talk to which one came; `stage` is how far
    that is.
    """

    plot: list[str]
    caller_up: bool = True
    room: int | None = None
    rung: list[Rung] = field(default_factory=list)
    inside: dict[int, set[str]] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)
    news: list[News] = field(default_factory=list)
    guests: list[Rung] = field(default_factory=list)
    stage: int = 0
    acts: int = 0
    talked: list[int] = field(default_factory=list)

    # -- what the phone network is told ------------------------------------------------------

    def bridge(self, step: int) -> bool:
        """Take the caller into the conference of `step`; False when the line is gone."""
        if self.caller_up and self.room != step:
            self._leave(CALLER)
            self.room = step
            self._enter(CALLER, step)
        return self.caller_up

    def wait(self) -> bool:
        """Take the caller back to the queue; False when the line is gone."""
        if self.caller_up:
            self._leave(CALLER)
            self.room = None
        return self.caller_up

    def ring(self, leg_id: UUID, step: int) -> str:
        line = f"CA-{len(self.rung)}"
        self.rung.append(Rung(leg_id, line, step))
        self._tell_leg(self.rung[-1], "ringing")
        return line

    def ring_guest(self, leg_id: UUID, step: int) -> str:
        """Ring a colleague into the conference of `step`; asked again, the same line."""
        known = next((one for one in self.guests if one.leg_id == leg_id), None)
        if known is None:
            known = Rung(leg_id, f"CA-guest-{len(self.guests)}", step)
            self.guests.append(known)
            self._tell_leg(known, "ringing")
        return known.line

    def let_in(self, line: str, *, may: bool) -> None:
        """What was answered to an answered line that asked: into its conference, or nowhere."""
        for one in self.rung:
            if one.line == line and one.up and line not in self.inside.get(one.step, ()):
                if may:
                    self._enter(line, one.step)
                else:
                    self._drop(one)

    def hang_up(self, line: str) -> None:
        if line == CALLER:
            self._caller_goes()
            return
        for one in [*self.rung, *self.guests]:
            if one.line == line:
                self._drop(one)

    def is_up(self, line: str) -> bool:
        if line == CALLER:
            return self.caller_up
        return any(r.up for r in [*self.rung, *self.guests] if r.line == line)

    def present(self, step: int) -> set[str]:
        return set(self.inside.get(step, ()))

    # -- what people do ------------------------------------------------------------------------

    @property
    def meets(self) -> Rung | None:
        """The line that can hear the caller at this moment."""
        here = self.inside.get(self.room, set()) if self.room is not None else set()
        return next((r for r in self.rung if r.line in here), None) if CALLER in here else None

    def people_act(self, accepted: int, sees: Sees) -> str | None:
        """The next thing somebody does, if it is time for one; what the caller of this must do for
        them ('counsellor_hangs_up'), or '' when it was done here. `accepted` counts acceptances.
        """
        if not self.caller_up or self.acts >= accepted:
            return None
        fate, at = self.plot[accepted - 1], self.rung[-1] if len(self.rung) == accepted else None
        if fate == "caller_gives_up":
            self.acts += 1
            self._caller_goes()
            return ""
        if at is None or not (at.up or self.stage):
            return None
        if fate == "never_answers":
            self.acts += 1
            at.up = False
            self._tell_leg(at, "no-answer")
            return ""
        if not at.answered:
            at.answered = True
            self._tell_leg(at, "in-progress")
            self.news.append(News("asks", at.line, at.step, leg_id=at.leg_id))
            if fate == "drops_before_joining":
                self.acts += 1
                self._drop(at)
            return ""
        if fate in GUESTS or fate == CONSULTING:
            turn = self.guest_turn(fate, sees)
            return self.guest_act(fate, turn, accepted) if turn else None
        if self.meets is not at:
            return None
        self.acts += 1
        self.talked.append(accepted)
        if fate == "line_drops":
            self._drop(at)
            return ""
        if fate == "conference_ends":
            step = self.room
            self._leave(CALLER)
            self.room = None
            self.news.append(News("back", CALLER, step or 0))
            return ""
        if fate == "caller_hangs_up":
            self._caller_goes()
            return ""
        return "counsellor_hangs_up"

    def guest_turn(self, fate: str, sees: Sees) -> str:
        """What happens next in a talk to which a colleague is asked, if it is time for it.

        Who hands over or hangs up by the console has to see first that there is somebody, or that
        the call is his.
        """
        if self.stage == 0:
            return "asks" if self.meets is self.rung[-1] and sees.talks else ""
        if self.stage == 1:
            rings = len(self.guests) and self.guests[-1].step == self.room and self.guests[-1].up
            return "guest_joins" if rings and not self.guests[-1].answered else ""
        if self.stage == 2:
            waits = {"warm_completed": sees.joined, "cold": sees.handed_over}
            return fate if waits.get(fate, True) else ""
        waits = {"warm_completed": sees.handed_over, "sender_lost": sees.handed_over}
        return "owner_drops" if waits.get(fate, True) else ""

    def guest_act(self, fate: str, turn: str, accepted: int) -> str:
        """Play that turn; what the caller of this must do for them, or ''."""
        self.stage += 1
        if turn == "asks":
            self.talked.append(accepted)
            return "asks_cold" if fate == "cold" else "asks_warm"
        guest, sender = self.guests[-1], self.rung[-1]
        if turn == "guest_joins":
            guest.answered = True
            self._tell_leg(guest, "in-progress")
            self._enter(guest.line, guest.step)
        elif turn == "sender_lost":
            self._drop(sender)
        elif turn == "colleague_lost":
            self._drop(guest)
        elif turn in ("warm_completed", "warm_cancelled"):
            return turn
        else:
            self.stage, self.acts = 0, self.acts + 1
            kept = fate in ("warm_cancelled", "colleague_lost")
            if fate == CONSULTING:
                self._caller_goes()
            else:
                self._drop(sender if kept else guest)
        return ""

    # -- what comes of it ----------------------------------------------------------------------

    def _enter(self, line: str, step: int) -> None:
        self.inside.setdefault(step, set()).add(line)
        self._tell_room("join", line, step)

    def _leave(self, line: str) -> None:
        """Out of whichever conference the line is in; the caller's leaving ends it for all."""
        for step, inside in self.inside.items():
            if line in inside:
                inside.discard(line)
                self._tell_room("leave", line, step)
                if line == CALLER:
                    for one in [r for r in [*self.rung, *self.guests] if r.line in inside]:
                        self._drop(one)

    def _drop(self, one: Rung) -> None:
        if one.up:
            one.up = False
            self._leave(one.line)
            self._tell_leg(one, "completed")

    def _caller_goes(self) -> None:
        if self.caller_up:
            self.caller_up = False
            self._leave(CALLER)
            self.room = None
            self.news.append(News("over", CALLER))
            self.news.append(News("over", CALLER, status="number"))

    def _tell_leg(self, one: Rung, status: str) -> None:
        self.news.append(News("leg", one.line, one.step, leg_id=one.leg_id, status=status))

    def _tell_room(self, kind: str, line: str, step: int) -> None:
        order = self.orders[step] = self.orders.get(step, 0) + 1
        self.news.append(News(kind, line, step, order))


@dataclass
class Disorder:
    """How the news comes. `lose` and `again` are probabilities, for each event."""

    dice: random.Random | None = None
    lose: float = 0.0
    again: float = 0.0


def a_plot(dice: random.Random) -> list[str]:
    """Up to four counsellors, and an end."""
    middle = [one for one in (*TALK_ENDS, *NO_TALK, *GUESTS) if one not in LAST]
    return [*dice.choices(middle, k=dice.randrange(4)), dice.choice(LAST)]


def arriving(world: LinesWorld, disorder: Disorder) -> list[News]:
    """What of the news comes, and how often; asking where to go can't be lost: it is a question."""
    news, world.news = world.news, []
    dice = disorder.dice
    if dice is None:
        return news
    kept = [one for one in news if one.kind in QUESTIONS or dice.random() >= disorder.lose]
    return kept + [one for one in kept if dice.random() < disorder.again]


def somebody_acts(world: LinesWorld, accepted: int, state: CallState, sees: Sees) -> bool:
    """Whether somebody does something now. Who hangs up by the console has to see the talk first:
    there is no such button before."""
    acted = world.acts < accepted and world.caller_up
    if not acted:
        return False
    fate = world.plot[accepted - 1]
    if fate == "caller_gives_up":
        return True
    if len(world.rung) < accepted or not (world.rung[-1].up or world.stage):
        return False
    if not world.rung[-1].answered:
        return True
    if fate in GUESTS or fate == CONSULTING:
        return world.guest_turn(fate, sees) != ""
    if world.meets is not world.rung[-1]:
        return False
    return fate != "counsellor_hangs_up" or state is CallState.TALKING
