"""Watches how long an event loop is held, from inside; it must cost next to nothing itself."""

import asyncio
import time
from array import array

PERIOD_SECONDS = 0.002


class LoopProbe:
    """A timer that is due every 2 ms: how late it comes is how long the loop was held.

    A machine with more to do than cores takes the processor away from a process, which is not the
    loop's doing: so the processor time the loop's thread has spent meanwhile is kept beside it.
    """

    def __init__(self) -> None:
        self._held = array("d")
        self._busy = array("d")
        self._due = self._cpu = 0.0

    def start(self) -> None:
        """Begin, on the running loop, for as long as it runs."""
        self.reset()
        self._again()

    def reset(self) -> None:
        """Forget what was seen."""
        self._held, self._busy = array("d"), array("d")

    def _again(self) -> None:
        loop = asyncio.get_running_loop()
        self._due, self._cpu = time.perf_counter() + PERIOD_SECONDS, time.thread_time()
        loop.call_later(PERIOD_SECONDS, self._tick)

    def _tick(self) -> None:
        late = max(0.0, time.perf_counter() - self._due)
        self._held.append(late * 1e3)
        self._busy.append(min(late, time.thread_time() - self._cpu) * 1e3)
        self._again()

    def figures(self) -> dict[str, float]:
        """Longest and p99.9 hold in milliseconds, by the clock and by the processor."""
        if not self._held:
            return {"samples": 0}
        held, busy = sorted(self._held), sorted(self._busy)
        at = max(0, -(-len(held) * 999 // 1000) - 1)
        return {
            "loop_held_p999_ms": held[at],
            "loop_held_max_ms": held[-1],
            "loop_busy_p999_ms": busy[at],
            "loop_busy_max_ms": busy[-1],
            "loop_samples": len(held),
        }
