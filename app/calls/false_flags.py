"""How many blocks and marks of a period turned out wrong, with the definition; pure.

A flag is one block by a supervisor, or one mark by a counsellor. Whoever shows the share shows its
definition with it. Source: ux S6, "the false-block rate is a reported number".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

KINDS: Final = ("block", "mark")

WRONG_BY: Final = ("danger_key", "urgent", "confirmed", "taken_back")
"""How it showed, the strongest first: a wrong flag is counted under the first that holds."""

DEFINITIONS: Final[Mapping[str, str]] = {
    "made": "Blocks by supervisors, or marks by counsellors, that were made in this period.",
    "wrong": "Those that have turned out wrong by now, in one of the four ways below; each counts "
    "once, under the first way that holds. A flag of today may still turn out wrong tomorrow.",
    "share": "Wrong / made. Without any flag there is no share.",
    "danger_key": "While the flag stood, a caller of the number pressed the key of danger.",
    "urgent": "The ticket of the flagged call, or of a call of the number that came while the flag "
    "stood, is of urgency P1 or P2.",
    "confirmed": "Such a ticket was closed as resolved: there was somebody to be helped.",
    "taken_back": "A supervisor lifted the block early and did not say that it was merely no "
    "longer needed, or cleared the mark.",
}
"""Each figure in words. A block stands till its end, a mark seven days unless cleared before."""


@dataclass(frozen=True)
class Flag:
    """One block or mark, and what is known of it by now."""

    kind: str
    danger_key: bool = False
    urgent: bool = False
    confirmed: bool = False
    taken_back: bool = False


@dataclass(frozen=True)
class FalseFlags:
    """Of one kind: how many were made, how many were wrong and by what it showed, and the share.

    The share of none is None.
    """

    made: int
    wrong: int
    share: float | None
    wrong_by: Mapping[str, int]


def wrong_by(flag: Flag) -> str | None:
    """How it showed that this flag was wrong; None while nothing says so."""
    return next((way for way in WRONG_BY if getattr(flag, way)), None)


def false_flags(flags: Iterable[Flag]) -> dict[str, FalseFlags]:
    """The figures of each kind."""
    known = list(flags)
    return {kind: _of([flag for flag in known if flag.kind == kind]) for kind in KINDS}


def _of(flags: list[Flag]) -> FalseFlags:
    ways = [wrong_by(flag) for flag in flags]
    wrong = sum(way is not None for way in ways)
    return FalseFlags(
        made=len(flags),
        wrong=wrong,
        share=wrong / len(flags) if flags else None,
        wrong_by={way: ways.count(way) for way in WRONG_BY},
    )
