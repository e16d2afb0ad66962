"""The bench of the first ring runs, measures what it says, and the product keeps near its floor.

The guard is short: for figures to quote, run `make bench` on a quiet machine.
"""

import ast
import copy
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks import kernel, limit, load, rows, summary, webhook
from benchmarks.sides import Figure

ROOT = Path(__file__).resolve().parents[2]
RUNNER = [sys.executable, str(ROOT / "benchmarks" / "intake.py")]
SHORT = ["--rounds", "3", "--seconds", "2", "--connections", "16"]
LEAST_RATIO = 0.6
BEGUN_SECONDS = 60
STOPPED_SECONDS = 60

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processor time of other processes is read from Linux's kernel"
)


def environment(shelf: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(shelf)}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One short run: what it wrote, and under `left` what it left behind.

    A void run says nothing about anybody (something else had the machine): it is done once more.
    """
    shelf, file = tmp_path_factory.mktemp("shelf"), tmp_path_factory.mktemp("out") / "bench.json"
    found = run(shelf, file)
    if not summary.valid(found):
        found = run(shelf, file)
    assert summary.valid(found), found["floor"]["pgbench"]
    return {**found, "left": sorted(shelf.iterdir())}


def run(shelf: Path, file: Path) -> dict[str, Any]:
    command = [*RUNNER, "--json", str(file), *SHORT]
    done = subprocess.run(
        command, env=environment(shelf), capture_output=True, text=True, check=False, timeout=300
    )
    assert file.exists(), done.stderr[-3000:]
    print(done.stderr)
    found: dict[str, Any] = json.loads(file.read_text())
    assert done.returncode == (0 if summary.valid(found) else 1)
    return found


@pytest.mark.load
def test_the_first_ring_costs_little_more_than_its_floor(bench: dict[str, Any]) -> None:
    assert bench["ratio"] >= LEAST_RATIO, bench["spread"]


@pytest.mark.load
def test_the_object_has_the_keys_of_the_contract(bench: dict[str, Any]) -> None:
    contract = {"bench", "figures", "floor", "ratio", "runs", "spread", "settings"}
    assert set(bench) - {"left"} == contract
    assert bench["bench"] == "intake"
    assert bench["runs"] >= 3
    for side in ("figures", "floor"):
        assert {"cpu_us", "rate_per_s", "p50_ms", "p99_ms"} <= set(bench[side]["16"])
        assert min(bench[side]["16"].values()) > 0
    quotient = bench["floor"]["16"]["cpu_us"] / bench["figures"]["16"]["cpu_us"]
    assert bench["ratio"] == pytest.approx(quotient, abs=0.002)
    assert bench["spread"]["ratio"]["lowest"] <= bench["spread"]["ratio"]["highest"]


@pytest.mark.load
def test_it_measures_commits_that_survive_a_power_cut(bench: dict[str, Any]) -> None:
    assert bench["settings"]["postgres"]["fsync"] == "on"
    assert bench["settings"]["postgres"]["synchronous_commit"] == "on"


@pytest.mark.load
def test_it_says_how_near_the_floor_is_to_pgbench(bench: dict[str, Any]) -> None:
    if limit.program() is None:
        assert bench["floor"]["pgbench"] == "not checked"
    else:
        assert bench["floor"]["pgbench"]["floor_share"] >= summary.VOID_BELOW


@pytest.mark.load
def test_it_leaves_no_folder_behind(bench: dict[str, Any]) -> None:
    assert bench["left"] == []


def test_an_interrupted_bench_takes_everything_down(tmp_path: Path) -> None:
    shelf, file = tmp_path / "shelf", tmp_path / "bench.json"
    shelf.mkdir()
    bench = subprocess.Popen([*RUNNER, "--json", str(file)], env=environment(shelf))
    until = time.monotonic() + BEGUN_SECONDS
    while not (pids := postmasters(shelf)) and time.monotonic() < until:
        assert bench.poll() is None
    bench.send_signal(signal.SIGINT)
    assert bench.wait(STOPPED_SECONDS) == 130
    assert pids
    assert not [pid for pid in pids if runs(pid)]
    assert list(shelf.iterdir()) == []
    assert not file.exists()


def runs(pid: int) -> bool:
    """Whether it is there and not merely waiting to be taken off the list of processes."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def postmasters(shelf: Path) -> list[int]:
    """The database servers that run under `shelf`."""
    found = []
    for note in shelf.glob("*/*/data/postmaster.pid"):
        first = note.read_text().partition("\n")[0]
        found += [int(first)] if first else []
    return found


def test_fewer_than_three_rounds_are_refused(tmp_path: Path) -> None:
    command = [*RUNNER, "--json", str(tmp_path / "bench.json"), "--rounds", "2"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def test_the_floor_imports_nothing_of_the_product() -> None:
    tree = ast.parse((ROOT / "benchmarks" / "floor_intake.py").read_text())
    named = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
    }
    assert "asyncpg" in named
    assert not named & {"app", "benchmarks", "fastapi", "starlette", "sqlalchemy", "sqlmodel"}


RING: rows.Written = {
    "incident": [{"id": "0b" * 16, "number": "1098-26-000001", "urgency": None}],
    "call": [{"id": "0a" * 16, "number_sealed": "\\x0102", "arrived_at": "2026-11-24T00:00:00"}],
    "timeline_entry": [{"id": "0c" * 16, "seq": 1, "facts": {"number": "1098-26-000001"}}],
    "outbox": [{"id": 7, "transaction": "99", "audience": ["board", "incident/" + "0b" * 16]}],
}


def test_rings_that_differ_only_in_what_is_drawn_are_alike() -> None:
    other = copy.deepcopy(RING)
    other["call"][0] |= {"id": "ff" * 16, "number_sealed": "\\xabcd", "arrived_at": "2027"}
    other["outbox"][0] |= {"id": 8, "transaction": "1000", "audience": ["board", "incident/x"]}
    rows.compare(RING, other)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("incident", "urgency", "P1"),
        ("call", "number_sealed", None),
        ("call", "number_sealed", "\\x01"),
        ("timeline_entry", "facts", {}),
        ("outbox", "audience", ["board"]),
        ("outbox", "more", 1),
    ],
)
def test_a_floor_that_writes_other_rows_is_refused(table: str, column: str, value: Any) -> None:
    other = copy.deepcopy(RING)
    other[table][0][column] = value
    with pytest.raises(rows.RowsDiffer, match=f"{table}.{column}"):
        rows.compare(RING, other)


def test_every_invented_caller_is_another_and_none_can_be_rung() -> None:
    forms = [form for form, _ in zip(webhook.forms(1), range(1000), strict=False)]
    assert len({form["CallSid"] for form in forms}) == 1000
    assert all(form["From"].startswith("+88010") and len(form["From"]) == 14 for form in forms)


def test_the_price_of_a_process_is_what_the_process_itself_is_told() -> None:
    told = time.process_time()
    assert kernel.processor_seconds(os.getpid()) == pytest.approx(told, abs=0.05)


def test_ended_children_are_counted_too() -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    before = kernel.family_seconds(os.getpid())
    subprocess.run([sys.executable, "-c", burn], check=True)
    assert kernel.family_seconds(os.getpid()) - before >= 0.28


def test_an_answer_is_whole_only_with_its_last_byte() -> None:
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc"
    assert not any(load.whole(answer[:end]) for end in range(len(answer)))
    assert load.whole(answer)


def test_percentiles_are_values_that_were_measured() -> None:
    assert load.percentile([1, 2, 3, 4], 50) == 2
    assert load.percentile(list(range(1, 101)), 99) == 99
    assert load.percentile([5], 99) == 5


def test_a_floor_far_below_pgbench_makes_the_run_void() -> None:
    rounds = {16: [Figure(500.0, 250.0, 250.0, 1000.0, 1.0, 2.0, 3000.0)] * 3}
    assert summary.valid(summary.bench(rounds, rounds, [4999.0] * 3, {}))
    assert not summary.valid(summary.bench(rounds, rounds, [5001.0] * 3, {}))
    assert summary.bench(rounds, rounds, [], {})["floor"]["pgbench"] == "not checked"
