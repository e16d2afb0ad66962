"""Starts the simulated phone network as its own process and ends it cleanly; it holds no rules."""

import asyncio
import signal
import sys
from typing import TextIO

from app.telephony.simulator import server, settings


def _say(where: TextIO, words: str) -> None:
    where.write(words + "\n")
    where.flush()


async def serve(given: settings.Settings) -> None:
    """Serve until told to stop. Raises OSError when the address can't be had."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with server.running(given) as (_, address):
        _say(sys.stdout, f"Simulated phone network ready at {address} (number {given.number})")
        await stop.wait()


def main() -> int:
    """Exit code 0 after a clean stop, 1 when the address is taken, 2 on a bad option."""
    given = settings.read(sys.argv[1:])
    try:
        asyncio.run(serve(given))
    except OSError as error:
        _say(sys.stderr, f"The simulated phone network can't listen: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
