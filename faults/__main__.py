"""`python -m faults NAME --json FILE`: breaks the product on purpose; exits 1 if anything broke."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

from faults import contest, flood, forms, ladder, outbox, quick, race, screens, stories, webhooks
from faults.house import HouseFailed
from faults.plot import STORIES
from faults.postgres import PostgresFailed
from faults.show import Show, write

NAMES = (
    "stories",
    "contest",
    "screens",
    "webhooks",
    "forms",
    "flood",
    "race",
    "ladder",
    "outbox",
    "quick",
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="helpline faults", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1098)
    parser.add_argument("--calls", type=int)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--reaction", type=float, help="seconds from ring to hand, at the least")
    parser.add_argument("--counsellors", type=int, default=30)
    parser.add_argument("--story", action="append", choices=STORIES)
    parser.add_argument("--kills", choices=("random", "once", "none"), default="random")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--accepts", type=int, default=100_000)
    parser.add_argument("--by-the-api", type=int, default=race.Options.by_the_api)
    parser.add_argument("--consoles", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--forms", type=int, default=100_000)
    parser.add_argument("--alerts", type=int, default=ladder.Options.alerts)
    parser.add_argument("--beside", type=int, default=ladder.Options.beside)
    parser.add_argument("--commands", type=int, default=outbox.Options.commands)
    return parser


def main() -> int:
    """0 when every invariant held, 1 when one broke or the run could not be made."""
    given = _parser().parse_args()
    # A shell may have started us with Ctrl-C ignored; a request to end is Ctrl-C too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    show = Show()
    try:
        report = asyncio.run(_play(given, show))
    except (HouseFailed, PostgresFailed) as error:
        show.say(f"helpline faults: {error}")
        return 1
    except KeyboardInterrupt:
        show.say("Stopped; everything that was started is gone.")
        return 130
    show.verdicts(report["invariants"])
    return 0 if write(report, given.json) else 1


async def _play(given: argparse.Namespace, show: Show) -> dict[str, Any]:
    if given.name == "quick":
        return await quick.play(given.seed, show)
    if given.name == "contest":
        return await contest.play(contest.Options(given.times, seed=given.seed), show)
    if given.name == "forms":
        return await forms.play(forms.Options(given.forms, seed=given.seed), show)
    if given.name == "screens":
        wanted = screens.Options(given.consoles, given.seconds, seed=given.seed)
        return await screens.play(wanted, show)
    if given.name == "race":
        return await race.play(race.Options(given.accepts, given.by_the_api, seed=given.seed), show)
    if given.name == "ladder":
        return await ladder.play(ladder.Options(given.alerts, given.beside, given.seed), show)
    if given.name == "outbox":
        return await outbox.play(outbox.Options(given.commands, seed=given.seed), show)
    if given.name == "flood":
        return await flood.play(flood.Options(min(given.seconds, 60.0), seed=given.seed), show)
    if given.name == "webhooks":
        rough = webhooks.Options(
            given.calls or webhooks.Options.calls,
            given.rate or webhooks.Options.rate,
            given.counsellors,
            given.seed,
            webhooks.hands(given.reaction),
        )
        return await webhooks.play(rough, show)
    options = stories.Options(
        calls=given.calls or stories.Options.calls,
        rate=given.rate or stories.Options.rate,
        seed=given.seed,
        counsellors=given.counsellors,
        stories=tuple(given.story or STORIES),
        kills=given.kills,
    )
    return await stories.play(options, show)


if __name__ == "__main__":
    sys.exit(main())
