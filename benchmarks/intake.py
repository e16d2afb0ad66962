"""The bench of the first ring: the product against its hand-written floor, in one run.

`helpline bench intake --json FILE`. It must not touch any database or port but its own.
What is measured and how to read it: docs/performance.md.
"""

import argparse
import asyncio
import base64
import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.core.migrate import CannotMigrate, migrate
from app.core.postgres import EmbeddedPostgresFailed
from app.core.security import CannotUnseal, Vault
from benchmarks import kernel, limit, product, rows, summary, webhook
from benchmarks.command import heed_interrupts
from benchmarks.floor_intake import CALL_ID
from benchmarks.sides import BenchFailed, Figure, Side, measure
from benchmarks.stage import Postgres, Server, StageFailed, folder

CONNECTIONS = (1, 16, 64)
FLOOR = str(Path(__file__).with_name("floor_intake.py"))
LIMIT = "pgbench"
LIMIT_ROUNDS = 3
FAILURES = (
    BenchFailed,
    StageFailed,
    CannotMigrate,
    EmbeddedPostgresFailed,
    rows.RowsDiffer,
    CannotUnseal,
)

out = Console(stderr=True)


@dataclass
class Stage:
    """Everything that is up: both sides, and pgbench with a database of its own."""

    ours: Side
    floor: Side
    pgbench: Path | None
    home: Path

    def limit(self, seconds: float) -> float | None:
        """Transactions a second of pgbench, or None where there is none."""
        if self.pgbench is None:
            return None
        server = self.floor.postgres
        server.empty(LIMIT)
        return limit.rate(self.pgbench, server.socket, LIMIT, self.home, seconds)


@dataclass
class Measured:
    """The figures of all rounds, by number of connections."""

    ours: dict[int, list[Figure]] = field(default_factory=dict)
    floor: dict[int, list[Figure]] = field(default_factory=dict)
    limit: list[float] = field(default_factory=list)


def put_up(home: Path, stack: ExitStack) -> Stage:
    """Start both sides, and prove on one ring that both do the same work."""
    keys = product.secrets_of_this_run()
    databases = {name: Postgres(home / name, stack) for name in ("ours", "floor")}
    envs = {name: product.environment(one.url, keys) for name, one in databases.items()}
    product.bring_up_to_date(envs["ours"], home)
    migrate(databases["floor"].url)  # the tables alone: the floor needs no roles and places
    databases["floor"].clone(LIMIT)
    token = keys["HELPLINE_TWILIO_AUTH_TOKEN"]
    server = Server("helpline serve", [product.HELPLINE, "serve"], envs["ours"], home, stack)
    ours = Side("helpline serve", server, databases["ours"], token)
    form = next(webhook.forms(secrets.randbits(40)))
    answer = ours.ring_once(form)
    written = asyncio.run(rows.written(ours.postgres.url))
    call_id = written["call"][0]["id"]
    template = answer.replace(call_id, CALL_ID)
    env = envs["floor"]
    env["FLOOR_ANSWER"] = template.replace(server.base, env["HELPLINE_PUBLIC_URL"])
    server = Server("the floor", [sys.executable, FLOOR], env, home, stack)
    floor = Side("the floor", server, databases["floor"], token)
    if len(floor.ring_once(form)) != len(answer):
        raise BenchFailed("the floor answers with a document of another length")
    prove_alike(written, floor, keys, form["From"])
    return Stage(ours, floor, limit.program(), home)


def prove_alike(written: rows.Written, floor: Side, keys: dict[str, str], number: str) -> None:
    """Raises RowsDiffer or CannotUnseal unless both sides left the same rows, really sealed."""
    theirs = asyncio.run(rows.written(floor.postgres.url))
    rows.compare(written, theirs)
    master = base64.b64decode(keys["HELPLINE_DATA_KEYS"].partition(":")[2])
    vault = Vault({1: master}, base64.b64decode(keys["HELPLINE_INDEX_KEY"]))
    for side in (written, theirs):
        rows.opens(side, vault, number)


def rounds_of(
    stage: Stage, rounds: int, seconds: float, connections: tuple[int, ...], bar: Progress
) -> Measured:
    """Every round: both sides at each number of connections; pgbench in the first three."""
    measured = Measured()
    steps = bar.add_task("measuring", total=rounds * len(connections) + LIMIT_ROUNDS)
    for number in range(rounds):
        for count in connections:
            bar.update(steps, description=f"round {number + 1}: {count} connections")
            ours, floor = measure((stage.ours, stage.floor), count, seconds)
            measured.ours.setdefault(count, []).append(ours)
            measured.floor.setdefault(count, []).append(floor)
            bar.advance(steps)
        if number < LIMIT_ROUNDS:
            bar.update(steps, description=f"round {number + 1}: pgbench")
            if (rate := stage.limit(seconds)) is not None:
                measured.limit.append(rate)
            bar.advance(steps)
    return measured


@contextmanager
def told() -> Iterator[Progress]:
    """A progress bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=out) as bar:
        yield bar


def run(rounds: int, seconds: float, connections: tuple[int, ...]) -> dict[str, object]:
    """The whole bench; the object that is written."""
    load_before = kernel.load_average()
    with folder() as home, ExitStack() as stack, told() as bar:
        setting_up = bar.add_task("starting two databases and two servers", total=1)
        stage = put_up(home, stack)
        bar.advance(setting_up)
        measured = rounds_of(stage, rounds, seconds, connections, bar)
        settings = {
            "connections": list(connections),
            "seconds": seconds,
            "load_average": {"before": load_before, "after": kernel.load_average()},
            **summary.surroundings(stage.floor.postgres, stage.pgbench),
        }
    return summary.bench(measured.ours, measured.floor, measured.limit, settings)


def main() -> int:
    """Run, write the JSON file, print the table; 0 only for a valid run."""
    parser = argparse.ArgumentParser(description="Measure the first ring against its floor.")
    parser.add_argument("--json", type=Path, required=True, help="where the figures go")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds, 3 or more")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of one measurement")
    parser.add_argument("--connections", type=int, nargs="+", default=CONNECTIONS)
    asked = parser.parse_args()
    if asked.rounds < 3:
        parser.error("fewer than 3 rounds say nothing")
    heed_interrupts()
    try:
        found = run(asked.rounds, asked.seconds, tuple(asked.connections))
    except FAILURES as why:
        out.print(f"[red]bench:[/red] {why}")
        return 1
    except KeyboardInterrupt:
        out.print("Stopped; nothing was written.")
        return 130
    asked.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    summary.show(found, out)
    return 0 if summary.valid(found) else 1


if __name__ == "__main__":
    sys.exit(main())
