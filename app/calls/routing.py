"""Who should ring next, who waits first, and why; pure, no framework."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

DROPPED_HEAD_START = 600
"""A caller whose counsellor was lost goes before everybody who has waited under 10 minutes."""

PASSED_AGAIN_AFTER_SECONDS = 60
"""When everybody free has passed a call on, it comes round again after this long."""


@dataclass(frozen=True)
class Waiting:
    """A caller who waits. `head_start` is in seconds; `passed_by` says who passed it on, when."""

    call_id: UUID
    language: str
    queued_at: datetime
    head_start: int = 0
    passed_by: Mapping[UUID, datetime] = field(default_factory=dict)


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


def choose(
    caller: Waiting, free: Sequence[Candidate], now: datetime, skill: str | None = None
) -> Choice | None:
    """The counsellor who should ring: speaks the language, has the skill, idle the longest.

    Somebody who passed this call on is asked again only when nobody else is free and a while has
    gone by since; nobody fitting means nobody (None): the caller waits, never misplaced.
    """
    able = [
        one
        for one in free
        if caller.language in one.languages and (skill is None or skill in one.skills)
    ]
    fresh = [one for one in able if one.staff_id not in caller.passed_by]
    pool = fresh or [one for one in able if _long_passed(caller, one, now)]
    if not pool:
        return None
    best = min(pool, key=lambda one: (one.idle_since, str(one.staff_id)))
    reasons = [Reason("speaks", (("language", caller.language),))]
    if skill is not None:
        reasons.append(Reason("has_skill", (("skill", skill),)))
    idle = max(0, int((now - best.idle_since).total_seconds()))
    reasons.append(Reason("longest_idle" if len(pool) > 1 else "only_one_free", (("s", idle),)))
    return Choice(best.staff_id, tuple(reasons))


def _long_passed(caller: Waiting, one: Candidate, now: datetime) -> bool:
    since = (now - caller.passed_by[one.staff_id]).total_seconds()
    return since > PASSED_AGAIN_AFTER_SECONDS


def score(caller: Waiting, now: datetime) -> int:
    """The caller's place in the queue: seconds waited plus head start in seconds."""
    return int((now - caller.queued_at).total_seconds()) + caller.head_start


def score_reasons(caller: Waiting) -> list[dict[str, object]]:
    """What the score is made of, apart from the wait itself, which goes on counting."""
    if caller.head_start:
        return [{"code": "counsellor_lost", "points": caller.head_start}]
    return []
