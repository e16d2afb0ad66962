"""Rules of care in a centre: who may learn a trade, how grave an incident is at least; pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from app.residence.care_states import Happened, Severity, ToldTo, TrackKind

TRAINING_FROM_YEARS: Final = 14
"""Technical training begins after the 14th birthday (the founding page of the Department)."""

LEAST: Final[Mapping[Happened, Severity]] = {
    Happened.DEATH: Severity.GRAVE,
    Happened.ABUSE: Severity.GRAVE,
    Happened.HURT_BY_STAFF: Severity.GRAVE,
    Happened.RAN_AWAY: Severity.GRAVE,
    Happened.SELF_HARM: Severity.SERIOUS,
}
"""What is never less than that, whatever whoever writes it down thinks of it."""
ORDER: Final = tuple(Severity)
BY_THE_HOUSE: Final = frozenset({Happened.ABUSE, Happened.HURT_BY_STAFF})
"""What somebody who works there may have done: another house is asked to help the child."""


def severity_of(what: Happened, said: Severity) -> Severity:
    """How grave it is: what was said, raised where the table knows better; never lowered."""
    return max(said, LEAST.get(what, Severity.MINOR), key=ORDER.index)


def too_young(kind: TrackKind, age: int | None) -> bool:
    """Whether a child may not begin this yet; an unknown age bars nobody."""
    return kind is TrackKind.TRAINING and age is not None and age < TRAINING_FROM_YEARS


def who_was_told(told: Iterable[ToldTo]) -> list[ToldTo]:
    """Each once, in the order of the table. Nobody beside somebody is a contradiction: left out."""
    said = set(told)
    if len(said) > 1:
        said.discard(ToldTo.NOBODY_YET)
    return [one for one in ToldTo if one in said]


def legal_tracks(open_ones: Collection[TrackKind], age: int | None) -> list[str]:
    """What the child may begin now."""
    return [kind for kind in TrackKind if kind not in open_ones and not too_young(kind, age)]
