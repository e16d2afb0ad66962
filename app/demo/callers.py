"""Invented callers for the simulated network; they know the product only as a caller does."""

import asyncio
import random
from dataclasses import dataclass
from typing import Any

import aiohttp

from app.telephony.simulator.client import SimClient


@dataclass(frozen=True)
class Scenario:
    """A caller's part of a story, and in words what people at the screens do and should see."""

    tells: str
    script: tuple[dict[str, Any], ...] = ()
    callers: int = 1


SCENARIOS: dict[str, Scenario] = {
    "answered": Scenario("Answer on a counsellor's console, talk, end the call: one ticket."),
    "abandoned": Scenario(
        "The caller hangs up after 12 s; let the offer ring. Expect an open ticket and one row in "
        "the call-back list.",
        ({"after_s": 12.0, "hang_up": True},),
    ),
    "silent": Scenario(
        "The caller says and presses nothing. Answer: the line stays open until you end it."
    ),
    "no_answer": Scenario(
        "Let the offer ring out at the first console. Expect no_answer there and the same call at "
        "the next one."
    ),
    "crash": Scenario(
        "Answer, type something, then close the browser and put that counsellor's telephone down "
        "on the phones' page. The caller hears a line and waits first in the queue; the next "
        "counsellor finds what was typed."
    ),
    "reload": Scenario(
        "Answer, type something, reload the page: same call, form, field and cursor."
    ),
    "nobody": Scenario(
        "End every counsellor's shift first. After 30 s the duty phones ring one after another; if "
        "nobody is there, the caller hears so, may stay, and a call-back row appears."
    ),
    "declined": Scenario(
        "Answer, locate, dispatch; decline on the worker's telephone. Expect the next one asked."
    ),
    "unanswered": Scenario(
        "Answer, locate, dispatch, and let nobody acknowledge. Expect the supervisor's alarm."
    ),
    "centre": Scenario(
        "Answer, locate, dispatch to the Dhaka centre; accept as centre-1, then record the "
        "arrival. Expect a bed held, then taken."
    ),
    "linked": Scenario(
        "Two people report one incident. Answer both and link the second ticket to the first: its "
        "number then finds the first.",
        callers=2,
    ),
}
"""The eleven stories of which every one must end well."""


async def place_calls(
    simulator: str,
    count: int,
    rate: float,
    seed: int,
    number: str | None,
    scenario: str | None = None,
) -> list[str] | None:
    """Place `count` times the scenario's calls at `rate` a second; None without a network.

    One line for each call, and after them what to do or expect at the screens.
    """
    story = SCENARIOS[scenario] if scenario else Scenario("")
    chance = random.Random(seed)  # noqa: S311 (invented numbers, nothing secret)
    lines = []
    try:
        async with SimClient(simulator) as phones:
            for index in range(count * story.callers):
                if index:
                    await asyncio.sleep(1 / rate)
                caller = number or f"+88012{chance.randrange(10**8):08d}"
                sid = await phones.place_call(caller, script=list(story.script))
                lines.append(f"{caller} is calling ({sid})")
    except (aiohttp.ClientError, OSError):
        return None
    return [*lines, story.tells] if story.tells else lines
