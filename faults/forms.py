"""`helpline faults forms`: 100,000 webhooks as nobody should send them, while real people call.

Each goes to one of the two web processes over a socket. Who really calls meanwhile must notice
nothing; counsellors take whatever rings.
"""

import asyncio
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import asyncpg

from faults import check
from faults.contest import Racer
from faults.forms_made import Maker, Sent, wrong
from faults.history import History
from faults.house import ADDRESSES, House, running
from faults.phones import Phones, is_over
from faults.rest import Person
from faults.show import Show
from faults.stage import staff

Row = dict[str, Any]
AT_ONCE, CALLERS, COUNSELLORS = 8, 6, 3
OVER_SECONDS = 60
SETTINGS = {"HELPLINE_RING_SECONDS": "4", "HELPLINE_LOG_LEVEL": "ERROR"}
CALL = re.compile(r"/(?:wait|queue-left)/([0-9a-f-]{36})")

LINES = """
SELECT provider_call_id, count(*), count(incident.id) FROM call
LEFT JOIN incident ON incident.id = call.incident_id GROUP BY provider_call_id
"""
TEXTS = "SELECT provider_message_id, count(*) FROM text_in GROUP BY 1"
ORPHANS = """
SELECT number FROM incident WHERE channel = 'call' AND linked_to IS NULL
AND NOT EXISTS (SELECT FROM call WHERE call.incident_id = incident.id)
"""
OWNERS = """
SELECT owner_id::text FROM call WHERE state <> 'ended' AND owner_id IS NOT NULL
GROUP BY owner_id HAVING count(*) > 1
"""


@dataclass(frozen=True)
class Options:
    """How many forms, by which seed."""

    forms: int = 100_000
    seed: int = 1098


@dataclass
class Storm:
    """The forms of one run, and what was answered."""

    house: House
    http: aiohttp.ClientSession
    maker: Maker
    left: int
    advance: Any
    statuses: Counter[int] = field(default_factory=Counter)
    rung: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    verdict: check.Verdict = field(default_factory=check.Verdict)
    slowest: float = 0.0

    async def run(self, number: int) -> None:
        """Send until all are sent, to the web process of this number."""
        base = f"http://{ADDRESSES[number % len(ADDRESSES)]}:{self.house.web_port}"
        while self.left > 0:
            self.left -= 1
            await self._send(base, self.maker.make())
            self.advance()

    async def _send(self, base: str, sent: Sent) -> None:
        began = time.monotonic()
        headers = [
            (name, value.encode("latin-1").decode("latin-1")) for name, value in sent.headers
        ]
        url = f"{base}/telephony/twilio{sent.path}"
        async with self.http.post(url, data=sent.body, headers=headers) as answer:
            status, document = answer.status, await answer.text()
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.statuses[status] += 1
        account = self.house.environment["HELPLINE_TWILIO_ACCOUNT_SID"]
        why = wrong(sent, status, document, account)
        self.verdict.look(why is None, f"{sent.route} {sent.path[:60]}", str(why))
        if status != 200:
            return
        self.maker.calls = [*self.maker.calls[-300:], *CALL.findall(document)[:1]]
        if sent.route == "voice" and sent.said("CallSid"):
            self.rung.add(sent.said("CallSid")[:64])
        if sent.route == "sms" and sent.said("MessageSid"):
            self.texts.add(sent.said("MessageSid")[:64])


async def play(options: Options, show: Show) -> Row:
    """Run it in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    with running(staff(COUNSELLORS, 1), SETTINGS) as house:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            return await _storm(options, house, http, show)


async def _storm(options: Options, house: House, http: aiohttp.ClientSession, show: Show) -> Row:
    history, phones = History(), Phones(house.phones, http)
    env = house.environment
    account, token = env["HELPLINE_TWILIO_ACCOUNT_SID"], env["HELPLINE_TWILIO_AUTH_TOKEN"]
    maker = Maker(house.base, account, token, options.seed)
    racers = [
        Racer(Person(house.base, name, http), history, random.Random(name), [])  # noqa: S311
        for name, role in staff(COUNSELLORS, 1)
        if role == "counsellor"
    ]
    tasks = [asyncio.create_task(one.run()) for one in racers]
    stop = asyncio.Event()
    people = [asyncio.create_task(_calls(phones, n, history, stop)) for n in range(CALLERS)]
    with show.bar("forms", options.forms) as advance:
        storm = Storm(house, http, maker, options.forms, advance)
        await asyncio.gather(*(storm.run(number) for number in range(AT_ONCE)))
    stop.set()
    await asyncio.gather(*people)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return await _report(options, storm, history)


async def _calls(phones: Phones, number: int, history: History, stop: asyncio.Event) -> None:
    """Somebody calls, waits for a while, hangs up if nobody does before, and calls again."""
    chance, times = random.Random(number), 0  # noqa: S311 (repeatable, nothing secret)
    while not stop.is_set():
        times += 1
        caller = f"+8801277{number:02d}{times:04d}"
        script = [{"after_s": chance.uniform(3, 12), "hang_up": True}]
        sid = await phones.call(caller, script)
        seen, over = await phones.until(sid, is_over, OVER_SECONDS)
        keep = ("outcome", "ended_by", "longest_silence_seconds", "seconds")
        told = {name: seen[name] for name in keep}
        history.callers.append({**told, "sid": sid, "number": caller, "stuck": not over})


async def _report(options: Options, storm: Storm, history: History) -> Row:
    tickets, cut_off = check.Verdict(), check.Verdict()
    for caller in history.callers:
        why = check.cut_off_how(caller, counsellor_hung_up=True)
        cut_off.look(why is None, caller["sid"], str(why))
    connection = await asyncpg.connect(storm.house.postgres.url)
    try:
        lines = {line: (calls, of) for line, calls, of in await connection.fetch(LINES)}
        came = dict(await connection.fetch(TEXTS))
        orphans = [row[0] for row in await connection.fetch(ORPHANS)]
        doubled = [row[0] for row in await connection.fetch(OWNERS)]
    finally:
        await connection.close()
    for line in storm.rung | {caller["sid"] for caller in history.callers}:
        tickets.look(lines.get(line) == (1, 1), line, f"calls and tickets: {lines.get(line)}")
    for text in storm.texts:
        tickets.look(came.get(text) == 1, text, f"{came.get(text)} texts")
    for number in orphans:
        tickets.look(False, number, "a ticket without a call")
    owners = check.one_owner_each(history)
    for owner in doubled:
        owners.look(False, owner, "two live calls")
    cut_off.checked += storm.verdict.checked
    cut_off.broken += storm.verdict.broken
    return {
        "fault": "forms",
        "injected": {
            "forms": options.forms,
            "answers": {str(status): times for status, times in sorted(storm.statuses.items())},
            "calls_of_forms": len(storm.rung),
            "real_calls": len(history.callers),
        },
        "invariants": {"I1": tickets, "I2": cut_off, "I3": owners},
        "figures": {
            "answers_of_500_and_more": sum(
                times for status, times in storm.statuses.items() if status >= 500
            ),
            "slowest_seconds": round(storm.slowest, 2),
            "accepts": len(history.accepts),
        },
    }
