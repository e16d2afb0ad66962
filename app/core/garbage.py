"""Keeps garbage collection from holding the event loop; it frees nothing by itself.

A full collection goes through everything that is alive, and meanwhile all callers and screens wait:
150 ms with the gazetteer in memory, 25 ms more for a thousand consoles. Nearly all of it stays for
good, so it is taken out of the collector's sight (`gc.freeze`). What is out of sight is still freed
as soon as nobody refers to it; only rings of objects that refer to each other stay behind, so
whatever lives long and dies (a console's line) must undo its own.
"""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

NEW_OBJECTS: Final = 2_000
"""Between two collections of what is new (Python's own: 700): those cost a millisecond at most."""
LONGEST_SECONDS: Final = 0.008
"""Processor time of a full collection after which the survivors are taken out of sight."""


@contextmanager
def paused() -> Iterator[None]:
    """Collect nothing while something that stays for good is made; then never look at it again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def set_aside() -> None:
    """Never look again at what is alive now: something that stays for long was made just before."""
    gc.freeze()


class ShortCollections:
    """`begin()` once, in a process with an event loop: no full collection grows long."""

    def __init__(self) -> None:
        self._began = 0.0

    def begin(self) -> None:
        """Watch every collection of this process from now on."""
        gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
        gc.callbacks.append(self._collected)

    def _collected(self, phase: str, info: dict[str, Any]) -> None:
        if info["generation"] < 2:
            return
        if phase == "start":
            self._began = time.thread_time()
        elif time.thread_time() - self._began > LONGEST_SECONDS:
            gc.freeze()
