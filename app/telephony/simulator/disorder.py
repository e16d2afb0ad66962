"""Decides what goes wrong on the way, from a seed, and counts it; it sends nothing itself."""

import random
from collections import Counter
from dataclasses import dataclass, fields

# What may happen to a request to the REST interface, in the order in which chances are tried.
_REST_KINDS = ("error", "error_after", "too_many", "lost", "lost_after")


@dataclass(frozen=True)
class Knobs:
    """Chances from 0 to 1, and ranges `[least, most]`. Nothing set means calm.

    News (callbacks): `duplicate`, `reorder`, `drop`, `delay_ms` (simulated milliseconds) and
    `late` by `late_s` (simulated seconds, minutes as a rule).
    Every request to the product: `duplicate_requests` (twice at the same moment), `slow` (its body
    comes in drips over `slow_s` real seconds), `forge` (something that only looks like it comes
    beside it), `replay` (it comes again, word for word, `replay_after_s` simulated seconds later).
    REST: `rest_error` (503, nothing done), `rest_error_after` (500, though it was done),
    `rest_too_many` (429), `rest_lost` and `rest_lost_after` (no answer for `rest_hold_s` real
    seconds, not done or done).
    """

    duplicate: float = 0.0
    delay_ms: tuple[float, float] = (0.0, 0.0)
    reorder: float = 0.0
    drop: float = 0.0
    late: float = 0.0
    late_s: tuple[float, float] = (60.0, 180.0)
    duplicate_requests: float = 0.0
    slow: float = 0.0
    slow_s: tuple[float, float] = (0.5, 3.0)
    forge: float = 0.0
    replay: float = 0.0
    replay_after_s: tuple[float, float] = (1.0, 60.0)
    rest_error: float = 0.0
    rest_error_after: float = 0.0
    rest_too_many: float = 0.0
    rest_lost: float = 0.0
    rest_lost_after: float = 0.0
    rest_hold_s: float = 10.0
    seed: int = 1098

    def __post_init__(self) -> None:
        """Raises ValueError naming the knob that is out of range."""
        for knob in fields(self):  # whose usual value is none at all is a chance
            value = getattr(self, knob.name)
            if knob.default == 0.0 and not 0 <= value <= 1:
                raise ValueError(f"{knob.name} must be between 0 and 1")
            if isinstance(value, tuple) and not 0 <= value[0] <= value[1]:
                raise ValueError(f"{knob.name} must be [least, most], both zero or more")
        if not 0 <= self.rest_hold_s <= 60:
            raise ValueError("rest_hold_s must be between 0 and 60")


@dataclass(frozen=True)
class Fate:
    """What happens to one callback: copies, delay, and whether the next one overtakes it."""

    copies: int = 1
    delay_s: float = 0.0
    held_back: bool = False


@dataclass(frozen=True)
class Road:
    """What happens to one request on its way; `replay_after_s` None: it is not sent again."""

    twice: bool = False
    drips_s: float = 0.0
    forged: bool = False
    replay_after_s: float | None = None


class Disorder:
    """Draws fates from a seed, so that a run can be repeated, and counts what it did.

    News, requests and REST have a draw each: more of one does not change the fate of another.
    """

    def __init__(self, knobs: Knobs) -> None:
        """Start the draws at the seed of `knobs`."""
        self.done: Counter[str] = Counter()
        self.set(knobs)

    def set(self, knobs: Knobs) -> None:
        """Change the knobs and start the draws again; what was counted stays."""
        self.knobs = knobs
        # Not for secrets: a repeatable draw is the purpose.
        self._news, self._requests, self._rest, self.forger = (
            random.Random(f"{knobs.seed}/{kind}")  # noqa: S311
            for kind in ("news", "requests", "rest", "forged")
        )

    def _counted(self, what: str, happens: bool) -> bool:
        if happens:
            self.done[what] += 1
        return happens

    def next_fate(self) -> Fate:
        """The fate of the next callback."""
        draw, knobs = self._news, self.knobs
        dropped = self._counted("drop", draw.random() < knobs.drop)
        doubled = self._counted("duplicate", draw.random() < knobs.duplicate)
        held = self._counted("reorder", draw.random() < knobs.reorder)
        delay = draw.uniform(*knobs.delay_ms) / 1000
        if self._counted("late", draw.random() < knobs.late):
            delay += draw.uniform(*knobs.late_s)
        return Fate(0 if dropped else 2 if doubled else 1, delay, held)

    def next_road(self) -> Road:
        """What happens to the next request on its way."""
        draw, knobs = self._requests, self.knobs
        twice = self._counted("duplicate_requests", draw.random() < knobs.duplicate_requests)
        slow = self._counted("slow", draw.random() < knobs.slow)
        forged = self._counted("forge", draw.random() < knobs.forge)
        replayed = self._counted("replay", draw.random() < knobs.replay)
        drips, after = draw.uniform(*knobs.slow_s), draw.uniform(*knobs.replay_after_s)
        return Road(twice, drips if slow else 0.0, forged, after if replayed else None)

    def next_rest(self) -> str:
        """What happens to the next request to the REST interface: "" or one of the kinds."""
        for kind in _REST_KINDS:
            if self._rest.random() < getattr(self.knobs, f"rest_{kind}"):
                self.done[f"rest_{kind}"] += 1
                return kind
        return ""
