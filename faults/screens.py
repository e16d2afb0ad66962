"""`helpline faults screens`: consoles cut at random must show what fresh ones show."""

import asyncio
import random
import resource
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp

from faults import check
from faults.console import Console
from faults.house import House, running
from faults.numbers import percentile
from faults.plot import STORIES
from faults.rest import Person
from faults.show import Show
from faults.stage import Company, company, staff

Row = dict[str, Any]
TRAFFIC = tuple(story for story in STORIES if story in ("answered", "abandoned", "silent", "crash"))
ROBOTS = 8
WATCHERS = 20
SUPERVISORS = 5
CLERKS = 2
EVERY_SECONDS = (8.0, 25.0)
QUIET_SECONDS = 4.0
RESUME_P95_SECONDS = 3.0
SETTINGS = {"HELPLINE_RING_SECONDS": "6", "HELPLINE_LOG_LEVEL": "WARNING"}


@dataclass(frozen=True)
class Options:
    """How many consoles, for how long, with how many calls a second beside them."""

    consoles: int = 500
    seconds: float = 120.0
    rate: float = 0.7
    seed: int = 1098


@dataclass
class Cuts:
    """What was done to the lines."""

    abort: int = 0
    half_open: int = 0
    slow: int = 0


def accounts() -> list[tuple[str, str]]:
    """The accounts a run needs, `name, role`."""
    desks = [(f"watcher-{number:02d}", "counsellor") for number in range(WATCHERS)]
    return desks + [(f"board-{number}", "supervisor") for number in range(SUPERVISORS)]


async def play(options: Options, show: Show) -> Row:
    """Run it in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    with running([*staff(ROBOTS, CLERKS), *accounts()], SETTINGS) as house:
        return await play_in(house, options, show)


async def play_in(house: House, options: Options, show: Show) -> Row:
    """Run it in a house that stands, which has the accounts of `staff` and `accounts`."""
    _raise_limit(options.consoles)
    async with company(house, staff(ROBOTS, CLERKS), options.seed) as players:
        consoles = _consoles(options, await _signed_in(house, players.http, accounts()))
        try:
            return await _run(options, players, consoles, show)
        finally:
            await asyncio.gather(*(console.stop() for console in consoles))


def _raise_limit(consoles: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = consoles * 4 + 1000
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


async def _signed_in(
    house: House, http: aiohttp.ClientSession, names: list[tuple[str, str]]
) -> list[tuple[Person, str]]:
    made = [(Person(house.base, name, http), role) for name, role in names]
    for person, _ in made:
        await person.sign_in()
    return made


def _consoles(options: Options, people: list[tuple[Person, str]]) -> list[Console]:
    """Every fifth one watches the board, as a whole call centre's screens would not."""
    boards = [person for person, role in people if role == "supervisor"]
    desks = [person for person, role in people if role == "counsellor"]
    made = []
    for number in range(options.consoles):
        if number % 5 == 0:
            made.append(Console(boards[number // 5 % len(boards)], ["board", "me"]))
        else:
            made.append(Console(desks[number % len(desks)], ["me"]))
    return made


async def _run(options: Options, players: Company, consoles: list[Console], show: Show) -> Row:
    chance = random.Random(options.seed)  # noqa: S311 (which line is cut, nothing secret)
    for console in consoles:
        console.start()
        await asyncio.sleep(0.01)
    await players.everybody_on(True)
    cuts, stop = Cuts(), asyncio.Event()
    cutting = [asyncio.create_task(_cut(one, chance, cuts, stop)) for one in consoles]
    placed = await _traffic(options, players, show)
    stop.set()
    await asyncio.gather(*cutting)
    await _quiet(players, consoles)
    verdict = await _compare(consoles, show)
    resumes = sorted(seconds for console in consoles for seconds in console.resumes)
    prompt = check.Verdict()
    late = percentile(resumes, 95)
    prompt.look(late is None or late <= RESUME_P95_SECONDS, "resume", f"p95 is {late} s")
    return {
        "fault": "screens",
        "injected": {"consoles": len(consoles), "calls": placed, **vars(cuts)},
        "invariants": {"I7": verdict, "resume_p95": prompt},
        "figures": {
            "resume_s": {
                "p50": percentile(resumes, 50),
                "p95": late,
                "max": percentile(resumes, 100),
            },
            "resumes": len(resumes),
            "resyncs": sum(console.resyncs for console in consoles),
            "closes": _closes(consoles),
        },
    }


async def _traffic(options: Options, players: Company, show: Show) -> int:
    """Calls of some stories beside the cuts, for as long as asked, and then their ends."""
    loop, tasks = asyncio.get_running_loop(), []
    until = loop.time() + options.seconds
    count = max(1, int(options.seconds * options.rate))
    order = players.plot.order(TRAFFIC, count)
    with show.bar("calls", count) as advance:
        for story in order:
            if loop.time() > until:
                break
            tasks.append(asyncio.create_task(_caller(players, story)))
            advance()
            await asyncio.sleep(1 / options.rate)
        await asyncio.gather(*tasks)
    return len(tasks)


async def _caller(players: Company, story: str) -> None:
    scene = players.plot.new(story)
    script = [{"after_s": 7.0, "hang_up": True}] if story == "abandoned" else []
    scene.sid = await players.phones.call(scene.number, script)
    _, over = await players.phones.until(scene.sid, lambda seen: seen["status"] == "completed", 120)
    if not over:
        await players.phones.hang_up(scene.sid)


async def _cut(console: Console, chance: random.Random, cuts: Cuts, stop: asyncio.Event) -> None:
    while True:
        try:
            await asyncio.wait_for(stop.wait(), chance.uniform(*EVERY_SECONDS))
            return
        except TimeoutError:
            pass
        kind = chance.choice(("abort", "half_open", "slow"))
        setattr(cuts, kind, getattr(cuts, kind) + 1)
        if kind == "abort":
            console.cut()
        elif kind == "half_open":
            await console.half_open(chance.uniform(2, 8))
        else:
            await console.slow(chance.uniform(2, 8))


async def _quiet(players: Company, consoles: list[Console]) -> None:
    """Everybody off duty, so that no row changes any more, and every console back."""
    await players.everybody_on(False)
    for console in consoles:
        await console.until(partial(getattr, console, "connected"), 30)
    await asyncio.sleep(QUIET_SECONDS)


async def _compare(consoles: list[Console], show: Show) -> check.Verdict:
    """Each console's rows against a fresh picture of the same person's channels."""
    verdict, fresh = check.Verdict(), {}
    with show.bar("consoles compared", len(consoles)) as advance:
        for console in consoles:
            key = (console.person.name, tuple(console.channels))
            if key not in fresh:
                fresh[key] = await _fresh(console)
            for channel in console.channels:
                kept, wanted = console.screens.get(channel), fresh[key].get(channel)
                verdict.look(
                    kept == wanted, f"{console.person.name} {channel}", difference(kept, wanted)
                )
            advance()
    return verdict


async def _fresh(console: Console) -> Row:
    new = Console(console.person, console.channels)
    new.acks = False
    new.start()
    await new.until(lambda: all(name in new.screens for name in new.channels), 20)
    await new.stop()
    return new.screens


def difference(kept: Row | None, wanted: Row | None) -> str:
    """The first rows in which an old screen differs from a fresh one, in words without content."""
    if kept is None or wanted is None:
        return "no picture"
    for name in sorted(set(kept) | set(wanted)):
        one, other = kept.get(name, {}), wanted.get(name, {})
        for row_id in sorted(set(one) | set(other)):
            if row_id not in one:
                return f"{name} {row_id} is missing"
            if row_id not in other:
                return f"{name} {row_id} should be gone"
            if one[row_id] != other[row_id]:
                fields = [f for f in other[row_id] if one[row_id].get(f) != other[row_id][f]]
                return f"{name} {row_id} differs in {', '.join(fields)}"
    return ""


def _closes(consoles: list[Console]) -> dict[str, int]:
    found: dict[str, int] = {}
    for console in consoles:
        for code, count in console.closes.items():
            found[str(code)] = found.get(str(code), 0) + count
    return found
