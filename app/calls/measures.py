"""How well calls are answered: the measures with their definitions, from plain facts; pure.

Three service levels stand side by side, because the same night looks different by each: whoever
shows one shows its definition with it. Sources: NENA-STA-020.1-2020 (90 % within 15 s, 95 % within
20 s); the three formulas are the usual ones of call centres, named by what they do with callers
who gave up.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SHORT_ABANDON_SECONDS: Final = 5.0
"""Who gives up sooner has not waited: a wrong number, or a call that is tried out."""

THRESHOLDS: Final = (15.0, 20.0)
TARGETS: Final[Mapping[float, float]] = {15.0: 0.90, 20.0: 0.95}
"""Seconds, and the share that is to be answered within them."""

DEFINITIONS: Final[Mapping[str, str]] = {
    "offered": "Calls that entered the queue in this period.",
    "answered": "Offered calls in which caller and counsellor, or a duty phone, could hear each "
    "other; the wait is from the first ring to that moment.",
    "abandoned": "Offered calls that ended before anybody answered, short ones among them.",
    "short_abandoned": "Abandoned within {short} s of the first ring.",
    "waiting": "Offered calls of this period that still wait.",
    "of_answered": "Answered within T s / all answered. Who gave up does not count.",
    "of_offered": "Answered within T s / (answered + abandoned). Who gave up counts as failed.",
    "of_offered_less_short": "Answered within T s / (answered + abandoned - short abandoned). Who "
    "gave up after {short} s or more counts as failed. This is the one of our target.",
    "abandon_rate": "(abandoned - short abandoned) / (answered + abandoned - short abandoned).",
    "wait_mean": "Mean seconds from the first ring to the answer, of answered calls.",
    "wait_p50": "Half of the answered calls waited no longer than this many seconds.",
    "wait_p90": "Nine of ten answered calls waited no longer than this many seconds.",
}
"""Each measure in words; {short} is SHORT_ABANDON_SECONDS. A share without any call is None."""

FORMULAS: Final = ("of_answered", "of_offered", "of_offered_less_short")


@dataclass(frozen=True)
class Outcome:
    """One offered call: seconds to the answer, or seconds to the end without one, or neither (it
    still waits).
    """

    answered_after: float | None = None
    abandoned_after: float | None = None


@dataclass(frozen=True)
class ServiceLevel:
    """The three shares of one threshold in seconds, and the target for it, if there is one."""

    seconds: float
    of_answered: float | None
    of_offered: float | None
    of_offered_less_short: float | None
    target: float | None


@dataclass(frozen=True)
class Measures:
    """Counts, service levels and waits of one period; a share or wait of nobody is None."""

    offered: int
    answered: int
    abandoned: int
    short_abandoned: int
    waiting: int
    levels: tuple[ServiceLevel, ...]
    abandon_rate: float | None
    wait_mean: float | None
    wait_p50: float | None
    wait_p90: float | None


def measure(
    outcomes: Iterable[Outcome],
    thresholds: Sequence[float] = THRESHOLDS,
    short: float = SHORT_ABANDON_SECONDS,
) -> Measures:
    """The measures of these calls. `short` and the thresholds are in seconds."""
    known = list(outcomes)
    waits = sorted(one.answered_after for one in known if one.answered_after is not None)
    gave_up = [
        one.abandoned_after
        for one in known
        if one.answered_after is None and one.abandoned_after is not None
    ]
    brief = sum(after < short for after in gave_up)
    ended = len(waits) + len(gave_up)
    return Measures(
        offered=len(known),
        answered=len(waits),
        abandoned=len(gave_up),
        short_abandoned=brief,
        waiting=len(known) - ended,
        levels=tuple(_level(waits, seconds, ended, brief) for seconds in thresholds),
        abandon_rate=_share(len(gave_up) - brief, ended - brief),
        wait_mean=sum(waits) / len(waits) if waits else None,
        wait_p50=_quantile(waits, 50),
        wait_p90=_quantile(waits, 90),
    )


def _level(waits: Collection[float], seconds: float, ended: int, brief: int) -> ServiceLevel:
    within = sum(wait <= seconds for wait in waits)
    return ServiceLevel(
        seconds=seconds,
        of_answered=_share(within, len(waits)),
        of_offered=_share(within, ended),
        of_offered_less_short=_share(within, ended - brief),
        target=TARGETS.get(seconds),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _quantile(ordered: Sequence[float], percent: int) -> float | None:
    """The smallest wait that `percent` % of all do not exceed (nearest rank)."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None


def definitions() -> dict[str, str]:
    """Every measure in words, with its numbers put in."""
    short = f"{SHORT_ABANDON_SECONDS:g}"
    return {name: words.replace("{short}", short) for name, words in DEFINITIONS.items()}
