"""`helpline faults quick`: a little of everything in one house, for every change of the product."""

from typing import Any

from faults import contest, flood, race, screens, stories, webhooks
from faults.check import Verdict
from faults.house import running
from faults.plot import AT_NIGHT, STORIES
from faults.show import Show
from faults.stage import staff

Row = dict[str, Any]
CALLS = 20
CONSOLES = 30
ROUGH_CALLS = 24
NOT_QUICK = frozenset({"slow"})
"""A dripping request whose twin was quicker may be overtaken by a counsellor."""
DAY = tuple(story for story in STORIES if story != AT_NIGHT)
"""Nights take minutes: half a minute passes before a duty phone rings."""


async def play(seed: int, show: Show) -> Row:
    """Twenty calls with one kill of each kind, two contests, thirty screens, rough webhooks."""
    show.say("putting up two of everything …")
    wanted = stories.Options(
        calls=CALLS, rate=4, seed=seed, counsellors=screens.ROBOTS, stories=DAY, kills="once"
    )
    races = contest.Options(times=2, calls=8, counsellors=screens.ROBOTS, seed=seed + 1)
    cuts = screens.Options(consoles=CONSOLES, seconds=8, rate=1, seed=seed + 2)
    rough = webhooks.Options(
        calls=ROUGH_CALLS, rate=2, counsellors=screens.ROBOTS, seed=seed + 3, without=NOT_QUICK
    )
    presses = race.Options(accepts=16, counsellors=screens.ROBOTS, seed=seed + 4)
    drops = flood.Options(seconds=4, voice=10, news=90, forged=400, seed=seed + 5)
    names = [*staff(screens.ROBOTS, stories.CLERKS), *screens.accounts()]
    with running(names, stories.SETTINGS) as house:
        made = [
            await stories.play_in(house, wanted, show),
            await contest.play_in(house, races, show),
            await screens.play_in(house, cuts, show),
            await webhooks.play_in(house, rough, show),
            await race.play_in(house, presses, show),
            await flood.play_in(house, drops, show),
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
