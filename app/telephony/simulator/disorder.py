"""Decides which callbacks are lost, late, doubled or swapped; never requests for TwiML."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Knobs:
    """Chances from 0 to 1, and a range of extra delay in simulated milliseconds."""

    duplicate: float = 0.0
    delay_ms: tuple[float, float] = (0.0, 0.0)
    reorder: float = 0.0
    drop: float = 0.0
    seed: int = 1098

    def __post_init__(self) -> None:
        """Raises ValueError naming the knob that is out of range."""
        for name in ("duplicate", "reorder", "drop"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be between 0 and 1")
        low, high = self.delay_ms
        if not 0 <= low <= high:
            raise ValueError("delay_ms must be [least, most], both zero or more")

    @property
    def calm(self) -> bool:
        """Whether everything arrives once, at once and in order."""
        return self == Knobs(seed=self.seed)


@dataclass(frozen=True)
class Fate:
    """What happens to one callback: copies, delay, and whether the next one overtakes it."""

    copies: int = 1
    delay_s: float = 0.0
    held_back: bool = False


class Disorder:
    """Draws fates from a seed, so a run can be repeated."""

    def __init__(self, knobs: Knobs) -> None:
        """Start the draw at the seed of `knobs`."""
        self.set(knobs)

    def set(self, knobs: Knobs) -> None:
        """Change the knobs and start the draw again."""
        self.knobs = knobs
        # Not for secrets: a repeatable draw is the purpose.
        self._random = random.Random(knobs.seed)  # noqa: S311

    def next_fate(self) -> Fate:
        """The fate of the next callback."""
        chance = self._random.random
        knobs = self.knobs
        dropped, doubled, held = (
            chance() < knobs.drop,
            chance() < knobs.duplicate,
            chance() < knobs.reorder,
        )
        delay = self._random.uniform(*knobs.delay_ms) / 1000
        return Fate(0 if dropped else 2 if doubled else 1, delay, held)
