"""Invented callers for the simulated network; they know the product only as a caller does."""

import asyncio
import random

import aiohttp

from app.telephony.simulator.client import SimClient


async def place_calls(
    simulator: str, count: int, rate: float, seed: int, number: str | None
) -> list[str] | None:
    """Place `count` calls at `rate` a second: one line for each, or None without a network."""
    chance = random.Random(seed)  # noqa: S311 (invented numbers, nothing secret)
    lines = []
    try:
        async with SimClient(simulator) as phones:
            for index in range(count):
                if index:
                    await asyncio.sleep(1 / rate)
                caller = number or f"+88012{chance.randrange(10**8):08d}"
                sid = await phones.place_call(caller)
                lines.append(f"{caller} is calling ({sid})")
    except (aiohttp.ClientError, OSError):
        return None
    return lines
