"""Runs a command that must not outlive us: when standard input closes, the command is ended.

The demo holds the other end. Even a demo that was killed outright leaves no process behind.
"""

import os
import signal
import subprocess
import sys
import threading

PATIENCE_SECONDS = 10


def main() -> int:
    """Run the command of our arguments until it ends or standard input does."""
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: command.terminate())
    threading.Thread(target=_watch, args=(command,), daemon=True).start()
    return command.wait()


def _watch(command: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 4096):
        pass
    command.terminate()
    try:
        command.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        command.kill()


if __name__ == "__main__":
    sys.exit(main())
