"""Makes one object and one table of a bench's rounds; it measures nothing itself."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import kernel
from benchmarks.sides import Figure
from benchmarks.stage import STEADY, Postgres

RATED_AT = 16
VOID_BELOW = 0.2
"""A floor slower than this share of pgbench is no floor, and the run is void (the contract)."""
Rounds = Mapping[int, Sequence[Figure]]


def bench(
    ours: Rounds, floor: Rounds, limit: Sequence[float], settings: dict[str, Any]
) -> dict[str, Any]:
    """The object of docs/performance.md. `ratio` is floor ÷ ours in processor time a call."""
    rated = RATED_AT if RATED_AT in ours else max(ours)
    figures, bottom = _medians(ours), _medians(floor)
    pairs = [b.cpu_us / a.cpu_us for a, b in zip(ours[rated], floor[rated], strict=True)]
    return {
        "bench": "intake",
        "figures": figures,
        "floor": {**bottom, "pgbench": _share(floor[rated], limit)},
        "ratio": round(bottom[str(rated)]["cpu_us"] / figures[str(rated)]["cpu_us"], 3),
        "runs": len(pairs),
        "spread": {
            "ratio": {"at": rated, **_ends(pairs), "rounds": [round(one, 3) for one in pairs]},
            "cpu_us": {"ours": _spread(ours, "cpu_us"), "floor": _spread(floor, "cpu_us")},
            "rate_per_s": {
                "ours": _spread(ours, "rate_per_s"),
                "floor": _spread(floor, "rate_per_s"),
            },
        },
        "settings": settings,
    }


def _medians(rounds: Rounds) -> dict[str, dict[str, float]]:
    return {
        str(connections): {
            name: round(median(asdict(one)[name] for one in figures), 3)
            for name in asdict(figures[0])
        }
        for connections, figures in rounds.items()
    }


def _spread(rounds: Rounds, name: str) -> dict[str, dict[str, float]]:
    return {
        str(connections): _ends([asdict(one)[name] for one in figures])
        for connections, figures in rounds.items()
    }


def _ends(values: Sequence[float]) -> dict[str, float]:
    return {"lowest": round(min(values), 3), "highest": round(max(values), 3)}


def _share(floor: Sequence[Figure], limit: Sequence[float]) -> dict[str, Any] | str:
    """The floor's rate against pgbench's with the same statement and 16 clients."""
    if not limit:
        return "not checked"
    rate, limit_rate = median(one.rate_per_s for one in floor), median(limit)
    share = rate / limit_rate
    return {
        "rate_per_s": round(limit_rate, 1),
        "floor_share": round(share, 3),
        "void_below": VOID_BELOW,
        "void": share < VOID_BELOW,
    }


def valid(found: Mapping[str, Any]) -> bool:
    """Whether the floor was fast enough to be one, as far as that could be checked."""
    share = found["floor"]["pgbench"]
    return isinstance(share, str) or not share["void"]


def surroundings(postgres: Postgres, pgbench: Path | None) -> dict[str, Any]:
    """What the figures depend on: machine, versions, durability."""
    asked = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "server_version")
    return {
        "machine": kernel.machine(),
        "filesystem": kernel.filesystem(postgres.folder),
        "postgres": {**{name: postgres.sql(f"SHOW {name}") for name in asked}, **STEADY},
        "pgbench": str(pgbench) if pgbench else "not checked",
        "packages": {name: version(name) for name in ("uvicorn", "uvloop", "httptools", "asyncpg")},
        "uvicorn": {"loop": "uvloop", "http": "httptools", "access_log": False, "processes": 1},
        "floor_leaves_out": "form limits, second token, hold document, counters, bell",
    }


def show(found: Mapping[str, Any], out: Console) -> None:
    """The table people read."""
    table = Table(box=None, header_style="bold")
    for name in ("at", "", "CPU µs a call", "server + Postgres", "calls/s", "p50 ms", "p99 ms"):
        table.add_column(name, no_wrap=True, justify="right")
    for connections, ours in found["figures"].items():
        for name, one in (("ours", ours), ("floor", found["floor"][connections])):
            table.add_row(
                connections,
                name,
                f"{one['cpu_us']:.0f}",
                f"{one['server_us']:.0f} + {one['postgres_us']:.0f}",
                f"{one['rate_per_s']:.0f}",
                f"{one['p50_ms']:.2f}",
                f"{one['p99_ms']:.2f}",
            )
    out.print(table)
    spread, limit = found["spread"]["ratio"], found["floor"]["pgbench"]
    out.print(
        f"ratio [bold]{found['ratio']:.2f}[/bold] at {spread['at']} connections "
        f"({spread['lowest']:.2f} to {spread['highest']:.2f} in {found['runs']} rounds); "
        f"load average {found['settings']['load_average']['after'][0]}"
    )
    if isinstance(limit, str):
        out.print("The floor was not checked against pgbench: there is none on this machine.")
        return
    out.print(f"The floor reaches {limit['floor_share']:.2f} of pgbench with 16 clients.")
    if limit["void"]:
        out.print(f"[red]Void:[/red] below {VOID_BELOW} the floor is none. Run it again.")
