"""A little of every fault against the real thing: two of everything, plugs pulled."""

import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from faults import rivals
from faults.show import Show

pytestmark = pytest.mark.load


def test_a_short_night_with_kills_races_and_cuts_breaks_nothing(tmp_path: Path) -> None:
    verdict = tmp_path / "quick.json"
    helpline = str(Path(sys.executable).with_name("helpline"))
    command = [helpline, "faults", "quick", "--json", str(verdict)]
    before = set(Path(tempfile.gettempdir()).glob("helpline-faults-*"))
    done = subprocess.run(command, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(verdict.read_text())
    assert told["fault"] == "quick"
    injected = told["injected"]["stories"]
    assert all(injected[f"kill_{kind}"] == 1 for kind in ("web", "worker", "postgres"))
    assert told["injected"]["webhooks"]["replay"] > 10
    assert told["injected"]["race"]["presses"] >= 16 * 8
    assert told["injected"]["flood"]["forged"] > 1000
    for name in ("I1", "I2", "I3", "I7", "I8", "forged", "resolved"):
        assert told["invariants"][name]["checked"] > 10
        assert told["invariants"][name]["broken"] == 0
    assert set(Path(tempfile.gettempdir()).glob("helpline-faults-*")) <= before


def test_rivals_in_four_processes_leave_each_call_with_one_owner() -> None:
    options = rivals.Options(accepts=60, racers=8, seed=1098)
    run, twice = asyncio.run(rivals.play(options, Show()))
    assert run.done >= 60
    assert (run.broken(), set(twice.values())) == ([], {0})
    assert run.statuses["404"] > 60
    assert run.statuses["time is over"] > 0
