"""When to call somebody back: at once, after some minutes, and in the next window; pure.

Source: the plan of attempts is our own (now, 3 min, 15 min, next safe window) and waits for the
review of the Department.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from app.core.clock import DHAKA

AFTER_SECONDS: Final = (0, 180, 900)
WINDOWS: Final = (time(9), time(16))


@dataclass
class Plan:
    """`after`: seconds from the attempt before, the first one's from the row's making.

    `windows` are hours of the day in Dhaka at which a time begins in which a child can usually be
    reached; the last attempt waits for the next of them. Without any there is no such attempt.
    """

    after: Sequence[int] = AFTER_SECONDS
    windows: Sequence[time] = WINDOWS

    @property
    def most(self) -> int:
        """How many attempts there are."""
        return len(self.after) + (1 if self.windows else 0)

    def due_at(self, made: int, now: datetime) -> datetime | None:
        """When the next attempt is due after `made` of the plan; None when it is over."""
        if made < len(self.after):
            return now + timedelta(seconds=self.after[made])
        return self.next_window(now) if made < self.most else None

    def next_window(self, now: datetime) -> datetime | None:
        """The next moment after `now` at which a window begins; None without any."""
        local = now.astimezone(DHAKA)
        starts = (
            datetime.combine(local.date() + timedelta(days=days), start, DHAKA)
            for days in (0, 1)
            for start in self.windows
        )
        return min((start for start in starts if start > now), default=None)


plan: Final = Plan()
"""The plan of this process, as its settings have it."""


def use_plan(after: str, windows: str) -> None:
    """From now on `plan` is this: seconds and hours of the day, comma between them.

    Raises ValueError for an hour that is none.
    """
    plan.after = tuple(int(seconds) for seconds in after.split(","))
    plan.windows = tuple(time.fromisoformat(start) for start in windows.split(",") if start)
