"""`helpline faults outbox`: a worker's phone in bad weather; every press counts once, at its time.

A real Chromium runs the built field app behind a network that answers 30 % of the posts with an
error, loses 10 % of the answers and dies for whole spells; the page is killed again and again.
What the phone and the hand remember is then compared with the tables.
"""

import asyncio
import json
import random
import time
import uuid
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import asyncpg

from faults.check import Verdict
from faults.hooks import HOOKS, arrival, signature
from faults.house import ADDRESSES, House, HouseFailed, free_port, running
from faults.phone import VERBS, Phone, in_hand
from faults.rest import Person
from faults.rough import Rough, Weather, standing
from faults.show import Show

Row = dict[str, Any]
SETTINGS = {"HELPLINE_ACKNOWLEDGE_P1_SECONDS": "1800", "HELPLINE_LOG_LEVEL": "WARNING"}
LEADER = "clerk-1"
WORKER = "worker-1"
AT_ONCE = 10
PLACE = "TH-DMP-sutrapur"
PATIENCE_SECONDS = 90.0
SLACK = timedelta(seconds=2)
CLICK_SECONDS = 1.0
"""From the hand on the glass to the app's own note of it, on a busy machine."""
TOLD = {
    "accept": "dispatch.accepted",
    "depart": "dispatch.departed",
    "arrive": "dispatch.arrived",
    "complete": "dispatch.completed",
}
NUMBERS = 7_000_000


@dataclass(frozen=True)
class Options:
    """How many commands, and how often the page is killed: after so many presses."""

    commands: int = 1_000
    kill_every: int = 25
    seed: int = 1098


async def play(options: Options, show: Show) -> Row:
    """Run it in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    with running([(LEADER, "supervisor")], SETTINGS) as house:
        return await play_in(house, options, show)


async def play_in(house: House, options: Options, show: Show) -> Row:
    """Run it in a house that stands and has the account LEADER."""
    weather = Weather(random.Random(options.seed))  # noqa: S311 (dice, no secret)
    port, began = free_port("127.0.0.1"), time.monotonic()
    ups = [f"http://{address}:{house.web_port}" for address in ADDRESSES]
    async with (
        aiohttp.ClientSession() as http,
        standing(ups, f"127.0.0.1:{house.port}", port, weather) as rough,
        in_hand(f"http://127.0.0.1:{port}") as phone,
    ):
        desk = await _Desk.of(house, http)
        await phone.sign_in(WORKER)
        ids = await _work(options, desk, phone, rough, weather, show)
        await _until_sent(phone)
        kept = await phone.kept()
    verdicts = await _judge(house.postgres.url, ids, phone, kept)
    return {
        "fault": "outbox",
        "injected": {**weather.seen, "kills": phone.kills},
        "invariants": verdicts,
        "figures": {
            "commands": len(kept),
            "presses": len(phone.presses),
            "tasks": len(ids),
            "seconds": round(time.monotonic() - began, 1),
        },
        "settings": {"seed": options.seed, "commands": options.commands},
    }


@dataclass
class _Desk:
    """Whoever sends the worker out: tickets from rings, and requests for them."""

    house: House
    leader: Person
    worker_id: str
    rung: int = 0

    @classmethod
    async def of(cls, house: House, http: aiohttp.ClientSession) -> "_Desk":
        leader, worker = Person(house.base, LEADER, http), Person(house.base, WORKER, http)
        await leader.sign_in()
        await worker.sign_in()
        return cls(house, leader, worker.me["worker_id"])

    async def send_out(self, count: int) -> list[str]:
        """So many tasks for the worker, each of a ticket of its own."""
        before = {row["id"] for row in (await self.leader.ask("GET", "/incidents"))["items"]}
        for _ in range(count):
            await self._ring()
        found = (await self.leader.ask("GET", "/incidents"))["items"]
        new = [row["id"] for row in found if row["id"] not in before][:count]
        return [await self._request(incident_id) for incident_id in new]

    async def _request(self, incident_id: str) -> str:
        at = f"/incidents/{incident_id}"
        await self.leader.ask("POST", f"{at}/locate", {"place": PLACE})
        who = {"responder": {"kind": "worker", "id": self.worker_id}}
        return str((await self.leader.ask("POST", f"{at}/dispatches", who))["id"])

    async def _ring(self) -> None:
        """Somebody rings and hangs up at once: a ticket."""
        self.rung += 1
        sid = "CA" + uuid.uuid4().hex
        for path, status in (("voice", "ringing"), ("status", "completed")):
            await self._hook(path, sid, status)

    async def _hook(self, path: str, sid: str, status: str) -> None:
        account = self.house.environment["HELPLINE_TWILIO_ACCOUNT_SID"]
        token = self.house.environment["HELPLINE_TWILIO_AUTH_TOKEN"]
        fields = arrival(account, sid, NUMBERS + self.rung, status)
        url = f"{self.house.base}{HOOKS}/{path}"
        signed = {"X-Twilio-Signature": signature(token, url, fields)}
        async with self.leader.http.post(url, data=fields, headers=signed) as answer:
            await answer.read()


async def _work(
    options: Options, desk: _Desk, phone: Phone, rough: Rough, weather: Weather, show: Show
) -> list[str]:
    chance = random.Random(options.seed + 1)  # noqa: S311 (dice, no secret)
    ids: list[str] = []
    when = random.Random(options.seed + 2)  # noqa: S311 (dice, no secret)
    spells = asyncio.create_task(_spells(rough, weather, when))
    try:
        with show.bar("commands", options.commands) as one_more:
            while len(phone.presses) < options.commands:
                left = options.commands - len(phone.presses)
                wave = await desk.send_out(min(AT_ONCE, -(-left // len(VERBS))))
                ids += wave
                await _wave(wave, phone, chance, options.kill_every, one_more)
    finally:
        spells.cancel()
        with suppress(asyncio.CancelledError):
            await spells
        weather.offline = False
    return ids


async def _wave(
    wave: list[str], phone: Phone, chance: random.Random, kill_every: int, one_more: Any
) -> None:
    """Press about on these tasks, in no order, until each is over for the worker."""
    open_ids, until = set(wave), time.monotonic() + PATIENCE_SECONDS
    while open_ids:
        if time.monotonic() > until:
            stuck = sorted(open_ids)[0]
            raise HouseFailed(f"the phone does not get on with {stuck}: {await phone.about(stuck)}")
        task, done = chance.choice(sorted(open_ids)), len(phone.presses)
        await phone.press(task)  # nothing, while the screen does not have the task yet
        if len(phone.presses) == done:
            await asyncio.sleep(0.02)
            continue
        if phone.presses[-1].verb == VERBS[-1]:
            open_ids.discard(task)
        one_more()
        if len(phone.presses) % kill_every == 0:
            await phone.kill()


async def _spells(rough: Rough, weather: Weather, chance: random.Random) -> None:
    """The network goes and comes."""
    while True:
        await asyncio.sleep(chance.uniform(0.5, 3.0))
        weather.offline = True
        rough.cut_sockets()
        weather.seen["spells"] += 1
        await asyncio.sleep(chance.uniform(0.3, 3.0))
        weather.offline = False


async def _until_sent(phone: Phone) -> None:
    """The weather stays as bad as it is between spells; nothing is pressed any more."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if all(item["receipt"] for item in await phone.kept()):
            return
        await asyncio.sleep(0.3)


ROWS = "SELECT * FROM field_command WHERE dispatch_id = ANY($1::uuid[])"
STEPS = """
SELECT facts->>'task_no' AS task_no, kind, count(*) AS times FROM timeline_entry
WHERE incident_id IN (SELECT incident_id FROM dispatch WHERE id = ANY($1::uuid[]))
    AND kind = ANY($2::text[]) GROUP BY 1, 2
"""
TASKS = """
SELECT id, task_no, state, acknowledged_at, en_route_at, reached_at, done_at
FROM dispatch WHERE id = ANY($1::uuid[])
"""
MOMENTS = {
    "accept": "acknowledged_at",
    "depart": "en_route_at",
    "arrive": "reached_at",
    "complete": "done_at",
}


async def _judge(url: str, ids: list[str], phone: Phone, kept: list[Row]) -> dict[str, Verdict]:
    connection = await asyncpg.connect(url)
    try:
        rows = {str(row["id"]): row for row in await connection.fetch(ROWS, ids)}
        told = {
            (row["task_no"], row["kind"]): row["times"]
            for row in await connection.fetch(STEPS, ids, list(TOLD.values()))
        }
        tasks = {str(row["id"]): row for row in await connection.fetch(TASKS, ids)}
    finally:
        await connection.close()
    steps = [item for item in kept if item["decision"]["verb"] in VERBS]
    return {
        "pressed": _pressed(phone, steps),
        "once": _once(kept, rows, tasks, told),
        "receipts": _receipts(kept, rows),
        "times": _times(steps, rows, tasks),
        "page": _page(phone),
    }


def _pressed(phone: Phone, steps: list[Row]) -> Verdict:
    """What the screen showed as pressed lies on the phone, and nothing else does."""
    verdict, made = Verdict(), defaultdict(list)
    for item in steps:
        at = _moment(item["madeAt"]).timestamp()
        made[item["dispatchId"], item["decision"]["verb"]].append(at)
    same = len(steps) == len(phone.presses)
    verdict.look(same, "phone", f"{len(phone.presses)} presses, {len(steps)} commands")
    for press in phone.presses:
        off = [abs(at - press.at_ms / 1000) for at in made[press.dispatch_id, press.verb]]
        kept = min(off, default=None)
        verdict.look(
            kept is not None and kept <= CLICK_SECONDS,
            press.dispatch_id,
            f"{press.verb}: {'never kept' if kept is None else f'{kept:.3f} s off'}",
        )
    return verdict


def _once(kept: list[Row], rows: Row, tasks: Row, told: dict[Any, int]) -> Verdict:
    """Each command is one row, each step of a task happened once, and each task is done."""
    verdict = Verdict()
    verdict.look(len(rows) == len(kept), "tables", f"{len(rows)} rows for {len(kept)} commands")
    for item in kept:
        verdict.look(item["id"] in rows, item["dispatchId"], f"{item['decision']['verb']} is lost")
    for dispatch_id, task in tasks.items():
        verdict.look(task["state"] == "done", dispatch_id, f"it is {task['state']}")
        for verb, kind in TOLD.items():
            times = told.get((str(task["task_no"]), kind), 0)
            verdict.look(times == 1, dispatch_id, f"{verb} happened {times} times")
    return verdict


def _receipts(kept: list[Row], rows: Row) -> Verdict:
    """The phone holds the receipt that the tables hold; of each step one was applied, none refused.

    A page that is killed between the server's answer and its own note of it shows the step as not
    made; the hand then presses again, and that one is answered "already".
    """
    verdict, applied = Verdict(), Counter[Any]()
    for item in kept:
        receipt, row = item["receipt"] or {}, rows.get(item["id"]) or {}
        same = all(receipt.get(name) == row.get(name) for name in ("result", "code", "state"))
        verdict.look(bool(receipt) and same, item["dispatchId"], json.dumps(receipt))
        verb, result = item["decision"]["verb"], receipt.get("result")
        verdict.look(
            verb not in VERBS or result in ("applied", "already"),
            item["dispatchId"],
            f"{verb} is {result} {receipt.get('code')}",
        )
        applied[item["dispatchId"], verb] += result == "applied"
    for (dispatch_id, verb), times in applied.items():
        verdict.look(verb not in VERBS or times == 1, dispatch_id, f"{verb} applied {times} times")
    return verdict


def _times(steps: list[Row], rows: Row, tasks: Row) -> Verdict:
    """The original moment of each step is on its row and on the task."""
    verdict = Verdict()
    for item in steps:
        row, verb = rows.get(item["id"]), item["decision"]["verb"]
        if row is None:
            continue
        made = _moment(item["madeAt"])
        meant = made + timedelta(milliseconds=item["offsetMs"] or 0)
        verdict.look(row["made_at"] == made, item["dispatchId"], f"{verb}: another moment")
        verdict.look(
            abs(row["at"] - meant) <= SLACK and not row["doubtful"],
            item["dispatchId"],
            f"{verb}: counts {row['at'] - meant} off",
        )
        if row["result"] != "applied":
            continue
        stamp = tasks[item["dispatchId"]][MOMENTS[verb]]
        verdict.look(stamp == row["at"], item["dispatchId"], f"{verb}: the task says {stamp}")
    return verdict


def _page(phone: Phone) -> Verdict:
    verdict = Verdict()
    verdict.look(not phone.bugs, "page", "; ".join(phone.bugs[:3]))
    return verdict


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
