"""The bench of growth: opening a long case, lists of cases, and a board's page, after ten years.

`helpline bench growth --json FILE`. What is measured and how to read it: docs/performance.md.
"""

import asyncio
import http.client
import json
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, Final

import asyncpg
from rich.progress import Progress

from app.staff.auth import cookie_name
from benchmarks import command, growth_board, growth_world, kernel, product
from benchmarks.command import Asked, Found, Row, times
from benchmarks.product import Person
from benchmarks.sides import BenchFailed
from benchmarks.stage import Postgres, Server, folder

ENTRIES: Final = 500
TIMES: Final = 200
"""So often each thing is asked for in a round."""
FEWEST: Final = 20
"""Of entries, and of times, when `--size` makes the bench small."""
PLACE: Final = "TH-DMP-sutrapur"
_FLOOR: Final = """
SELECT json_build_object('case', to_json(one), 'timeline', (
    SELECT json_agg(e ORDER BY seq) FROM case_entry AS e WHERE case_id = one.id
))::text FROM case_file AS one WHERE id = $1
"""
"""The row and its entries as Postgres itself writes them: nothing opened, nobody asked who asks."""


class Screen:
    """One person's line to the server, kept open as a browser keeps it."""

    def __init__(self, server: Server, person: Person) -> None:
        host, _, port = server.base.partition("//")[2].partition(":")
        self._line = http.client.HTTPConnection(host, int(port), timeout=30)
        self._headers = {
            "Cookie": f"{cookie_name('console', int(port))}={person.token}",
            "Content-Type": "application/json",
        }

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the server answers. Raises BenchFailed unless it is a success."""
        text = None if body is None else json.dumps(body)
        try:
            answer = self._asked(method, path, text)
        except http.client.RemoteDisconnected:  # nothing was asked for some seconds
            self._line.close()
            answer = self._asked(method, path, text)
        said = answer.read()
        if answer.status >= 300:
            raise BenchFailed(f"{method} {path}: {answer.status} {said[:300]!r}")
        return json.loads(said)

    def _asked(self, method: str, path: str, text: str | None) -> http.client.HTTPResponse:
        self._line.request(method, f"/api/v1{path}", text, self._headers)
        return self._line.getresponse()


def scaled(full: int, size: float) -> int:
    """So many on a small scale; never more than in full."""
    return min(full, max(FEWEST, round(full * size)))


def long_case(screen: Screen, entries: int) -> str:
    """A case of so many steps, half of them notes and half of them visits, by the verbs."""
    case_id: str = screen.ask("POST", "/cases", {"channel": "walk_in", "place": PLACE})["id"]
    have = len(screen.ask("GET", f"/cases/{case_id}")["timeline"])
    for number in range(entries - have):
        if number % 2:
            body = {"words": f"সে স্কুলে যায়, বাড়িতে সব ঠিক আছে। {number}"}
            screen.ask("POST", f"/cases/{case_id}/notes", body)
        else:
            body = {"kind": "child_seen", "words": f"দেখা হয়েছে, ভালো আছে। {number}"}
            screen.ask("POST", f"/cases/{case_id}/checks", body)
    return case_id


def measured(act: Callable[[], Any], spent: Callable[[], float], often: int) -> Row:
    """The times of so many, in milliseconds, and processor time each."""
    act()  # the line is open
    took, before = [], spent()
    for _ in range(often):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1e3)
    return {**times(took), "cpu_us": (spent() - before) * 1e6 / often}


def one_round(
    sides: Mapping[str, Callable[[], Any]], spent: Callable[[], float], often: int
) -> dict[str, Row]:
    """Every side once, one after another."""
    return {name: measured(act, spent, often) for name, act in sides.items()}


def run(asked: Asked, bar: Progress) -> Found:
    """The whole bench."""
    with folder() as home, ExitStack() as stack:
        steps = bar.add_task("ten years of incidents", total=2 + asked.rounds)
        postgres = Postgres(home / "ours", stack)
        env = product.environment(postgres.url, product.secrets_of_this_run())
        product.bring_up_to_date(env, home)
        owners = product.hire(postgres, "counsellor", growth_world.OWNERS)
        (leader,) = product.hire(postgres, "supervisor", 1)
        (head,) = product.hire(postgres, "administrator", 1)
        there_is = growth_world.fill(postgres, asked.size)
        bar.advance(steps)
        entries, often = scaled(ENTRIES, asked.size), scaled(TIMES, asked.size)
        bar.update(steps, description=f"a case of {entries} steps, and a board")
        command_ = [product.HELPLINE, "serve"]
        server = Server("helpline serve", command_, env, home, stack)
        mine, theirs = Screen(server, owners[0]), Screen(server, leader)
        case_id = long_case(mine, entries)
        meetings = max(2, round(growth_board.MEETINGS * min(1.0, asked.size)))
        board = growth_board.busy(Screen(server, head), theirs, meetings)
        loop = asyncio.new_event_loop()
        stack.callback(loop.close)
        bare = loop.run_until_complete(asyncpg.connect(postgres.url))
        stack.callback(lambda: loop.run_until_complete(bare.close()))
        sides: dict[str, Callable[[], Any]] = {
            "open_case": lambda: mine.ask("GET", f"/cases/{case_id}"),
            "own_cases": lambda: mine.ask("GET", "/cases?mine=true&state=open"),
            "all_open_cases": lambda: theirs.ask("GET", "/cases?state=open"),
            "late_cases": lambda: theirs.ask("GET", "/cases?late=true"),
            "board": lambda: theirs.ask("GET", f"/committees/{board}"),
            "all_boards": lambda: theirs.ask("GET", "/committees"),
            "floor": lambda: loop.run_until_complete(bare.fetchval(_FLOOR, case_id)),
        }

        def spent() -> float:
            return kernel.processor_seconds(server.pid) + postgres.seconds()

        for act in sides.values():  # plans are kept after some times
            for _ in range(8):
                act()
        bar.advance(steps)
        made = []
        for number in range(asked.rounds):
            bar.update(steps, description=f"round {number + 1}")
            made.append(one_round(sides, spent, often))
            bar.advance(steps)
        settings = command.surroundings(
            postgres,
            **there_is,
            entries=entries,
            asked_a_round=often,
            owners=len(owners),
            board_meetings=meetings,
        )
    ours = {name: [one[name] for one in made] for name in sides if name != "floor"}
    floor = [one["floor"] for one in made]
    pairs = [
        float(bare_row["cpu_us"]) / float(row["cpu_us"])
        for row, bare_row in zip(ours["open_case"], floor, strict=True)
    ]
    of = "processor time to open the case, floor ÷ ours"
    return command.found("growth", ours, {"bare row and entries": floor}, pairs, settings, of=of)


def main() -> int:
    return command.main("Measure a long case and a board among a million incidents.", run)


if __name__ == "__main__":
    sys.exit(main())
