"""`helpline faults webhooks`: thousands of callers while the phone network does its worst.

Two web processes and two workers. News comes twice, late, minutes late, in another order or never;
requests come twice, in drips, forged and again; the provider's REST refuses, errs, and is silent
after having done it. Judged by what the callers lived through.
"""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp

from faults import check, judge_calls, tables
from faults.desk import Desk
from faults.history import History
from faults.house import House, running
from faults.numbers import percentile
from faults.phones import Phones, is_over
from faults.rest import Person
from faults.show import Show
from faults.stage import staff

Row = dict[str, Any]
RESOLVED_SECONDS = 60.0
STUCK_SECONDS = 240.0
MOST_TOLD = 40
STORIES = {"talks": 70, "hangs up talking": 10, "gives up": 10, "presses the key": 10}
ALL_KNOBS: dict[str, Any] = {
    "duplicate": 0.2,
    "reorder": 0.1,
    "drop": 0.1,
    "delay_ms": [0, 500],
    "late": 0.03,
    "late_s": [60, 180],
    "duplicate_requests": 0.1,
    "slow": 0.03,
    "slow_s": [0.5, 2.0],
    "forge": 0.2,
    "replay": 0.1,
    "replay_after_s": [1, 60],
    "rest_error": 0.02,
    "rest_error_after": 0.01,
    "rest_too_many": 0.02,
    "rest_lost": 0.005,
    "rest_lost_after": 0.005,
    "rest_hold_s": 9.0,
}
SETTINGS = {"HELPLINE_RING_SECONDS": "8", "HELPLINE_LOG_LEVEL": "WARNING"}


@dataclass(frozen=True)
class Options:
    """How many callers, how many a second, for how many counsellors; `without`: knobs left alone.

    `reaction`: seconds from the ring to the counsellor's hand.
    """

    calls: int = 20_000
    rate: float = 5.0
    counsellors: int = 30
    seed: int = 1098
    reaction: tuple[float, float] = (0.5, 1.5)
    without: frozenset[str] = frozenset()

    def knobs(self) -> dict[str, Any]:
        """The knobs of this run."""
        kept = {name: value for name, value in ALL_KNOBS.items() if name not in self.without}
        return {**kept, "seed": self.seed}


@dataclass
class _Run:
    options: Options
    phones: Phones
    show: Show
    history: History = field(default_factory=History)
    living: set["asyncio.Task[None]"] = field(default_factory=set)

    async def whole(self) -> None:
        """Everybody calls, at most as many at once as counsellors can talk to soon."""
        options = self.options
        chance = random.Random(options.seed)  # noqa: S311 (which story, nothing secret)
        stories = chance.choices(list(STORIES), weights=list(STORIES.values()), k=options.calls)
        most = options.counsellors * 2
        with self.show.bar("calls", options.calls) as advance:
            for number, story in enumerate(stories):
                while len(self.living) >= most:
                    await asyncio.wait(self.living, return_when=asyncio.FIRST_COMPLETED)
                task = asyncio.create_task(self._caller(number, story, chance.uniform(2, 8)))
                self.living.add(task)
                task.add_done_callback(self.living.discard)
                task.add_done_callback(lambda _: advance())
                await asyncio.sleep(1 / options.rate)
            while self.living:
                await asyncio.wait(self.living)

    async def _caller(self, number: int, story: str, patience: float) -> None:
        phones, from_ = self.phones, f"+88012{self.options.seed % 100:02d}{number:06d}"
        scripts: dict[str, list[Row]] = {
            "gives up": [{"after_s": patience, "hang_up": True}],
            "presses the key": [{"after_s": 1.0, "press": "1"}],
        }
        sid = await phones.call(from_, scripts.get(story, []))
        if story == "hangs up talking":
            await phones.until(sid, _talks_or_over, STUCK_SECONDS, brief=True)
            await asyncio.sleep(0.3)
            await phones.hang_up(sid)
        _, over = await phones.until(sid, is_over, STUCK_SECONDS, brief=True)
        seen = await phones.see(sid)
        if not over:
            with suppress(aiohttp.ClientError):
                await phones.hang_up(sid)
        keep = ("outcome", "ended_by", "longest_silence_seconds", "seconds", "timeline", "requests")
        told = {name: seen[name] for name in (*keep, "placed_at")}
        caller = {**told, "sid": sid, "number": from_, "story": story, "stuck": not over}
        self.history.callers.append(caller)
        if _is_lost(caller):
            silence = caller["longest_silence_seconds"]
            self.show.say(f"{sid}: {story}: {caller['outcome']}, {silence} s of silence")


def hands(least: float | None) -> tuple[float, float]:
    """How soon counsellors take a call: at the least so many seconds, at the most three times."""
    return Options.reaction if least is None else (least, least * 3)


def _hand(name: str) -> random.Random:
    return random.Random(name)  # noqa: S311 (how fast a hand is, nothing secret)


async def _until_known(house: House, history: History) -> None:
    """Until the product knows of every line's end, or the time for that is over."""
    lines = {caller["sid"] for caller in history.callers}
    for _ in range(int(RESOLVED_SECONDS / 2) + 1):
        ended = await tables.ended_at(house.postgres.url)
        if all(ended.get(line) is not None for line in lines):
            return
        await asyncio.sleep(2)


def _is_available(desk: Desk) -> bool:
    return desk.duty == "available"


def _talks_or_over(seen: Row) -> bool:
    return is_over(seen) or seen["talk_seconds"] > 0


async def play(options: Options, show: Show) -> Row:
    """Run it in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    with running(staff(options.counsellors, 0), SETTINGS) as house:
        return await play_in(house, options, show)


async def play_in(house: House, options: Options, show: Show) -> Row:
    """Run it in a house that stands, which has the accounts of `staff`."""
    earlier = await tables.tickets_by_line(house.postgres.url)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        phones = Phones(house.phones, http)
        run = _Run(options, phones, show)
        names = [name for name, _ in staff(options.counsellors, 0)]
        desks = [
            Desk(Person(house.base, name, http), run.history, options.reaction, chance=_hand(name))
            for name in names
        ]
        tasks = [asyncio.create_task(desk.run()) for desk in desks]
        before = await phones.disorder_done()
        try:
            for desk in desks:
                await desk.console.until(partial(_is_available, desk), 60)
            await phones.disorder(**options.knobs())
            await run.whole()
            done = await phones.disorder_done()
            await phones.disorder()
            show.say("everybody has put down; a minute for what is still to be found out …")
            await _until_known(house, run.history)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    run.history.tickets_by_line = await tables.tickets_by_line(house.postgres.url, earlier)
    ended = await tables.ended_at(house.postgres.url)
    injected = {name: count - before.get(name, 0) for name, count in done.items()}
    return report(run.history, injected, ended)


def report(history: History, injected: dict[str, int], ended: dict[str, float | None]) -> Row:
    """The object of `--json`. `ended`: when the product took each line for over, in epoch s."""
    callers = history.callers
    waits = sorted(w for w in (_first(one, "talking_with") for one in callers) if w is not None)
    silences = [one["longest_silence_seconds"] for one in callers]
    late = judge_calls.resolution_seconds(callers, ended)
    return {
        "fault": "webhooks",
        "injected": {"calls": len(callers), **dict(sorted(injected.items()))},
        "invariants": {
            "I1": judge_calls.one_ticket_a_line(history),
            "I2": judge_calls.nobody_lost(history),
            "I3": check.one_owner_each(history),
            "I8": judge_calls.one_effect_each(callers),
            "resolved": judge_calls.resolved_within(late, RESOLVED_SECONDS),
            "forged": judge_calls.forged_refused(injected),
        },
        "figures": {
            "outcomes": judge_calls.counted(one["outcome"] for one in callers),
            "stories": judge_calls.counted(one["story"] for one in callers),
            "answered_after_s": {f"p{p}": percentile(waits, p) for p in (50, 95, 100)},
            "longest_silence_s": max(silences, default=0),
            "known_to_be_over_after_s": {
                f"p{p}": percentile(sorted(s for s in late.values() if s is not None), p)
                for p in (50, 95, 100)
            },
            "the_lost": _what_the_lost_lived_through(callers),
            "lost_bound_95_percent": round(3 / len(callers), 6) if callers else None,
        },
    }


def _is_lost(caller: Row) -> bool:
    return (
        caller["stuck"]
        or caller["outcome"] in ("heard_error", "cut_off")
        or caller["longest_silence_seconds"] > check.LONGEST_SILENCE_SECONDS
    )


def _what_the_lost_lived_through(callers: list[Row]) -> list[Row]:
    """Of those who were lost the last entries, to find out why; who heard an error comes first."""
    lost = sorted(
        filter(_is_lost, callers),
        key=lambda one: (one["outcome"] != "heard_error", -one["longest_silence_seconds"]),
    )
    return [
        {"sid": one["sid"], "timeline": one["timeline"][-12:], "requests": one["requests"][-12:]}
        for one in lost[:MOST_TOLD]
    ]


def _first(seen: Row, what: str) -> float | None:
    return next((entry["t"] for entry in seen["timeline"] if entry["what"] == what), None)
