"""Runs `helpline serve` and `helpline worker` side by side; when one ends, so does the other."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

HELPLINE = Path(sys.executable).with_name("helpline")
STOP_LIMIT_S = 30.0


def main() -> int:
    """Start both, wait for the first to end or for a signal, then end the other."""
    asked: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    # Sessions of their own: Ctrl-C on the terminal reaches them through us alone, once.
    both = [
        subprocess.Popen([HELPLINE, verb], start_new_session=True) for verb in ("serve", "worker")
    ]
    while not asked and all(each.poll() is None for each in both):
        time.sleep(0.1)
    codes = [each.poll() for each in both]
    end(both)
    return 0 if asked else next((code for code in codes if code), 1)


def end(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Ask every process to stop, and make those stop that do not in time."""
    for each in processes:
        each.terminate()
    deadline = time.monotonic() + STOP_LIMIT_S
    for each in processes:
        try:
            each.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()


if __name__ == "__main__":
    sys.exit(main())
