"""`helpline faults quick`: a little of all three in one house, for every change of the product."""

from typing import Any

from faults import contest, screens, stories
from faults.check import Verdict
from faults.house import running
from faults.plot import AT_NIGHT, STORIES
from faults.show import Show
from faults.stage import staff

Row = dict[str, Any]
CALLS = 20
CONSOLES = 30
DAY = tuple(story for story in STORIES if story != AT_NIGHT)
"""Nights take minutes: half a minute passes before a duty phone rings."""


async def play(seed: int, show: Show) -> Row:
    """Twenty calls with one kill of each kind, two contests, thirty screens; one object of all."""
    show.say("putting up two of everything …")
    wanted = stories.Options(
        calls=CALLS, rate=4, seed=seed, counsellors=screens.ROBOTS, stories=DAY, kills="once"
    )
    races = contest.Options(times=2, calls=8, counsellors=screens.ROBOTS, seed=seed + 1)
    cuts = screens.Options(consoles=CONSOLES, seconds=8, rate=1, seed=seed + 2)
    names = [*staff(screens.ROBOTS, stories.CLERKS), *screens.accounts()]
    with running(names, stories.SETTINGS) as house:
        made = [
            await stories.play_in(house, wanted, show),
            await contest.play_in(house, races, show),
            await screens.play_in(house, cuts, show),
        ]
    return {
        "fault": "quick",
        "injected": {one["fault"]: one["injected"] for one in made},
        "invariants": _together(made),
        "figures": {one["fault"]: one["figures"] for one in made},
    }


def _together(made: list[Row]) -> dict[str, Verdict]:
    found: dict[str, Verdict] = {}
    for one in made:
        for name, verdict in one["invariants"].items():
            whole = found.setdefault(name, Verdict())
            whole.checked += verdict.checked
            whole.broken += [f"{one['fault']}: {line}" for line in verdict.broken]
    return found
