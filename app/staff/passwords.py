"""Argon2 on threads of its own, a few at a time: a flood of sign-ins must not take the machine."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TypeVar

from app.core import security
from app.core.errors import HelplineError

AT_ONCE = 2
LONGEST_QUEUE = 64

Answer = TypeVar("Answer")


class TooBusy(HelplineError):
    """More sign-ins are waiting than can be checked in good time."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "too_busy"


class _Threads:
    """A few threads with a short queue in front of them."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self._waiting = 0

    async def run(self, work: Callable[[], Answer]) -> Answer:
        if self._waiting >= LONGEST_QUEUE:
            raise TooBusy("Too many people are signing in at this moment. Try again.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


_threads = _Threads()


async def fits(password: str, stored: str | None) -> bool:
    """Whether `password` fits; takes as long when there is no such account. Raises TooBusy."""
    return await _threads.run(lambda: security.password_fits(password, stored))


async def hashed(password: str) -> str:
    """The hash to store. Raises TooBusy."""
    return await _threads.run(lambda: security.hash_password(password))
