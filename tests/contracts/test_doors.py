"""Each door opens by itself: what one process imports first must not hide a circle in another."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("door", ["app.main", "app.worker", "app.cli", "app.realtime.rows"])
def test_a_door_can_be_imported_alone(door: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import {door}"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
