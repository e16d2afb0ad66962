"""Legal moves of a call, a leg and an offer; pure, no framework."""

from enum import StrEnum


class CallState(StrEnum):
    """Where a live conversation stands; the comment says who moves next."""

    WAITING = "waiting"  # system: offers it to a counsellor
    CONNECTING = "connecting"  # phone network: joins both lines
    TALKING = "talking"  # caller or counsellor
    DIVERTED = "diverted"  # duty phones: ring one after another, or one of them talks
    ENDED = "ended"  # nobody; the counsellor may still be in wrap-up


MOVES: dict[tuple[CallState, str], CallState] = {
    (CallState.WAITING, "answer"): CallState.CONNECTING,
    (CallState.CONNECTING, "join"): CallState.TALKING,
    (CallState.CONNECTING, "wait_again"): CallState.WAITING,
    (CallState.TALKING, "wait_again"): CallState.WAITING,
    (CallState.TALKING, "hand_over"): CallState.TALKING,
    (CallState.WAITING, "divert"): CallState.DIVERTED,
    (CallState.DIVERTED, "wait_again"): CallState.WAITING,
    (CallState.DIVERTED, "end"): CallState.ENDED,
    (CallState.WAITING, "end"): CallState.ENDED,
    (CallState.CONNECTING, "end"): CallState.ENDED,
    (CallState.TALKING, "end"): CallState.ENDED,
    (CallState.ENDED, "turn_up"): CallState.WAITING,
}


class LegState(StrEnum):
    """One party's line; only ever forward."""

    RINGING = "ringing"
    ANSWERED = "answered"
    JOINED = "joined"
    LEFT = "left"


LEG_ORDER = (LegState.RINGING, LegState.ANSWERED, LegState.JOINED, LegState.LEFT)


class OfferState(StrEnum):
    """One call offered to one counsellor."""

    OFFERED = "offered"  # counsellor: accepts or passes on
    ACCEPTED = "accepted"
    PASSED = "passed"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


OFFER_MOVES: dict[tuple[OfferState, str], OfferState] = {
    (OfferState.OFFERED, "accept"): OfferState.ACCEPTED,
    (OfferState.OFFERED, "pass_on"): OfferState.PASSED,
    (OfferState.OFFERED, "miss"): OfferState.NO_ANSWER,
    (OfferState.OFFERED, "withdraw"): OfferState.WITHDRAWN,
}


class CallBackState(StrEnum):
    """One row of the call-back list."""

    OPEN = "open"  # counsellor: calls back, or says what came of it
    DONE = "done"


CALL_BACK_MOVES: dict[tuple[CallBackState, str], CallBackState] = {
    (CallBackState.OPEN, "complete"): CallBackState.DONE,
}

CALL_BACK_REASONS = ("abandoned", "nobody_on_duty", "session")
"""Why somebody is to be called back."""

CALL_BACK_OUTCOMES = ("reached", "not_reached", "called_again", "not_safe", "other")
"""What came of it."""


PLAN_AGAIN_REASONS = ("danger", "better_time", "somebody_asked", "other")
"""Why a supervisor has the attempts to call back begin anew."""


class SessionState(StrEnum):
    """One booked session of psychosocial counselling."""

    BOOKED = "booked"  # its counsellor: says what came of it
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


SESSION_MOVES: dict[tuple[SessionState, str], SessionState] = {
    (SessionState.BOOKED, "held"): SessionState.HELD,
    (SessionState.BOOKED, "missed"): SessionState.MISSED,
    (SessionState.BOOKED, "cancelled"): SessionState.CANCELLED,
}

SESSION_OUTCOMES = ("held", "missed", "cancelled")
"""What came of a session."""

MARK_REASONS = ("insults", "plays", "sexual", "repeats")
"""Why a counsellor marks the number of a call; calls that try the line out are none."""

BLOCK_REASONS = ("floods", "insults", "sexual", "threats")
"""Why a supervisor blocks a number for a while."""

NO_LONGER_NEEDED = "no_longer_needed"
LIFT_REASONS = ("was_wrong", NO_LONGER_NEEDED)
"""Why a supervisor lifts a block before its time."""


class PartyKind(StrEnum):
    """What somebody on the line of a call is there for."""

    COUNSELLOR = "counsellor"  # rung to own the call, or owns it by now
    COLLEAGUE = "colleague"  # another counsellor, asked to come
    SERVICE = "service"  # 999, 109 and others
    SUPERVISOR = "supervisor"  # listens, whispers or talks


class Mode(StrEnum):
    """How a supervisor is on the line."""

    LISTEN = "listen"  # hears all, nobody hears him or her
    WHISPER = "whisper"  # the counsellor alone hears him or her
    BARGE = "barge"  # everybody does


class InvitationKind(StrEnum):
    """What a colleague is asked for."""

    WARM = "warm"  # to take the call over, after a word with the counsellor
    COLD = "cold"  # to take it over as soon as the line has joined
    JOIN = "join"  # to talk along


class InvitationState(StrEnum):
    """One colleague who is asked to come to a call."""

    ASKED = "asked"  # colleague: accepts or declines
    ACCEPTED = "accepted"  # counsellor: completes or cancels; colleague: leaves
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    LEFT = "left"
    HANDED_OVER = "handed_over"


INVITATION_MOVES: dict[tuple[InvitationState, str], InvitationState] = {
    (InvitationState.ASKED, "accept"): InvitationState.ACCEPTED,
    (InvitationState.ASKED, "decline"): InvitationState.DECLINED,
    (InvitationState.ASKED, "miss"): InvitationState.NO_ANSWER,
    (InvitationState.ASKED, "cancel"): InvitationState.CANCELLED,
    (InvitationState.ACCEPTED, "cancel"): InvitationState.CANCELLED,
    (InvitationState.ACCEPTED, "complete"): InvitationState.HANDED_OVER,
    (InvitationState.ACCEPTED, "leave"): InvitationState.LEFT,
}

DECLINE_REASONS = ("busy", "language", "skill", "personal", "technical")
"""Why a colleague does not come."""

PASS_REASONS = ("language", "skill", "personal", "technical")
"""Why a counsellor lets the next one take it."""


def later(one: LegState, other: LegState) -> LegState:
    """The further of two leg states: a late webhook never takes a line back."""
    return max(one, other, key=LEG_ORDER.index)
