"""Whether a wedding stands stopped, or is planned again; it reads and writes nothing.

An undertaking holds until the girl is 18, unless somebody who sees her finds that a wedding is
planned again, or a day is told after it was signed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.dispatch.clock_models import Marriage, MarriageStep, MarriageStepKind

PLANNED_AGAIN: Final = "planned_again"
NOBODY_THERE: Final = "nobody_there"


def stops(step: MarriageStep) -> bool:
    """Whether a step stops a wedding: somebody has signed, or a court was held where they were."""
    return step.kind is MarriageStepKind.UNDERTAKING_SIGNED or (
        step.kind is MarriageStepKind.COURT_HELD and step.word != NOBODY_THERE
    )


def is_stopped(steps: Sequence[MarriageStep], marriage: Marriage) -> bool:
    """Whether the last word stands: nothing has broken it and no day was told after it."""
    last = _last_word(steps)
    return last is not None and stops(last) and not _told_after(marriage, last)


def again_at(steps: Sequence[MarriageStep], marriage: Marriage) -> datetime | None:
    """Since when it is known that a wedding is planned again; None where it is not known to be."""
    last = _last_word(steps)
    if last is None:
        return None
    if stops(last):
        return marriage.said_at if _told_after(marriage, last) else None
    return last.at


def _last_word(steps: Sequence[MarriageStep]) -> MarriageStep | None:
    """The last step that has stopped the wedding, or found that it is planned again."""
    return next((s for s in reversed(steps) if stops(s) or s.word == PLANNED_AGAIN), None)


def _told_after(marriage: Marriage, step: MarriageStep) -> bool:
    return marriage.on_at is not None and marriage.said_at > step.recorded_at
