"""How often a link is opened, and from where links are guessed; it knows no link's meaning."""

from typing import Final

import structlog
from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

OPENINGS: Final = RateLimitItemPerMinute(120)
"""Per link."""
MISSES: Final = RateLimitItemPerMinute(20)
"""Per source of links that are none; nobody mistypes one this often.

A link that is one is never held up by it: all telephones of a mobile network may stand behind one
address, and whoever guesses there must not keep a worker from saying yes. That is safe, since
128 bits are not guessed.
"""

log = structlog.get_logger()


class Sources:
    """How often links were opened, and sources guessed; in memory, of this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def too_often(self, code: str) -> bool:
        """Whether a link was opened too often by now, this time counted."""
        return not await self._limiter.hit(OPENINGS, "link", code)

    async def guesses(self, request: Request) -> bool:
        """Whether the source of `request`, which has missed once more, tries links out."""
        source = request.client.host if request.client else "unknown"
        if await self._limiter.hit(MISSES, "miss", source):
            return False
        log.warning("links_are_guessed")
        return True


def sources_of(request: Request) -> Sources:
    """How often each source opened links, in this process."""
    if not hasattr(request.app.state, "link_sources"):
        request.app.state.link_sources = Sources()
    sources: Sources = request.app.state.link_sources
    return sources
