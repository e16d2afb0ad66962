"""The bench of the offer: a signed ring, and the right counsellor's console rings.

`helpline bench offer --json FILE`. What is measured and how to read it: docs/performance.md.
"""

import asyncio
import secrets
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from rich.progress import Progress

from app.core.migrate import migrate
from benchmarks import command, product, webhook
from benchmarks.command import Asked, Found, times
from benchmarks.floor_intake import CALL_ID
from benchmarks.orders import Consoles, Control, Worker
from benchmarks.product import Person
from benchmarks.sides import BenchFailed, Side
from benchmarks.stage import Postgres, Server, folder

RATES = (20, 50)
CONSOLES = 500
BOARDS = 1000
BOARD_RATE = 20
ANSWERING = {"accept_after": [0.3, 1.0], "hang-up_after": [0.5, 1.5], "complete_after": [0.2, 0.5]}
"""What counsellors do, in seconds: much quicker than in earnest, so that the stream goes on."""
CALM_SECONDS = 15.0
FLOOR = str(Path(__file__).with_name("floor_offer.py"))
SWEEP = "VACUUM (ANALYZE)"
"""Autovacuum is off, so that it doesn't fall into one round and not the other: before each
measurement both sides are swept by hand, as they would be every minute."""
NOT_NEEDED = "TRUNCATE incident, outbox, webhook_answer, deadline CASCADE"


@dataclass
class Live:
    """One side with its consoles and its callers."""

    side: Side
    consoles: Consoles
    callers: Worker
    control: Control | None

    def calls(self, rate: float, seconds: float) -> dict[str, float]:
        """Ring at `rate`; how long each call took to the right console. Raises BenchFailed."""
        ours = self.control is not None
        self.side.postgres.sql(SWEEP)
        self.consoles.ask("collect", answering={**ANSWERING, "finish": ours})
        spent, began = self.side.spent(), time.monotonic()
        if self.control is not None:
            self.control.ask("reset")
        rang = ring(self.callers, self.side, rate, seconds)
        lag = {} if self.control is None else self.control.ask("loop")
        told = self.consoles.ask("told", calls=len(rang["rings"]), seconds=CALM_SECONDS)
        cost = [after - before for after, before in zip(self.side.spent(), spent, strict=True)]
        _sound(rang, told, self.side.name)
        latencies = _latencies(self.side, rang, told)
        answers = [(now - sent) / 1e6 for _, _, sent, now in rang["rings"]]
        return {
            **times(latencies),
            **times(answers, "answer_"),
            "calls": len(latencies),
            "server_ms_a_call": cost[0] * 1e3 / len(latencies),
            "postgres_ms_a_call": cost[1] * 1e3 / len(latencies),
            "busy_share": cost[0] / (time.monotonic() - began),
            **_loop(lag),
        }


def ring(callers: Worker, side: Side, rate: float, seconds: float, **more: Any) -> dict[str, Any]:
    """What came of calls at `rate` a second."""
    order = {"base": side.server.base, "token": side.token, "rate": rate, "seconds": seconds}
    return callers.ask("ring", **order, seed=secrets.randbits(40), **more)


def _loop(lag: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in lag.items() if name.startswith("loop_")}


def _sound(rang: dict[str, Any], told: dict[str, Any], name: str) -> None:
    if rang["failed"] or rang["unanswered"] or rang["held"]:
        why = f"{rang['failed']}, {len(rang['held'])} held, {rang['unanswered']} not answered"
        raise BenchFailed(f"{name}: rings failed: {why}")
    if told["failures"] or told["refused"]:
        raise BenchFailed(f"{name}: consoles failed: {told['failures']}, {told['refused']}")


def _latencies(side: Side, rang: dict[str, Any], told: dict[str, Any]) -> list[float]:
    """Milliseconds from the webhook sent to the first offer, each at the counsellor it is for."""
    chosen = asyncio.run(_offered_to(side.postgres.url))
    heard: dict[str, int] = {}
    for call_id, staff_id, at in told["offers"]:
        if (call_id, staff_id) not in chosen:
            raise BenchFailed(f"{side.name}: an offer rang at somebody it was not for")
        heard.setdefault(call_id, at)
    found = [(heard[call] - sent) / 1e6 for _, call, sent, _ in rang["rings"] if call in heard]
    if len(found) < len(rang["rings"]):
        raise BenchFailed(f"{side.name}: {len(rang['rings']) - len(found)} calls were not offered")
    return found


async def _offered_to(url: str) -> set[tuple[str, str]]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT call_id, staff_id FROM offer")
        return {(str(row["call_id"]), str(row["staff_id"])) for row in rows}
    finally:
        await connection.close()


def put_up(home: Path, stack: ExitStack, consoles: int) -> tuple[Live, Live]:
    """Both sides with their counsellors on duty, before their consoles."""
    keys = product.secrets_of_this_run()
    databases = {name: Postgres(home / name, stack) for name in ("ours", "floor")}
    envs = {name: product.environment(one.url, keys) for name, one in databases.items()}
    for name, env in envs.items():
        product.bring_up_to_date(env, home) if name == "ours" else migrate(databases[name].url)
    token = keys["HELPLINE_TWILIO_AUTH_TOKEN"]
    envs["ours"]["BENCH_CONTROL"] = home.name
    server = Server("helpline serve", [sys.executable, product.SERVED], envs["ours"], home, stack)
    ours = Side("helpline serve", server, databases["ours"], token)
    form = next(webhook.forms(secrets.randbits(40)))
    answer = ours.ring_once(form)
    envs["floor"]["FLOOR_ANSWER"] = _template(ours, answer).replace(
        server.base, envs["floor"]["HELPLINE_PUBLIC_URL"]
    )
    server = Server("the floor", [sys.executable, FLOOR], envs["floor"], home, stack)
    floor = Side("the floor", server, databases["floor"], token)
    mine = Live(ours, *_load(ours, stack), Control(home.name, stack))
    bottom = Live(floor, *_load(floor, stack), None)
    _man(mine, bottom, consoles)
    return mine, bottom


def _load(side: Side, stack: ExitStack) -> tuple[Consoles, Worker]:
    consoles = Consoles(side.server.base, "me", stack, pings=True)
    return consoles, Worker("benchmarks.callers", f"callers of {side.name}", stack)


def _template(side: Side, answer: str) -> str:
    call_id = side.postgres.sql("SELECT id FROM call LIMIT 1")
    return answer.replace(call_id.strip(), CALL_ID)


def _man(ours: Live, floor: Live, count: int) -> None:
    """Counsellors come and open their consoles; then the trial ring is forgotten."""
    people = product.hire(ours.side.postgres, "counsellor", count)
    ours.consoles.open(seats(ours.side, people))
    floor.side.postgres.sql(
        "INSERT INTO role (code, name_en, name_bn, app) VALUES ('counsellor', '', '', 'console')"
    )
    people = product.hire(floor.side.postgres, "counsellor", count, on_duty=True)
    floor.consoles.open(
        [{"id": str(one.staff_id), "path": f"/live?staff={one.staff_id}"} for one in people]
    )
    ours.side.postgres.sql(NOT_NEEDED)
    asyncio.run(_on_duty(ours.side.postgres.url))


async def _on_duty(url: str) -> None:
    """Everybody starts the shift at once; the feed hears of it as of anything else."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "INSERT INTO duty (staff_id, state, since, idle_since, link_seen_at, version) "
            "SELECT id, 'available', now(), now(), now(), 1 FROM staff WHERE role = 'counsellor'"
        )
    finally:
        await connection.close()


def seats(side: Side, people: list[Person]) -> list[dict[str, str]]:
    """Where these people open their consoles."""
    port = int(side.server.base.rpartition(":")[2])
    return [product.console(person, port) for person in people]


def boards(live: Live, count: int, stack: ExitStack) -> Consoles:
    """Supervisors who all watch the board."""
    people = product.hire(live.side.postgres, "supervisor", count)
    made = Consoles(live.side.server.base, "board", stack, pings=True)
    made.open(seats(live.side, people))
    return made


def broad(live: Live, watching: Consoles, rate: float, seconds: float) -> dict[str, float]:
    """Rings while nobody is free: from the webhook sent to the last of all boards."""
    assert live.control is not None
    watching.ask("collect")
    live.control.ask("reset")
    rang = ring(live.callers, live.side, rate, seconds)
    lag = live.control.ask("loop")
    time.sleep(0.5)
    told = watching.ask("told", calls=0, seconds=1.0)
    _sound(rang, told, live.side.name)
    sent = {call_id: at for _, call_id, at, _ in rang["rings"]}
    board = {call: seen for call, seen in told["board"].items() if call in sent}
    missed = [call for call in sent if board.get(call, [0])[0] < watching.count]
    if missed:
        raise BenchFailed(f"{len(missed)} rings did not reach all {watching.count} boards")
    return {
        **times([(seen[2] - sent[call]) / 1e6 for call, seen in board.items()]),
        **times([(seen[1] - sent[call]) / 1e6 for call, seen in board.items()], "first_"),
        **_loop(lag),
    }


def run(asked: Asked, bar: Progress) -> Found:
    """The whole bench."""
    consoles = max(20, round(CONSOLES * asked.size))
    rates = [max(2, round(rate * min(1.0, asked.size * 2))) for rate in RATES]
    watching = max(20, round(BOARDS * asked.size))
    ours: dict[str, list[dict[str, float]]] = {}
    floor: dict[str, list[dict[str, float]]] = {}
    pairs: list[float] = []
    with folder() as home, ExitStack() as stack:
        steps = bar.add_task("starting", total=2 + asked.rounds * (len(rates) + 1))
        mine, bottom = put_up(home, stack, consoles)
        for live in (mine, bottom):
            live.calls(rates[0], 1.0)  # the first calls fill caches of statements
        bar.advance(steps)
        for number in range(asked.rounds):
            for rate in rates:
                name = f"{rate}/s"
                bar.update(steps, description=f"round {number + 1}: {name}, {consoles} consoles")
                order = (mine, bottom) if number % 2 == 0 else (bottom, mine)
                measured = {id(live): live.calls(rate, asked.seconds) for live in order}
                ours.setdefault(name, []).append(measured[id(mine)])
                floor.setdefault(name, []).append(measured[id(bottom)])
                bar.advance(steps)
            first = f"{rates[0]}/s"
            pairs.append(floor[first][-1]["p50_ms"] / ours[first][-1]["p50_ms"])
        bar.update(steps, description=f"{watching} boards come")
        mine.side.postgres.sql(f"UPDATE duty SET state = 'off'; {NOT_NEEDED}")
        crowd = boards(mine, watching, stack)
        bar.advance(steps)
        for number in range(asked.rounds):
            bar.update(steps, description=f"round {number + 1}: last of {watching} boards")
            rate = min(BOARD_RATE, rates[0])
            name = f"last of {watching} boards"
            ours.setdefault(name, []).append(broad(mine, crowd, rate, asked.seconds))
            bar.advance(steps)
        settings = command.surroundings(
            mine.side.postgres,
            consoles=consoles,
            boards=watching,
            rates_per_s=rates,
            seconds=asked.seconds,
            answering_s=ANSWERING,
            floor_leaves_out="routing, snapshots, outbox reader, ack, hang-up, wrap-up",
        )
    return command.found(
        "offer", ours, floor, pairs, settings, of=f"p50 at {rates[0]}/s, floor ÷ ours"
    )


def main() -> int:
    return command.main("Measure a ring until the right console rings.", run, seconds=8.0)


if __name__ == "__main__":
    sys.exit(main())
