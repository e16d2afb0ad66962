"""`helpline faults flood`: forged and signed webhooks by the thousand, then one number that floods.

First part: the webhooks go straight to both web processes (a proxy of ours would be the bottleneck)
while new callers ring; how long those wait for our answer is what counts. Second part: the same
callers twice, alone and beside one number that calls fifty times a second; how much longer the
others wait for a counsellor is what counts, and that the flooding number is not shut out.
"""

import asyncio
import json
import random
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp

from faults.check import Verdict
from faults.desk import Desk
from faults.flooder import Order
from faults.history import History
from faults.house import ADDRESSES, ROOT, House, running
from faults.numbers import percentile
from faults.phones import Phones, is_over
from faults.rest import Person
from faults.show import Show
from faults.stage import staff

Row = dict[str, Any]
VOICE_P99_MS = 300.0
WAIT_RAISED_S = 1.0
NUISANCE = "+8801200000000"
PATIENCE_SECONDS = 120.0
WARM_SECONDS = 10.0
"""After its start the house reads all places into memory; a flood comes to one that has run."""
SETTINGS = {"HELPLINE_RING_SECONDS": "8", "HELPLINE_LOG_LEVEL": "ERROR"}


@dataclass(frozen=True)
class Options:
    """Requests a second of each kind, and how long; callers a second beside the flooding number."""

    seconds: float = 60.0
    voice: float = 50.0
    news: float = 450.0
    forged: float = 2000.0
    prank: float = 50.0
    others: float = 1.0
    counsellors: int = 12
    prank_patience_s: float = 5.0
    seed: int = 1098


async def play(options: Options, show: Show) -> Row:
    """Run both in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    with running(staff(options.counsellors, 0), SETTINGS) as house:
        await asyncio.sleep(WARM_SECONDS)
        first = await forged(house, options, show)
    show.say("the same again, with people and without a flood …")
    with running(staff(options.counsellors, 0), SETTINGS) as house:
        alone = await _evening(house, options, 0.0, show)
    with running(staff(options.counsellors, 0), SETTINGS) as house:
        beside = await _evening(house, options, options.prank, show)
    return report(options, first, alone, beside)


async def forged(house: House, options: Options, show: Show) -> Row:
    """The first part, in a house that stands: what the generator tells."""
    order = Order(
        upstreams=[f"http://{address}:{house.web_port}" for address in ADDRESSES],
        public=house.base,
        account=house.environment["HELPLINE_TWILIO_ACCOUNT_SID"],
        token=house.environment["HELPLINE_TWILIO_AUTH_TOKEN"],
        voice=options.voice,
        news=options.news,
        forged=options.forged,
        seconds=options.seconds,
        first_number=options.seed * 10_000,
    )
    show.say(
        f"{options.forged:.0f} forged and {options.voice + options.news:.0f} signed a second …"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "faults.flooder",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    said, _ = await process.communicate(json.dumps(asdict(order)).encode())
    told: Row = json.loads(said)
    return told


async def play_in(house: House, options: Options, show: Show) -> Row:
    """A little of the first part in a house that stands: every answer is right, none is timed."""
    first = await forged(house, options, show)
    sent = {kind: first[kind]["sent"] for kind in ("forged", "voice", "news")}
    invariants = {"forged": _refused(first), "voice": _answered(first)}
    return {
        "fault": "flood",
        "injected": sent,
        "invariants": invariants,
        "figures": {"webhooks": first},
    }


@dataclass
class _Caller:
    number: str
    placed: float
    waited: float | None = None
    outcome: str = ""


async def _evening(house: House, options: Options, prank: float, show: Show) -> Row:
    """The second part, once: callers of one seed, and perhaps one number that floods."""
    chance = random.Random(options.seed)  # noqa: S311 (when callers ring, nothing secret)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        phones, history = Phones(house.phones, http), History()
        names = [name for name, _ in staff(options.counsellors, 0)]
        desks = [Desk(Person(house.base, name, http), history, chance=chance) for name in names]
        tasks = [asyncio.create_task(desk.run()) for desk in desks]
        try:
            await asyncio.sleep(5)
            others: list[_Caller] = []
            pranks: list[_Caller] = []
            calls = [_ring(options.others, options, phones, others, "", show)]
            if prank:
                calls.append(_ring(prank, options, phones, pranks, NUISANCE, show))
            await asyncio.gather(*calls)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return {"others": others, "pranks": pranks}


async def _ring(
    rate: float, options: Options, phones: Phones, callers: list[_Caller], number: str, show: Show
) -> None:
    """Ring so often, each call lived to its end."""
    began, living, count = time.monotonic(), [], 0
    with show.bar("flood" if number else "callers", int(rate * options.seconds)) as advance:
        while (passed := time.monotonic() - began) < options.seconds:
            while count < passed * rate:
                caller = _Caller(number or f"+88012{count + 1:08d}", time.monotonic())
                callers.append(caller)
                living.append(asyncio.create_task(_live(phones, caller, options, bool(number))))
                count += 1
                advance()
            await asyncio.sleep(0.01)
    await asyncio.gather(*living)


async def _live(phones: Phones, caller: _Caller, options: Options, prank: bool) -> None:
    script = [{"after_s": options.prank_patience_s, "hang_up": True}] if prank else []
    try:
        sid = await phones.call(caller.number, script)
        if prank:  # looked at when it is over: the generator shall cost little
            await asyncio.sleep(options.prank_patience_s)
        seen, over = await phones.until(sid, is_over, PATIENCE_SECONDS, brief=True)
        if not over:
            with suppress(aiohttp.ClientError):
                await phones.hang_up(sid)
        whole = await phones.see(sid)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        caller.outcome = f"unseen: {type(error).__name__}"
        return
    caller.outcome = str(seen["outcome"])
    talked = (entry["t"] for entry in whole["timeline"] if entry["what"] == "talking_with")
    caller.waited = next(talked, None)


def report(options: Options, first: Row, alone: Row, beside: Row) -> Row:
    """The object of `--json`."""
    before, after = _p95(alone["others"]), _p95(beside["others"])
    return {
        "fault": "flood",
        "injected": {
            "forged": first["forged"]["sent"],
            "signed": first["voice"]["sent"] + first["news"]["sent"],
            "calls_of_one_number": len(beside["pranks"]),
        },
        "invariants": {
            "forged": _refused(first),
            "voice": _in_time(first),
            "I2": _nobody_lost([*alone["others"], *beside["others"], *beside["pranks"]]),
            "wait": _raised(before, after),
            "not_shut_out": _not_shut_out(beside["pranks"]),
        },
        "figures": {
            "webhooks": first,
            "others_wait_p95_s": {"alone": before, "beside_the_flood": after},
            "others_answered": {
                "alone": sum(one.waited is not None for one in alone["others"]),
                "beside_the_flood": sum(one.waited is not None for one in beside["others"]),
            },
            "flood_answered": sum(one.waited is not None for one in beside["pranks"]),
            "asked": asdict(options),
        },
    }


def _p95(callers: list[_Caller]) -> float | None:
    """Of all, those who were never answered as long as they had patience."""
    waits = [PATIENCE_SECONDS if one.waited is None else one.waited for one in callers]
    return percentile(sorted(waits), 95)


def _refused(first: Row) -> Verdict:
    verdict = Verdict()
    for status, count in first["forged"]["statuses"].items():
        verdict.checked += count
        if status != "403":
            verdict.broken.append(f"{count} forged requests were answered {status}")
    return verdict


def _in_time(first: Row) -> Verdict:
    verdict, voice = _answered(first), first["voice"]
    late = voice["p99_ms"] is None or voice["p99_ms"] > VOICE_P99_MS
    verdict.look(not late, "voice", f"p99 is {voice['p99_ms']} ms")
    return verdict


def _answered(first: Row) -> Verdict:
    verdict = Verdict()
    for kind in ("voice", "news"):
        wrong = {code: n for code, n in first[kind]["statuses"].items() if code != "200"}
        verdict.look(first[kind]["sent"] > 0 and not wrong, kind, f"answered {wrong}")
    return verdict


def _nobody_lost(callers: list[_Caller]) -> Verdict:
    verdict = Verdict()
    for one in callers:
        wrong = one.outcome in ("heard_error", "cut_off") or one.outcome.startswith("unseen")
        verdict.look(not wrong, one.number, one.outcome)
    return verdict


def _raised(before: float | None, after: float | None) -> Verdict:
    verdict = Verdict()
    known = before is not None and after is not None
    raised = (after or 0.0) - (before or 0.0)
    verdict.look(known and raised <= WAIT_RAISED_S, "p95", f"the others wait {raised:.2f} s longer")
    return verdict


def _not_shut_out(pranks: list[_Caller]) -> Verdict:
    verdict = Verdict()
    talked = sum(one.waited is not None for one in pranks)
    verdict.look(talked > 0, NUISANCE, "no call of this number was ever answered")
    return verdict
