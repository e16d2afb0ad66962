"""What one person on the line heard and did and how it ended; in memory, never logged."""

from dataclasses import dataclass, field
from typing import Any

# A silence shorter than this is the ordinary gap between two sounds.
NOTICED_SILENCE_S = 1.0


@dataclass
class Experience:
    """A timeline in simulated seconds since the line was opened."""

    opened_at: float
    timeline: list[dict[str, Any]] = field(default_factory=list)
    longest_silence: float = 0.0
    talk_seconds: float = 0.0
    _hearing: str = "ringing"
    _since: float = 0.0

    def __post_init__(self) -> None:
        """Begin hearing at the moment the line opens."""
        self._since = self.opened_at

    def mark(self, now: float, what: str, **facts: object) -> None:
        """Add one entry to the timeline."""
        self.timeline.append({"t": round(now - self.opened_at, 3), "what": what, **facts})

    def hears(self, now: float, what: str) -> None:
        """Change what fills the line: `ringing`, `sound`, `silence` or `talk`."""
        if what == self._hearing:
            return
        self._close(now)
        self._hearing, self._since = what, now

    def close(self, now: float) -> None:
        """End the line: the last stretch is counted and nothing is heard after it."""
        self._close(now)
        self._hearing, self._since = "closed", now

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
