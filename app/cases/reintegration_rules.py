"""When a child may go, when it is followed up and what closes that; pure, reads no clock.

Every rule takes what was said in any order, and says what is missing rather than whether to go on.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

from app.cases.reintegration_states import Answer, FollowUpState, Found

AGAIN_DAYS: Final = 30
"""When the last follow-up finds a concern, so many days later there is one more."""
MOST_STEPS: Final = 12
LONGEST_DAYS: Final = 1096
LATEST_MOVE_DAYS: Final = 60
"""The last follow-up of a schedule is put off by so many days at most."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a condition; of several the one with the highest `no` counts."""

    id: UUID
    condition: str
    answer: Answer
    no: int


@dataclass(frozen=True, slots=True)
class Exemption:
    """What a supervisor has allowed: that a condition does not hold, as it was answered then.

    `answer_id`: None where nobody had answered. `against_record`: it was known that the child's
    record speaks against the condition.
    """

    id: UUID
    condition: str
    answer_id: UUID | None
    against_record: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A condition that does not hold. `against_record`: the child's record says so."""

    condition: str
    answer: Answer
    against_record: bool = False


def latest(said: Iterable[Said]) -> dict[str, Said]:
    """What counts of each condition somebody has spoken of."""
    counts: dict[str, Said] = {}
    for one in said:
        known = counts.get(one.condition)
        if known is None or one.no > known.no:
            counts[one.condition] = one
    return counts


def unmet(
    conditions: Sequence[str], said: Iterable[Said], against_record: Collection[str] = ()
) -> dict[str, Missing]:
    """The conditions that do not hold, in their order; a yes the record speaks against is a no."""
    counts = latest(said)
    found: dict[str, Missing] = {}
    for code in conditions:
        told = counts[code].answer if code in counts else Answer.UNKNOWN
        against = code in against_record
        if against or told is not Answer.YES:
            found[code] = Missing(code, Answer.NO if against else told, against)
    return found


def missing(
    conditions: Sequence[str],
    said: Sequence[Said],
    exemptions: Iterable[Exemption],
    against_record: Collection[str] = (),
) -> list[Missing]:
    """What still keeps the child from going: does not hold, and no supervisor has allowed it.

    An exemption stands for the answer it was given for. Once something else is said, or the record
    says worse, somebody must ask anew.
    """
    counts = latest(said)
    left = unmet(conditions, said, against_record)
    for one in exemptions:
        lack = left.get(one.condition)
        answered = counts[one.condition].id if one.condition in counts else None
        knew = one.against_record or (lack is not None and not lack.against_record)
        if lack is not None and one.answer_id == answered and knew:
            del left[one.condition]
    return list(left.values())


def days_of(day: date, schedule: Sequence[int]) -> list[date]:
    """The days on which a child that went on `day` is followed up."""
    return [day + timedelta(days=after) for after in schedule]


def schedule_fault(days: Sequence[int]) -> str | None:
    """What is wrong with a schedule, as a sentence; None when it is one."""
    if not days or len(days) > MOST_STEPS:
        return f"From 1 to {MOST_STEPS} follow-ups are possible."
    if days[0] < 1 or days[-1] > LONGEST_DAYS:
        return f"From 1 to {LONGEST_DAYS} days after the child went are possible."
    if any(later <= earlier for earlier, later in pairwise(days)):
        return "Each follow-up must come after the one before."
    return None


@dataclass(frozen=True, slots=True)
class Slot:
    """A follow-up of the schedule."""

    id: UUID
    on: date
    state: FollowUpState


def next_due(slots: Iterable[Slot]) -> Slot | None:
    """The follow-up that comes first; None when all are done."""
    due = [slot for slot in slots if slot.state is FollowUpState.DUE]
    return min(due, key=lambda slot: (slot.on, slot.id), default=None)


def move_fault(slots: Sequence[Slot], moved: UUID, to: date, went: date, today: date) -> str | None:
    """Why a follow-up can't be put on another day, as a sentence; None when it can.

    They keep their order, and none comes before the child went or before today.
    """
    one = next(slot for slot in slots if slot.id == moved)
    if to <= went:
        return "A follow-up comes after the day the child went."
    if to < today:
        return "This day has passed."
    if to == one.on:
        return "It is on this day already."
    others = [slot.on for slot in slots if slot.id != moved and slot.state is FollowUpState.DUE]
    before = [on for on in others if on <= one.on]
    after = [on for on in others if on > one.on]
    if any(on >= to for on in before):
        return "The follow-up before it would come later."
    if any(on <= to for on in after):
        return "The next follow-up would come before it."
    if not after and to > max(one.on, today) + timedelta(days=LATEST_MOVE_DAYS):
        return f"It can be put off by {LATEST_MOVE_DAYS} days at most."
    return None


def after_visit(found: Found, left: int) -> str:
    """What follows from a follow-up, when `left` of the schedule are still due after it.

    `risk`: the case begins anew. `again`: one more is needed. `settle`: all is done and the child
    is safe. `stay`: nothing changes beside what was done.
    """
    if found is Found.RISK:
        return "risk"
    if found is Found.NOT_MET or left:
        return "stay"
    return "settle" if found is Found.SAFE else "again"


def words_lack(found: Found, said: Mapping[str, object]) -> tuple[str, str] | None:
    """The field that is missing in what is told of a follow-up, with a sentence; None: all there.

    The child's own view is told, or why it was not asked. Nobody is found safe whom nobody has seen
    or heard.
    """
    if not said.get("words"):
        return "words", "Say what was found."
    if found is Found.NOT_MET:
        if said.get("child_seen") or said.get("child_asked"):
            return "found", "The child was seen or asked: say what was found."
        return None
    if said.get("child_asked") and not said.get("child_view"):
        return "child_view", "Write down the child's own view."
    if not said.get("child_asked") and not said.get("why_not_asked"):
        return "why_not_asked", "Say why the child was not asked."
    if found is Found.SAFE and not (said.get("child_seen") or said.get("child_asked")):
        return "found", "Nobody has seen or heard the child: that it is safe is not known."
    return None
