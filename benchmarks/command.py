"""What every bench's command has in common: arguments, progress bar, Ctrl-C, the object, a table.

It measures nothing.
"""

import argparse
import json
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.core.migrate import CannotMigrate
from app.core.postgres import EmbeddedPostgresFailed
from benchmarks import kernel
from benchmarks.sides import BenchFailed
from benchmarks.stage import STEADY, Postgres, StageFailed

LEAST_ROUNDS = 3
FAILURES = (BenchFailed, StageFailed, CannotMigrate, EmbeddedPostgresFailed)
Found = dict[str, Any]
Row = Mapping[str, float | str]

out = Console(stderr=True)


@dataclass(frozen=True)
class Asked:
    """What the command line asks for; `size` scales a bench down for the test suite."""

    rounds: int
    seconds: float
    size: float


def main(description: str, run: Callable[[Asked, Progress], Found], *, seconds: float = 3.0) -> int:
    """Run, write the JSON file, print the table; the exit code, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", type=Path, required=True, help="where the figures go")
    parser.add_argument("--rounds", type=int, default=LEAST_ROUNDS, help="3 or more")
    parser.add_argument("--seconds", type=float, default=seconds, help="of one measurement")
    parser.add_argument("--size", type=float, default=1.0, help="share of consoles, workers, …")
    asked = parser.parse_args()
    if asked.rounds < LEAST_ROUNDS:
        parser.error("fewer than 3 rounds say nothing")
    heed_interrupts()
    before = kernel.load_average()
    try:
        with told() as bar:
            found = run(Asked(asked.rounds, asked.seconds, asked.size), bar)
    except FAILURES as why:
        out.print(f"[red]bench:[/red] {why}")
        return 1
    except KeyboardInterrupt:
        out.print("Stopped; nothing was written.")
        return 130
    found["settings"]["load_average"] = {"before": before, "after": kernel.load_average()}
    asked.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    show(found, out)
    return 0


def heed_interrupts() -> None:
    """Ctrl-C and a request to end stop the bench, also where a shell that ran it in the background
    had Ctrl-C ignored.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)


def _interrupted(number: int, _: FrameType | None) -> None:
    raise KeyboardInterrupt(number)


@contextmanager
def told() -> Iterator[Progress]:
    """A progress bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=out) as bar:
        yield bar


def found(
    bench: str,
    ours: Mapping[str, Sequence[Row]],
    floor: Mapping[str, Sequence[Row]],
    pairs: Sequence[float],
    settings: dict[str, Any],
    *,
    of: str,
) -> Found:
    """The object of the contract: medians of the rounds of every measurement, by its name.

    `pairs` has the ratio of each round, `of` says of what. A measurement's rows are of one shape.
    """
    return {
        "bench": bench,
        "figures": {name: _median(rows) for name, rows in ours.items()},
        "floor": {name: _median(rows) for name, rows in floor.items()},
        "ratio": round(median(pairs), 3),
        "runs": len(pairs),
        "spread": {
            "ratio": {"of": of, **ends(pairs), "rounds": [round(one, 3) for one in pairs]},
            "ours": {name: _spread(rows) for name, rows in ours.items()},
            "floor": {name: _spread(rows) for name, rows in floor.items()},
        },
        "settings": settings,
    }


def _median(rows: Sequence[Row]) -> dict[str, float]:
    return {name: round(median(float(row[name]) for row in rows), 3) for name in rows[0]}


def _spread(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    return {name: ends([float(row[name]) for row in rows]) for name in rows[0]}


def ends(values: Sequence[float]) -> dict[str, float]:
    """The lowest and the highest."""
    return {"lowest": round(min(values), 3), "highest": round(max(values), 3)}


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all do not exceed; 0 of nothing."""
    if not ordered:
        return 0.0
    return ordered[max(0, min(len(ordered), -(-len(ordered) * percent // 100).__int__()) - 1)]


def times(milliseconds: Sequence[float], name: str = "") -> dict[str, float]:
    """p50, p99 and the highest of some times, in milliseconds."""
    ordered = sorted(milliseconds)
    if not ordered:
        raise BenchFailed(f"nothing was measured{': ' + name if name else ''}")
    return {
        f"{name}p50_ms": percentile(ordered, 50),
        f"{name}p99_ms": percentile(ordered, 99),
        f"{name}max_ms": ordered[-1],
    }


def surroundings(postgres: Postgres | None, **more: Any) -> dict[str, Any]:
    """What the figures depend on: machine, versions, durability, and what the bench adds."""
    asked = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "server_version")
    packages = ("uvicorn", "uvloop", "httptools", "websockets", "asyncpg")
    return {
        "machine": kernel.machine(),
        "packages": {name: version(name) for name in packages},
        **({} if postgres is None else {"filesystem": kernel.filesystem(postgres.folder)}),
        **(
            {}
            if postgres is None
            else {"postgres": {**{name: postgres.sql(f"SHOW {name}") for name in asked}, **STEADY}}
        ),
        **more,
    }


def show(result: Found, screen: Console) -> None:
    """The tables people read: one of ours and the floor's figures, name by name."""
    table = Table(box=None, header_style="bold")
    for name in ("", "figure", "ours", "floor", "ours, rounds"):
        table.add_column(name, no_wrap=True, justify="left" if name != "ours" else "right")
    for name, row in result["figures"].items():
        bottom = result["floor"].get(name, {})
        for key, value in row.items():
            spread = result["spread"]["ours"][name][key]
            table.add_row(
                name,
                key,
                f"{value:,.2f}",
                f"{bottom[key]:,.2f}" if key in bottom else "",
                f"{spread['lowest']:,.2f} to {spread['highest']:,.2f}",
            )
    screen.print(table)
    spread = result["spread"]["ratio"]
    screen.print(
        f"ratio [bold]{result['ratio']:.2f}[/bold] of {spread['of']} "
        f"({spread['lowest']:.2f} to {spread['highest']:.2f} in {result['runs']} rounds); "
        f"load average {result['settings']['load_average']['after'][0]}"
    )
