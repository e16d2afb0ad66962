"""Legal moves of a counsellor's duty; pure, no framework."""

from enum import StrEnum


class Duty(StrEnum):
    """What a counsellor is doing; the comment says who moves next."""

    OFF = "off"  # counsellor: starts the shift
    AVAILABLE = "available"  # system: offers a call
    RINGING = "ringing"  # counsellor: answers or passes on
    ON_CALL = "on_call"  # counsellor or caller: ends the call
    WRAP_UP = "wrap_up"  # counsellor: completes
    PAUSED = "paused"  # counsellor: comes back
    NO_ANSWER = "no_answer"  # counsellor: says "I'm back"
    LINK_LOST = "link_lost"  # system: the console connects again


MOVES: dict[tuple[Duty, str], Duty] = {
    (Duty.OFF, "start"): Duty.AVAILABLE,
    (Duty.AVAILABLE, "pause"): Duty.PAUSED,
    (Duty.AVAILABLE, "end"): Duty.OFF,
    (Duty.AVAILABLE, "ring"): Duty.RINGING,
    (Duty.AVAILABLE, "lose_link"): Duty.LINK_LOST,
    (Duty.AVAILABLE, "call_out"): Duty.ON_CALL,
    (Duty.RINGING, "answer"): Duty.ON_CALL,
    (Duty.RINGING, "pass_on"): Duty.AVAILABLE,
    (Duty.RINGING, "miss"): Duty.NO_ANSWER,
    (Duty.RINGING, "withdraw"): Duty.AVAILABLE,
    (Duty.ON_CALL, "hang_up"): Duty.WRAP_UP,
    (Duty.ON_CALL, "lose_call"): Duty.NO_ANSWER,
    (Duty.ON_CALL, "leave"): Duty.AVAILABLE,
    (Duty.WRAP_UP, "complete"): Duty.AVAILABLE,
    (Duty.WRAP_UP, "pause"): Duty.PAUSED,
    (Duty.PAUSED, "resume"): Duty.AVAILABLE,
    (Duty.PAUSED, "pause"): Duty.PAUSED,
    (Duty.PAUSED, "end"): Duty.OFF,
    (Duty.NO_ANSWER, "resume"): Duty.AVAILABLE,
    (Duty.NO_ANSWER, "pause"): Duty.PAUSED,
    (Duty.NO_ANSWER, "end"): Duty.OFF,
    (Duty.LINK_LOST, "find_link"): Duty.AVAILABLE,
    (Duty.LINK_LOST, "end"): Duty.OFF,
}

PAUSE_REASONS = ("tea", "meal", "prayer", "toilet", "training", "meeting", "debrief")
"""Why a counsellor is away; each is a word on the board, none is punished."""
