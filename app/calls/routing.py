"""Who should ring next and why; pure, no framework. Who waits first stands in queue.py."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

NEAR: Final[Mapping[str, tuple[str, ...]]] = {
    "bn": (),
    "en": ("bn",),
    "ctg": ("bn",),
    "syl": ("bn",),
    "rhg": ("ctg", "bn"),
    "ccp": ("bn",),
    "rmz": ("bn",),
}
"""The languages of callers by ISO 639 code, each with those in which one may still be understood,
the nearest first: Bangla, English, Chattogram, Sylheti, Rohingya, Chakma, Marma. Ours, for review.
"""


class Passed:
    """How a counsellor came not to have a call that was offered to him or her."""

    PASSED_ON: Final = "passed_on"
    NO_ANSWER: Final = "no_answer"
    LINK_LOST: Final = "link_lost"


@dataclass(frozen=True)
class Pace:
    """Seconds. A call widens to counsellors without its skill, then to near languages, and at
    twice that to any; a counsellor who passed it on, did not answer it or lost its line does not
    get this call again before the delay of that.
    """

    skill_widens: float = 30
    language_widens: float = 60
    after_pass: float = 60
    after_no_answer: float = 5
    after_link_lost: float = 3

    def delay(self, how: str) -> float:
        """The delay after `how` (Passed), in seconds."""
        return {
            Passed.PASSED_ON: self.after_pass,
            Passed.NO_ANSWER: self.after_no_answer,
            Passed.LINK_LOST: self.after_link_lost,
        }[how]


@dataclass(frozen=True)
class Waiting:
    """A caller who waits. `passed_by` says who did not take the call, how (Passed) and when."""

    call_id: UUID
    language: str
    queued_at: datetime
    passed_by: Mapping[UUID, tuple[str, datetime]] = field(default_factory=dict)
    skill: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A counsellor who is free."""

    staff_id: UUID
    languages: Collection[str]
    skills: Collection[str]
    idle_since: datetime


@dataclass(frozen=True)
class Reason:
    """Why, as a stable code that screens put into words."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()

    def row(self) -> dict[str, object]:
        """As screens and tables keep it."""
        return {"code": self.code, "params": dict(self.params)}


@dataclass(frozen=True)
class Choice:
    """One counsellor and the reasons."""

    staff_id: UUID
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Reach:
    """What a call asks of a counsellor by now: one of `languages`, the nearest first (None: any
    will do), and `skill` (None: none). It only ever widens.
    """

    languages: tuple[str, ...] | None
    skill: str | None

    def fits(self, one: Candidate) -> bool:
        """Whether this counsellor may take it."""
        spoken = self.languages is None or any(code in one.languages for code in self.languages)
        return spoken and (self.skill is None or self.skill in one.skills)


def reach(caller: Waiting, now: datetime, pace: Pace) -> Reach:
    """How far the call reaches after this wait."""
    waited = (now - caller.queued_at).total_seconds()
    languages: tuple[str, ...] | None = (caller.language,)
    if waited >= 2 * pace.language_widens:
        languages = None
    elif waited >= pace.language_widens:
        languages = (caller.language, *NEAR.get(caller.language, ()))
    return Reach(languages, None if waited >= pace.skill_widens else caller.skill)


def choose(
    caller: Waiting, free: Sequence[Candidate], now: datetime, pace: Pace | None = None
) -> Choice | None:
    """The counsellor who should ring: fits best by language and skill, and is idle the longest.

    Somebody who did not take this call is asked again only when nobody else fits and the delay is
    over; whoever merely lost the line stands with the others once it is. Nobody fitting means
    nobody (None): the caller waits, and the call widens with the time.
    """
    pace = pace or Pace()
    wide = reach(caller, now, pace)
    able = [one for one in free if wide.fits(one) and not _too_soon(caller, one, now, pace)]
    fresh = [one for one in able if not _declined(caller, one)]
    pool = fresh or able
    if not pool:
        return None
    best = min(pool, key=lambda one: (_distance(caller, one), one.idle_since, str(one.staff_id)))
    rivals = sum(_distance(caller, one) == _distance(caller, best) for one in pool)
    idle = max(0, int((now - best.idle_since).total_seconds()))
    last = Reason("longest_idle" if rivals > 1 else "only_one_free", (("s", idle),))
    return Choice(best.staff_id, (*_fitness(caller, best), last))


def _too_soon(caller: Waiting, one: Candidate, now: datetime, pace: Pace) -> bool:
    passed = caller.passed_by.get(one.staff_id)
    return passed is not None and (now - passed[1]).total_seconds() < pace.delay(passed[0])


def _declined(caller: Waiting, one: Candidate) -> bool:
    passed = caller.passed_by.get(one.staff_id)
    return passed is not None and passed[0] != Passed.LINK_LOST


def _distance(caller: Waiting, one: Candidate) -> tuple[int, bool]:
    """How far the counsellor's languages are from the caller's, then whether the skill lacks."""
    near = (caller.language, *NEAR.get(caller.language, ()))
    steps = next((at for at, code in enumerate(near) if code in one.languages), len(near))
    return steps, caller.skill is not None and caller.skill not in one.skills


def _fitness(caller: Waiting, one: Candidate) -> list[Reason]:
    """What fits, and what had to give way because nobody who fits better was free in time."""
    near = (caller.language, *NEAR.get(caller.language, ()))
    spoken = next((code for code in near if code in one.languages), None)
    told = [Reason("widened_language", (("language", caller.language),))]
    if spoken == caller.language:
        told = [Reason("speaks", (("language", spoken),))]
    elif spoken is not None:
        told.append(Reason("speaks", (("language", spoken),)))
    if caller.skill is not None:
        code = "has_skill" if caller.skill in one.skills else "widened_skill"
        told.append(Reason(code, (("skill", caller.skill),)))
    return told
