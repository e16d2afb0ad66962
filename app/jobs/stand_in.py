"""A copy of a worker that goes on with its work when the worker is killed outright.

A worker that is started anew first reads its own code: two to three seconds of a processor, eight
on a busy machine with two at once, and for so long no ladder moves. The copy has read it already.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Final, NoReturn

SECONDS: Final = 30.0
"""So long it works before it ends by itself: longer than a worker needs to be started anew."""


@contextlib.contextmanager
def stand_in(work: Callable[[], None]) -> Iterator[None]:
    """Keep a copy of this process that does `work` if this one is killed within the block.

    An orderly end of the block, or an error in it, dismisses the copy. To be entered before there
    are threads, an event loop or connections: none of them outlives a fork. Where processes can't
    be copied there is none.
    """
    if not hasattr(os, "fork"):
        yield
        return
    ours, theirs = os.pipe()
    copy = os.fork()
    if copy == 0:
        os.close(theirs)
        _stand_by(ours, work)
    os.close(ours)
    try:
        yield
    finally:
        os.kill(copy, signal.SIGKILL)  # nobody else waits for it, so it is still this one
        os.waitpid(copy, 0)
        os.close(theirs)


def _stand_by(pipe: int, work: Callable[[], None]) -> NoReturn:
    """Wait until nobody holds the other end of `pipe`, then work.

    A Ctrl-C is meant for the worker, which then dismisses us. Nothing of the worker's own that
    waits to be done at its end may be done here, so we leave by the back door.
    """
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.read(pipe, 1)
        work()
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
