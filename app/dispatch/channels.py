"""Which channels alert one who is asked, in which order and at which second; pure, a rule alone.

The setting `MESSENGERS` says it: `live,push,text,voice@20;P3:live,push,text` alerts by screen, push
and text at once and by a call after twenty seconds; P3 without a call. A channel through which
somebody can't be reached is left out. A text of this country is not answered and may come late, so
that the call follows while there is time (decision 0025). `REMINDERS` says the same of reminders.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from app.dispatch.states import SEEN, AlertState

LIVE: Final = "live"
PUSH: Final = "push"
TEXT: Final = "text"
VOICE: Final = "voice"
EMAIL: Final = "email"
VERBAL: Final = "verbal"
"""Said on the telephone to a counsellor, who records it."""

CHANNELS: Final = (LIVE, PUSH, TEXT, VOICE, EMAIL)
"""Those that we alert through ourselves."""

SOONEST: Final = frozenset({PUSH, TEXT, VOICE})
"""One of them, at least, alerts at once: nobody looks at a screen all night."""

_SECTION: Final = re.compile(r"(?:(P[123]):)?([a-z]+(?:@[0-9]{1,5})?(?:,[a-z]+(?:@[0-9]{1,5})?)*)")


class BadPlan(ValueError):
    """The setting names a channel twice or one that does not exist, or can't be read."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One channel, so many seconds after the step began."""

    channel: str
    after_seconds: float = 0.0


def read(setting: str, urgency: str) -> tuple[Wish, ...]:
    """The channels wanted for `urgency` (P1, P2, P3). Raises BadPlan.

    A section without an urgency is for all that have none of their own.
    """
    sections: dict[str, tuple[Wish, ...]] = {}
    for part in "".join(setting.split()).split(";"):
        found = _SECTION.fullmatch(part)
        if found is None or (found[1] or "") in sections:
            raise BadPlan(f"can't read {part!r}")
        sections[found[1] or ""] = _wishes(found[2])
    wanted = sections.get(urgency, sections.get(""))
    if wanted is None:
        raise BadPlan(f"says nothing of {urgency}")
    return wanted


def must_say_all(name: str, setting: str) -> None:
    """Raises BadPlan, naming the setting, when it can't be read or says nothing of an urgency."""
    for urgency in ("P1", "P2", "P3"):
        try:
            read(setting, urgency)
        except BadPlan as error:
            raise BadPlan(f"HELPLINE_{name}: {error}") from None


def _wishes(listed: str) -> tuple[Wish, ...]:
    wishes = []
    for one in listed.split(","):
        channel, _, seconds = one.partition("@")
        wishes.append(Wish(channel, float(seconds or 0)))
    names = [wish.channel for wish in wishes]
    if len(set(names)) < len(names) or not set(names) <= set(CHANNELS):
        raise BadPlan(f"channels are {', '.join(CHANNELS)}, each once")
    return tuple(wishes)


def plan(wishes: Iterable[Wish], reach: Collection[str], step_seconds: float) -> list[Wish]:
    """What is sent to one who can be reached through `reach`, within a step of `step_seconds`.

    The live screen always is. A channel is never later than half the step: there must be time to
    answer. When nothing else leaves at once, the soonest of the others does.
    """
    later = [
        Wish(wish.channel, min(wish.after_seconds, step_seconds / 2))
        for wish in wishes
        if wish.channel != LIVE and wish.channel in reach
    ]
    at_once = any(wish.after_seconds == 0 and wish.channel in SOONEST for wish in later)
    waiting = [wish for wish in later if wish.after_seconds > 0]
    if waiting and not at_once:
        first = min(waiting, key=lambda wish: wish.after_seconds)
        later = [Wish(wish.channel) if wish is first else wish for wish in later]
    return [Wish(LIVE), *sorted(later, key=lambda wish: wish.after_seconds)]


def still_needed(others: Iterable[AlertState]) -> bool:
    """Whether a channel whose second has come is still to be used, by how the others stand."""
    return not any(state in SEEN for state in others)
