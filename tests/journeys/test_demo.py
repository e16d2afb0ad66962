"""Starting and ending the demo as people really do: Ctrl-C, and the power cut."""

import os
import signal
import time
from pathlib import Path

from tests.running import running_demo

PATIENCE_SECONDS = 30


def processes_of(var: Path) -> list[str]:
    """What runs on behalf of a demo in this folder, by environment or command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, ProcessLookupError):
            continue
        if str(var).encode() in told and state != "Z":
            found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def gone(var: Path) -> list[str]:
    """Wait until nothing runs any more; what still does after that."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (left := processes_of(var)) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def test_a_killed_demo_starts_again_and_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with running_demo(var) as house:
        assert processes_of(var)
        house.process.send_signal(signal.SIGKILL)
        house.process.wait()
        apps = [each for each in processes_of(var) if "helpline" in each]
        until = time.monotonic() + PATIENCE_SECONDS
        while apps and time.monotonic() < until:
            time.sleep(0.1)
            apps = [each for each in processes_of(var) if "/helpline" in each]
        assert not apps, "web, worker and phones must not outlive a killed demo"
    with running_demo(var) as again:
        assert again.process.poll() is None
    assert again.process.returncode == 0
    assert gone(var) == []
    secrets = var / "demo-secrets.json"
    assert secrets.stat().st_mode & 0o077 == 0
