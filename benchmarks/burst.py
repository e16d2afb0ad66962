"""The bench of a burst: 50 new calls and 400 other webhooks a second on one process.

`helpline bench burst --json FILE`. What is measured and how to read it: docs/performance.md.
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
from benchmarks.command import Asked, Found, percentile, times
from benchmarks.floor_intake import CALL_ID
from benchmarks.orders import Consoles, Control, Worker
from benchmarks.sides import BenchFailed, Side
from benchmarks.stage import Postgres, Server, folder

CALLS_PER_S = 50
OTHERS_A_CALL = 8
LONGEST_SPREAD = 4.0
"""Seconds over which a call's other webhooks are spread."""
BOARDS = 10
FLOOR = str(Path(__file__).with_name("floor_burst.py"))
DRAIN_SECONDS = 10.0
"""A ring that was answered without a database (the journal) has its row at the latest then."""
WITH_ROWS = """
SELECT count(*) FROM (
    SELECT c.provider_call_id FROM call c
    JOIN incident i ON i.id = c.incident_id
    JOIN timeline_entry t ON t.incident_id = i.id AND t.kind = 'call.arrived'
    JOIN outbox o ON o.entity_id = c.id AND o.event = 'call.arrived'
    WHERE c.provider_call_id = ANY($1)
    GROUP BY 1 HAVING count(*) = 1
) AS whole
"""
"""How many of these calls have exactly one row in each of the four tables."""


@dataclass
class Bursting:
    """One side and who calls it."""

    side: Side
    callers: Worker
    control: Control | None

    def burst(self, rate: float, seconds: float) -> dict[str, float]:
        """One burst on empty tables. Raises BenchFailed when a call was lost."""
        self.side.postgres.empty()
        self.side.postgres.sql("TRUNCATE webhook_answer")
        if self.control is not None:
            self.control.ask("reset")
        before = self.side.spent()
        order = {"base": self.side.server.base, "token": self.side.token, "rate": rate}
        rang = self.callers.ask(
            "ring",
            **order,
            seconds=seconds,
            seed=secrets.randbits(40),
            others=OTHERS_A_CALL,
            spread=min(LONGEST_SPREAD, seconds / 2),
        )
        lag = {} if self.control is None else self.control.ask("loop")
        cost = [after - spent for after, spent in zip(self.side.spent(), before, strict=True)]
        voice = [(now - sent) / 1e6 for _, _, sent, now in rang["rings"]]
        webhooks = len(voice) + len(rang["others_ms"])
        lost = self._lost(rang)
        if lost:
            raise BenchFailed(
                f"{self.side.name}: {lost} calls of {len(voice)} were lost: {rang['failed']}"
            )
        return {
            **times([*voice, *rang["others_ms"]]),
            **times(voice, "voice_"),
            "webhooks": webhooks,
            "calls": len(voice),
            "lost": lost,
            "held": len(rang["held"]),
            "errors": sum(rang["failed"].values()) + rang["unanswered"],
            "cpu_us": sum(cost) / webhooks * 1e6,
            "server_us": cost[0] / webhooks * 1e6,
            "postgres_us": cost[1] / webhooks * 1e6,
            "lines": rang["lines"],
            "sent_late_p99_ms": percentile(sorted(rang["late_ms"]), 99),
            **{name: value for name, value in lag.items() if name.startswith("loop_")},
        }

    def _lost(self, rang: dict[str, Any]) -> int:
        """Answered rings that have no row, or more than one, in any of the four tables."""
        sids = [*(sid for sid, *_ in rang["rings"]), *rang["held"]]
        until = time.monotonic() + DRAIN_SECONDS
        while (whole := asyncio.run(_with_rows(self.side.postgres.url, sids))) < len(sids):
            if time.monotonic() > until:
                break
            time.sleep(0.2)
        return len(sids) - whole


async def _with_rows(url: str, sids: list[str]) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(WITH_ROWS, sids))
    finally:
        await connection.close()


def put_up(home: Path, stack: ExitStack) -> tuple[Bursting, Bursting]:
    """Both sides; some supervisors watch ours, as they would."""
    keys = product.secrets_of_this_run()
    databases = {name: Postgres(home / name, stack) for name in ("ours", "floor")}
    envs = {name: product.environment(one.url, keys) for name, one in databases.items()}
    product.bring_up_to_date(envs["ours"], home)
    migrate(databases["floor"].url)
    token = keys["HELPLINE_TWILIO_AUTH_TOKEN"]
    envs["ours"]["BENCH_CONTROL"] = home.name
    server = Server("helpline serve", [sys.executable, product.SERVED], envs["ours"], home, stack)
    ours = Side("helpline serve", server, databases["ours"], token)
    answer = ours.ring_once(next(webhook.forms(secrets.randbits(40))))
    call_id = ours.postgres.sql("SELECT id FROM call LIMIT 1").strip()
    template = answer.replace(call_id, CALL_ID)
    env = envs["floor"]
    env["FLOOR_ANSWER"] = template.replace(server.base, env["HELPLINE_PUBLIC_URL"])
    server = Server("the floor", [sys.executable, FLOOR], env, home, stack)
    floor = Side("the floor", server, databases["floor"], token)
    people = product.hire(ours.postgres, "supervisor", BOARDS)
    port = int(ours.server.base.rpartition(":")[2])
    watching = Consoles(ours.server.base, "board", stack, pings=True)
    watching.open([product.console(person, port) for person in people])
    control = Control(home.name, stack)
    return _bursting(ours, stack, control), _bursting(floor, stack, None)


def _bursting(side: Side, stack: ExitStack, control: Control | None) -> Bursting:
    return Bursting(side, Worker("benchmarks.callers", f"callers of {side.name}", stack), control)


def run(asked: Asked, bar: Progress) -> Found:
    """The whole bench."""
    ours: list[dict[str, float]] = []
    floor: list[dict[str, float]] = []
    rate = CALLS_PER_S * asked.size
    with folder() as home, ExitStack() as stack:
        steps = bar.add_task("starting", total=1 + 2 * asked.rounds)
        mine, bottom = put_up(home, stack)
        for one in (mine, bottom):
            one.burst(min(10.0, rate), 1.0)
        bar.advance(steps)
        sides = ((mine, ours), (bottom, floor))
        for number in range(asked.rounds):
            for one, kept in sides if number % 2 == 0 else sides[::-1]:
                bar.update(steps, description=f"round {number + 1}: {one.side.name}")
                kept.append(one.burst(rate, asked.seconds))
                bar.advance(steps)
        settings = command.surroundings(
            mine.side.postgres,
            new_calls_per_s=rate,
            other_webhooks_per_s=rate * OTHERS_A_CALL,
            seconds=asked.seconds,
            boards_watching_ours=BOARDS,
            floor_leaves_out="states, timeline, limits, replayed answers, screens",
        )
    pairs = [b["cpu_us"] / a["cpu_us"] for a, b in zip(ours, floor, strict=True)]
    name = f"{rate * (1 + OTHERS_A_CALL):.0f}/s"
    of = "processor time a webhook, floor ÷ ours"
    return command.found("burst", {name: ours}, {name: floor}, pairs, settings, of=of)


def main() -> int:
    return command.main("Measure a burst of calls and webhooks.", run, seconds=60.0)


if __name__ == "__main__":
    sys.exit(main())
