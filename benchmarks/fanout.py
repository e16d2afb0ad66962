"""The bench of fan-out: an event committed, and the last of many boards has it.

`helpline bench fanout --json FILE`. What is measured and how to read it: docs/performance.md.
"""

import http.client
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.progress import Progress

from benchmarks import command, kernel, product
from benchmarks.command import Asked, Found, times
from benchmarks.consoles import most_files
from benchmarks.orders import Consoles, Control
from benchmarks.sides import BenchFailed
from benchmarks.stage import Postgres, Server, folder

SIZES = (100, 1000, 5000)
WARM = 20
"""Consoles that come first, so that memory a first console costs is not counted for each."""
MARKER = '"event":"duty.changed"'
EVENTS = {100: 60, 1000: 40, 5000: 20}
"""Events a round, by number of consoles."""
PAUSE_SECONDS = 0.03
PATIENCE_SECONDS = 30.0
FLOOR = str(Path(__file__).with_name("floor_fanout.py"))


@dataclass
class Sides:
    """Both servers with their consoles."""

    server: Server
    floor: Server
    control: Control
    ours: Consoles
    theirs: Consoles
    mover: str
    text: Path
    moved: int = 0

    def event(self) -> dict[str, float]:
        """One of ours: a counsellor pauses or comes back, and every board is told."""
        verb, reason = (("resume", None), ("pause", "tea"))[self.moved % 2 == 0]
        self.moved += 1
        self.control.ask("reset")
        self.ours.ask("arm", marker=MARKER)
        committed = self.control.ask("move", staff=self.mover, verb=verb, reason=reason)[
            "committed"
        ]
        told = self.ours.ask("wait", seconds=PATIENCE_SECONDS)
        had, text = self.control.ask("hub")["had"][0]
        if MARKER not in text or told["twice"]:
            raise BenchFailed("a console was told another event, or the same twice")
        self.text.write_text(text)
        return {
            "": (told["last"] - committed) / 1e6,
            "first_": (told["first"] - committed) / 1e6,
            "from_hub_": (told["last"] - had) / 1e6,
        }

    def broadcast(self) -> dict[str, float]:
        """One of the floor's: the same bytes to as many sockets."""
        self.theirs.ask("arm", marker=MARKER)
        line = http.client.HTTPConnection(self.floor.base.partition("//")[2], timeout=30)
        line.request("GET", "/broadcast")
        began = int(line.getresponse().read())
        line.close()
        told = self.theirs.ask("wait", seconds=PATIENCE_SECONDS)
        return {"from_hub_": (told["last"] - began) / 1e6}


def put_up(home: Path, stack: ExitStack, most: int) -> tuple[Sides, list[dict[str, str]]]:
    """Both sides without consoles, and the sessions of all who will come."""
    postgres = Postgres(home / "ours", stack)
    env = product.environment(postgres.url, product.secrets_of_this_run())
    product.bring_up_to_date(env, home)
    people = product.hire(postgres, "supervisor", most)
    mover = product.hire(postgres, "counsellor", 1, on_duty=True)[0]
    env["BENCH_CONTROL"] = home.name
    server = Server("helpline serve", [sys.executable, product.SERVED], env, home, stack)
    text = home / "text"
    bare = {**env, **product.environment("", {}), "FLOOR_TEXT": str(text)}
    floor = Server("the floor", [sys.executable, FLOOR], bare, home, stack)
    ours = Consoles(server.base, "board", stack, pings=False)
    theirs = Consoles(floor.base, "", stack, pings=False)
    control = Control(home.name, stack)
    sides = Sides(server, floor, control, ours, theirs, str(mover.staff_id), text)
    return sides, [product.console(one, int(env["HELPLINE_PORT"])) for one in people]


def grow(sides: Sides, people: list[dict[str, str]], count: int) -> None:
    """Let consoles come until both sides have `count`."""
    sides.ours.open(people[sides.ours.count : count])
    sides.theirs.open([{"path": "/live", "id": ""}] * (count - sides.theirs.count))


def one_round(sides: Sides, events: int) -> tuple[dict[str, float], dict[str, float]]:
    """Ours and the floor's events, taking turns."""
    mine: dict[str, list[float]] = {}
    bottom: dict[str, list[float]] = {}
    for _ in range(events):
        for act, kept in ((sides.event, mine), (sides.broadcast, bottom)):
            for name, value in act().items():
                kept.setdefault(name, []).append(value)
            time.sleep(PAUSE_SECONDS)
    return _figures(mine), _figures(bottom)


def _figures(kept: dict[str, list[float]]) -> dict[str, float]:
    return {name: one for key, values in kept.items() for name, one in times(values, key).items()}


def run(asked: Asked, bar: Progress) -> Found:
    """The whole bench."""
    files = most_files()
    sizes = sorted({max(5, round(size * asked.size)) for size in SIZES})
    ours: dict[str, list[dict[str, float]]] = {}
    floor: dict[str, list[dict[str, float]]] = {}
    pairs: dict[int, list[float]] = {}
    with folder() as home, ExitStack() as stack:
        steps = bar.add_task("starting", total=1 + len(sizes) * (1 + asked.rounds))
        sides, people = put_up(home, stack, max(sizes))
        grow(sides, people, min(WARM, *sizes))
        sides.event()
        sides.broadcast()
        places_read(sides)
        base = (memory(sides), sides.ours.count)
        bar.advance(steps)
        for size in sizes:
            bar.update(steps, description=f"{size} consoles come")
            grow(sides, people, size)
            idle = per_console(memory(sides), size, *base)
            bar.advance(steps)
            for number in range(asked.rounds):
                bar.update(steps, description=f"round {number + 1}: {size} consoles")
                mine, bottom = one_round(sides, events(size, asked))
                ours.setdefault(str(size), []).append({**mine, "kib_a_console": idle[0]})
                floor.setdefault(str(size), []).append({**bottom, "kib_a_console": idle[1]})
                pair = bottom["from_hub_p50_ms"] / mine["from_hub_p50_ms"]
                pairs.setdefault(size, []).append(pair)
                bar.advance(steps)
        rated = sizes[min(1, len(sizes) - 1)]
        settings = command.surroundings(
            None,
            consoles=sizes,
            events_a_round={str(size): events(size, asked) for size in sizes},
            open_files_allowed=files,
            bytes=len(sides.text.read_bytes()),
            ratio_by_consoles={str(size): round(median(one), 3) for size, one in pairs.items()},
        )
    of = f"p50 from the hub to the last of {rated}, floor ÷ ours"
    return command.found("fanout", ours, floor, pairs[rated], settings, of=of)


def events(size: int, asked: Asked) -> int:
    """How many events a round, by how long each takes."""
    most = next((count for limit, count in EVENTS.items() if size <= limit), EVENTS[5000])
    return max(5, round(most * min(1.0, asked.seconds / 3)))


def places_read(sides: Sides) -> None:
    """Wait until the server has its places in memory, soon after its start: they are no console's.

    Raises BenchFailed when it takes too long.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while not sides.control.ask("places")["read"]:
        if time.monotonic() > until:
            raise BenchFailed("the server has not read its places")
        time.sleep(0.1)


def memory(sides: Sides) -> tuple[int, int]:
    """Resident memory of both servers, in KiB."""
    time.sleep(1.0)  # the last greetings are still being sent
    return kernel.resident_kib(sides.server.pid), kernel.resident_kib(sides.floor.pid)


def per_console(
    now: tuple[int, int], count: int, before: tuple[int, int], few: int
) -> tuple[float, float]:
    """KiB a console has added to each server, on average."""
    more = max(1, count - few)
    return (now[0] - before[0]) / more, (now[1] - before[1]) / more


def main() -> int:
    return command.main("Measure how fast an event reaches the last of many consoles.", run)


if __name__ == "__main__":
    sys.exit(main())
