"""The simulator's clock, which may run fast; it must never be used for HTTP time limits."""

import asyncio
import time
from datetime import datetime


class Pace:
    """Simulated seconds: `speed` of them pass in each real second."""

    def __init__(self, speed: float = 1.0) -> None:
        """Start the clock. Raises ValueError when `speed` is not above zero."""
        if speed <= 0:
            raise ValueError("speed must be above zero")
        self.speed = speed
        self._start = time.monotonic()

    def now(self) -> float:
        """Simulated seconds since the network started."""
        return (time.monotonic() - self._start) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for so many simulated seconds."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)


class Bell:
    """Wakes everyone who waits for a change; it carries no content."""

    def __init__(self) -> None:
        """Make a bell that nobody waits for yet."""
        self.rings = 0
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now."""
        self.rings += 1
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, real_seconds: float) -> None:
        """Return at the next ring, or after so many real seconds."""
        try:
            await asyncio.wait_for(self._event.wait(), real_seconds)
        except TimeoutError:
            return


def rfc2822(moment: datetime | None) -> str | None:
    """The date form of Twilio's REST bodies and callbacks (RFC 2822, UTC)."""
    return None if moment is None else moment.strftime("%a, %d %b %Y %H:%M:%S +0000")
