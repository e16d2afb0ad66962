"""Legal moves of a dispatch and of a step of its ladder; pure, no framework."""

from enum import StrEnum


class DispatchState(StrEnum):
    """Where a request that somebody goes stands; the comment says who moves next."""

    ALERTING = "alerting"  # worker: answers, or the deadline moves on
    ACCEPTED = "accepted"  # worker: sets out
    EN_ROUTE = "en_route"  # worker: arrives
    REACHED = "reached"  # worker: finishes
    DONE = "done"  # nobody
    UNANSWERED = "unanswered"  # supervisor: the ladder is exhausted
    STOOD_DOWN = "stood_down"  # nobody


MOVES: dict[tuple[DispatchState, str], DispatchState] = {
    (DispatchState.ALERTING, "accept"): DispatchState.ACCEPTED,
    (DispatchState.ALERTING, "exhaust"): DispatchState.UNANSWERED,
    (DispatchState.UNANSWERED, "accept"): DispatchState.ACCEPTED,
    (DispatchState.ACCEPTED, "depart"): DispatchState.EN_ROUTE,
    (DispatchState.ACCEPTED, "arrive"): DispatchState.REACHED,
    (DispatchState.EN_ROUTE, "arrive"): DispatchState.REACHED,
    (DispatchState.REACHED, "complete"): DispatchState.DONE,
    (DispatchState.ALERTING, "take_charge"): DispatchState.UNANSWERED,
    (DispatchState.UNANSWERED, "take_charge"): DispatchState.UNANSWERED,
    (DispatchState.ACCEPTED, "hand_back"): DispatchState.ALERTING,
    (DispatchState.EN_ROUTE, "hand_back"): DispatchState.ALERTING,
    (DispatchState.ALERTING, "stand_down"): DispatchState.STOOD_DOWN,
    (DispatchState.UNANSWERED, "stand_down"): DispatchState.STOOD_DOWN,
    (DispatchState.ACCEPTED, "stand_down"): DispatchState.STOOD_DOWN,
    (DispatchState.EN_ROUTE, "stand_down"): DispatchState.STOOD_DOWN,
}

PART_MOVES = {**MOVES, (DispatchState.ACCEPTED, "complete"): DispatchState.DONE}
"""The same for an agency that does its part where it is, and has no way to go."""

UNTAKEN = (DispatchState.ALERTING, DispatchState.UNANSWERED)
"""States in which nobody has accepted: whoever was asked may still do so."""

ON_THE_WAY = (DispatchState.ACCEPTED, DispatchState.EN_ROUTE)
"""States in which somebody goes and has not reached the child: silence here is looked at too."""

OVER = (DispatchState.DONE, DispatchState.STOOD_DOWN)
"""States in which nobody is out any more."""


class StepState(StrEnum):
    """One responder asked by the ladder."""

    ALERTED = "alerted"  # worker: accepts or declines
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"  # did not answer in time; may still accept while nobody has
    WITHDRAWN = "withdrawn"
    HANDED_BACK = "handed_back"  # accepted, and gave it back; is not asked again


STEP_MOVES: dict[tuple[StepState, str], StepState] = {
    (StepState.ALERTED, "accept"): StepState.ACCEPTED,
    (StepState.ALERTED, "decline"): StepState.DECLINED,
    (StepState.ALERTED, "be_full"): StepState.DECLINED,
    (StepState.EXPIRED, "be_full"): StepState.DECLINED,
    (StepState.ALERTED, "expire"): StepState.EXPIRED,
    (StepState.EXPIRED, "accept"): StepState.ACCEPTED,
    (StepState.ALERTED, "withdraw"): StepState.WITHDRAWN,
    (StepState.EXPIRED, "withdraw"): StepState.WITHDRAWN,
    (StepState.ACCEPTED, "hand_back"): StepState.HANDED_BACK,
}


class CallWish(StrEnum):
    """With whom one who is out wants to speak."""

    CALLER = "caller"
    COUNSELLOR = "counsellor"


FULL = "full"
"""No bed is free: a centre says so, or we do when it accepts all the same."""

DECLINE_REASONS = ("too_far", "not_safe", "ill", "busy", "conflict", FULL, "other")
NO_PROGRESS = "no_progress"
"""Given back by a supervisor, since nothing happened after it was accepted."""

HAND_BACK_REASONS = (
    "too_far",
    "not_safe",
    "ill",
    "busy",
    "conflict",
    FULL,
    "cannot_reach",
    NO_PROGRESS,
    "other",
)
BED_ENDS = ("stood_down", "completed", "ran_out", "handed_back")
STAND_DOWN_REASONS = ("not_needed", "reassigned", "mistake", "other")
OUTCOMES = ("child_safe", "taken_to_centre", "not_found", "handed_to_police", "other")
PART_OUTCOMES = ("part_done", "not_found", "other")
"""How an agency's part ends; whether the child is safe is told by whoever leads."""


class AlertState(StrEnum):
    """One message to one responder through one channel; only ever forward (see `news`)."""

    PLANNED = "planned"  # its second has not come
    MADE = "made"  # queued; the job that sends it moves next
    SENT = "sent"
    DELIVERED = "delivered"
    SHOWN = "shown"
    ANSWERED = "answered"  # the line was lifted, perhaps by a machine
    ACKNOWLEDGED = "acknowledged"  # the answer, yes or no, came through this channel
    FAILED = "failed"
    SKIPPED = "skipped"  # answered elsewhere, or over, before its second came


_WEIGHT = {
    AlertState.PLANNED: 0,
    AlertState.MADE: 1,
    AlertState.SKIPPED: 2,
    AlertState.SENT: 3,
    AlertState.FAILED: 4,
    AlertState.DELIVERED: 5,
    AlertState.SHOWN: 6,
    AlertState.ANSWERED: 7,
    AlertState.ACKNOWLEDGED: 8,
}
"""Evidence of arrival outweighs a failure told before or after it: reports come in any order."""

UNSENT = (AlertState.PLANNED, AlertState.MADE)
"""States in which nothing has left."""

SEEN = (AlertState.SHOWN, AlertState.ACKNOWLEDGED)
"""States that say a person has it. A line lifted by a mailbox, or a text on a handset, do not."""


def news(known: AlertState, told: AlertState) -> bool:
    """Whether what a provider tells is more than what is known; repeats and old news are not."""
    return _WEIGHT[told] > _WEIGHT[known]
