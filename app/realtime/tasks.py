"""Ends tasks for sure; it knows nothing of what they do."""

import asyncio
from collections.abc import Iterable

AGAIN_SECONDS = 0.5


async def end(tasks: Iterable["asyncio.Task[object]"]) -> None:
    """Cancel the tasks and wait until every one has ended; their errors are theirs.

    Asked more than once: before Python 3.12 `asyncio.wait_for` swallows a cancellation that
    comes in the moment in which its wait is over.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        ended, running = await asyncio.wait(running, timeout=AGAIN_SECONDS)
        for task in ended:
            if not task.cancelled():
                task.exception()
