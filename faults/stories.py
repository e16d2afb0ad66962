"""`helpline faults stories`: thousands of callers while plugs are pulled at random."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import Any

import aiohttp

from faults import check, evidence, tables
from faults.house import DUTY_PHONES, House, running
from faults.killer import Killer
from faults.numbers import percentile
from faults.phones import is_over
from faults.plot import AT_NIGHT, STORIES, Scene, playable
from faults.show import Show
from faults.stage import Company, company, staff

Row = dict[str, Any]
CLERKS = 4
NIGHTS = 2
STUCK_SECONDS = 240
SETTLE_SECONDS = 90
TALK_SECONDS = 2.0
SETTINGS = {
    "HELPLINE_RING_SECONDS": "8",
    "HELPLINE_ACKNOWLEDGE_P1_SECONDS": "4",
    "HELPLINE_ACKNOWLEDGE_P2_SECONDS": "12",
    **{
        f"HELPLINE_ACKNOWLEDGE_{tier}_SECONDS": "4,12,14400"
        for tier in ("BACKUP", "OFFICER", "DISTRICT", "SUPERVISOR")
    },
    "HELPLINE_LOG_LEVEL": "WARNING",
}


@dataclass(frozen=True)
class Options:
    """How many calls, how fast, which ones, and whether plugs are pulled."""

    calls: int = 2000
    rate: float = 2.0
    seed: int = 1098
    counsellors: int = 30
    stories: tuple[str, ...] = STORIES
    kills: str = "random"


async def play(options: Options, show: Show) -> Row:
    """Run it in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    with running(staff(options.counsellors, CLERKS), SETTINGS) as house:
        return await play_in(house, options, show)


async def play_in(house: House, options: Options, show: Show) -> Row:
    """Run it in a house that stands, which has the accounts of `staff`."""
    earlier = await tables.tickets_by_line(house.postgres.url)
    names = staff(options.counsellors, CLERKS)
    async with company(house, names, options.seed) as players:
        stories = playable(players.openapi, options.stories)
        show.say(f"stories the product knows: {', '.join(stories)}")
        killer = Killer(house, options.seed)
        run = _Run(options, players, show, stories)
        await run.whole(killer)
        history = players.history
        history.tickets_by_line = await tables.tickets_by_line(house.postgres.url, earlier)
        verdicts = check.judge(history)
        broken = await evidence.of_broken(verdicts, history, house.postgres.url, players.phones)
        kept = {"kills": killer.when, "callers": broken} if broken else {}
        return {**_report(options, run, killer, verdicts), "evidence": kept}


class _Run:
    """One evening: days with counsellors, nights without."""

    def __init__(
        self, options: Options, players: Company, show: Show, stories: tuple[str, ...]
    ) -> None:
        self.options, self.players, self.show, self.stories = options, players, show, stories
        self._living: set[asyncio.Task[None]] = set()
        self._night = ""
        self.has_call_backs = '"call_backs"' in players.openapi

    async def whole(self, killer: Killer) -> None:
        """Days and nights, then quiet, then the files."""
        options, players = self.options, self.players
        players_ready = await players.everybody_on(True)
        if not players_ready:
            self.show.say("not every counsellor came on duty")
        killing = asyncio.create_task(_kill(killer, options.kills))
        night = options.calls // len(self.stories) if AT_NIGHT in self.stories else 0
        day = players.plot.order(self.stories, options.calls - night)
        with self.show.bar("calls", options.calls) as advance:
            self._advance = advance
            parts = NIGHTS if night else 1
            for number in range(parts):
                await self._day(day[number::parts])
                if night:
                    share = night // parts + (night % parts if number == 0 else 0)
                    await self._one_night(share, "answered" if number % 2 == 0 else "missed")
        killer.stop()
        with suppress(asyncio.CancelledError):
            await killing
        await self._settle()
        await players.open_files()

    async def _day(self, order: list[str]) -> None:
        most = max(2, int(self.options.counsellors * 0.7))
        left = list(order)
        while left:
            story = left.pop()
            while len(self._living) >= most:
                await asyncio.wait(self._living, return_when=asyncio.FIRST_COMPLETED)
            first = self._place(story)
            if story == "linked" and "linked" in left:
                left.remove("linked")
                self._place(story, first)
            await asyncio.sleep(1 / self.options.rate)
        await self._all_over()

    async def _one_night(self, count: int, night: str) -> None:
        """Nobody is on duty: the duty phones ring, or nobody answers those either."""
        await self.players.everybody_on(False)
        self._night = night
        first, second = DUTY_PHONES
        await self.players.phones.rule(first, answer=False, after_s=1)
        takes = night == "answered"
        press = {"press": "1"} if takes else {}
        await self.players.phones.rule(second, answer=takes, after_s=1, **press)
        for _ in range(count):
            self._place(AT_NIGHT)
            await asyncio.sleep(1 / self.options.rate)
        await self._all_over(but_waiting=night == "missed")
        await self.players.everybody_on(True)
        await self._all_over()

    def _place(self, story: str, partner: Scene | None = None) -> Scene:
        scene = self.players.plot.new(story)
        scene.partner = partner
        if partner is not None:
            partner.partner = scene
        task = asyncio.create_task(self._caller(scene, self._night))
        self._living.add(task)
        task.add_done_callback(self._living.discard)
        return scene

    async def _all_over(self, *, but_waiting: bool = False) -> None:
        if but_waiting:
            await asyncio.sleep(60)  # long enough for the duty phones to be tried and missed
            return
        while self._living:
            await asyncio.wait(self._living)

    # -- one caller ---------------------------------------------------------------------------

    async def _caller(self, scene: Scene, night: str) -> None:
        phones = self.players.phones
        script = []
        if scene.story == "abandoned":
            script = [{"after_s": self.players.plot.chance.uniform(6, 9), "hang_up": True}]
        scene.sid = await phones.call(scene.number, script)
        if scene.story == AT_NIGHT and night == "answered":
            await phones.until(scene.sid, _talks_or_over, STUCK_SECONDS)
            await asyncio.sleep(TALK_SECONDS)
            await phones.hang_up(scene.sid)
        seen, over = await phones.until(scene.sid, is_over, STUCK_SECONDS)
        if not over:
            with suppress(aiohttp.ClientError):
                await phones.hang_up(scene.sid)
        self.players.history.callers.append(self._told(scene, seen, over, night))
        self._advance()

    def _told(self, scene: Scene, seen: Row, over: bool, night: str) -> Row:
        first = scene.partner if scene.partner and scene.partner.index < scene.index else None
        keep = ("outcome", "ended_by", "longest_silence_seconds", "seconds", "timeline")
        return {
            **{name: seen[name] for name in keep},
            "sid": scene.sid,
            "number": scene.number,
            "story": scene.story,
            "stuck": not over,
            "night": night,
            "talked_with": list(scene.talked_with),
            "has_call_backs": self.has_call_backs,
            "second": first is not None,
            "first_ticket": first.ticket if first else "",
            "answered_after": _first(seen, "talking_with"),
        }

    async def _settle(self) -> None:
        """Until no ladder runs any more."""
        board = self.players.clerks[0].console
        await asyncio.sleep(2)
        await board.until(
            lambda: (
                not any(
                    row["state"] == "alerting" for row in board.rows("board", "dispatches").values()
                )
            ),
            SETTLE_SECONDS,
        )
        await asyncio.sleep(3)
        scenes = {
            scene.dispatch_id: scene for scene in self.players.plot.scenes if scene.dispatch_id
        }
        for dispatch_id, beds in self.players.centre.beds.items():
            if dispatch_id in scenes:
                self.players.history.notes[scenes[dispatch_id].number]["beds"] = beds


async def _kill(killer: Killer, kills: str) -> None:
    if kills == "once":
        await killer.each_once()
    elif kills == "random":
        await killer.run()


def _talks_or_over(seen: Row) -> bool:
    return is_over(seen) or any(entry["what"] == "talking_with" for entry in seen["timeline"])


def _first(seen: Row, what: str) -> float | None:
    return next((entry["t"] for entry in seen["timeline"] if entry["what"] == what), None)


def _report(options: Options, run: _Run, killer: Killer, verdicts: dict[str, Any]) -> Row:
    history = run.players.history
    callers = history.callers
    waits = sorted(one["answered_after"] for one in callers if one["answered_after"] is not None)
    silences = [one["longest_silence_seconds"] for one in callers]
    reloads = [n["reload_seconds"] for n in history.notes.values() if "reload_seconds" in n]
    per_story = {story: sum(one["story"] == story for one in callers) for story in run.stories}
    left_out = [story for story in options.stories if story not in run.stories]
    return {
        "fault": "stories",
        "injected": {"calls": len(callers), **killer.injected},
        "invariants": verdicts,
        "figures": {
            "played": per_story,
            "left_out_because_the_product_lacks_them": left_out,
            "outcomes": _count(one["outcome"] for one in callers),
            "answered_after_s": {
                "p50": percentile(waits, 50),
                "p95": percentile(waits, 95),
                "max": percentile(waits, 100),
            },
            "longest_silence_s": max(silences, default=0),
            "reload_s": {
                "p50": median(reloads) if reloads else None,
                "max": max(reloads, default=0),
            },
            "console_resumes": sum(len(c.console.resumes) for c in run.players.counsellors),
            "console_resyncs": sum(c.console.resyncs for c in run.players.counsellors),
            "links_pressed": run.players.field.answers,
            "refused": dict(history.notes.get("refused", {})),
        },
    }


def _count(values: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found
