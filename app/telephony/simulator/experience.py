"""What one person on the line heard and did and how it ended; in memory, never logged."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# A silence shorter than this is the ordinary gap between two sounds.
NOTICED_SILENCE_S = 1.0
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Stretch:
    """So long nothing changed: what filled the line, whom the person heard, who heard the person.

    `fill` is `ringing`, `sound`, `silence` or `talk`; times in simulated seconds of the line.
    """

    began: float
    until: float
    fill: str
    parties: frozenset[str]
    heard_by: frozenset[str]

    def view(self) -> dict[str, Any]:
        """The stretch as the control interface shows it."""
        return {
            "t": round(self.began, 3),
            "seconds": round(self.until - self.began, 3),
            "fill": self.fill,
            "parties": sorted(self.parties),
            "heard_by": sorted(self.heard_by),
        }


@dataclass
class Experience:
    """A timeline in simulated seconds since the line was opened."""

    opened_at: float
    timeline: list[dict[str, Any]] = field(default_factory=list)
    past: list[Stretch] = field(default_factory=list)
    longest_silence: float = 0.0
    talk_seconds: float = 0.0
    _hearing: str = "ringing"
    _parties: frozenset[str] = _NOBODY
    _heard_by: frozenset[str] = _NOBODY
    _since: float = 0.0
    _stretch_since: float = 0.0

    def __post_init__(self) -> None:
        """Begin hearing at the moment the line opens."""
        self._since = self._stretch_since = self.opened_at

    def mark(self, now: float, what: str, **facts: object) -> None:
        """Add one entry to the timeline."""
        self.timeline.append({"t": round(now - self.opened_at, 3), "what": what, **facts})

    def hears(self, now: float, what: str, parties: Iterable[str] = ()) -> None:
        """Change what fills the line: `ringing`, `sound`, `silence` or `talk` with `parties`."""
        voices = frozenset(parties)
        if (what, voices) != (self._hearing, self._parties):
            self._turn_page(now)
            self._parties = voices
        if what != self._hearing:
            self._close(now)
            self._hearing, self._since = what, now

    def is_heard(self, now: float, by: Iterable[str]) -> None:
        """Change who hears this person."""
        audience = frozenset(by)
        if audience != self._heard_by:
            self._turn_page(now)
            self._heard_by = audience

    def close(self, now: float) -> None:
        """End the line: the last stretch is counted and nothing is heard after it."""
        self._turn_page(now)
        self._close(now)
        self._hearing, self._since = "closed", now

    def _turn_page(self, now: float) -> None:
        if self._hearing != "closed" and now > self._stretch_since:
            self.past.append(self._stretch(now))
        self._stretch_since = now

    def _stretch(self, now: float) -> Stretch:
        began, until = self._stretch_since - self.opened_at, now - self.opened_at
        return Stretch(began, until, self._hearing, self._parties, self._heard_by)

    def stretches(self, now: float) -> list[Stretch]:
        """All that was heard until now, one after the other without a gap."""
        running = [] if self._hearing == "closed" else [self._stretch(now)]
        return self.past + running

    def _close(self, now: float) -> None:
        lasted = now - self._since
        if self._hearing == "talk":
            self.talk_seconds += lasted
        elif self._hearing == "silence":
            self.longest_silence = max(self.longest_silence, lasted)
            if lasted >= NOTICED_SILENCE_S:
                self._insert_silence(lasted)

    def _insert_silence(self, lasted: float) -> None:
        # It is known only when it ends, but stands in the timeline where it began.
        began = round(self._since - self.opened_at, 3)
        place = sum(1 for entry in self.timeline if entry["t"] <= began)
        entry = {"t": began, "what": "silence", "seconds": round(lasted, 3)}
        self.timeline.insert(place, entry)

    def silence_so_far(self, now: float) -> float:
        """The longest silence in seconds, the present one included."""
        running = now - self._since if self._hearing == "silence" else 0.0
        return max(self.longest_silence, running)

    def talked_so_far(self, now: float) -> float:
        """Seconds spent talking with somebody, the present talk included."""
        return self.talk_seconds + (now - self._since if self._hearing == "talk" else 0.0)

    def has(self, what: str) -> bool:
        """Whether the timeline holds such an entry."""
        return any(entry["what"] == what for entry in self.timeline)

    def outcome(self, ended: bool) -> str:
        """One word for the whole call.

        `heard_error` (lost: an application error and cut off), `in_progress`, `talked`, `rejected`,
        `abandoned` (hung up before talking) or `cut_off` (ended by the far side before talking).
        """
        if self.has("heard_error"):
            return "heard_error"
        if not ended:
            return "in_progress"
        if self.has("talking_with"):
            return "talked"
        if self.has("rejected"):
            return "rejected"
        return "abandoned" if self.has("hung_up") else "cut_off"
