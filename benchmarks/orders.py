"""Our end of what makes the load and of the watched server: one JSON line each way."""

import json
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.sides import BenchFailed

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 120.0
Answer = dict[str, Any]


class Worker:
    """A process of the bench's own, `python -m MODULE`; it ends when we do."""

    def __init__(self, module: str, name: str, stack: ExitStack) -> None:
        self._name = name
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )
        stack.callback(self._end)

    def say(self, do: str, **more: Any) -> None:
        """Give an order without waiting for the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Answer:
        """The answer to the oldest order not answered yet. Raises BenchFailed."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BenchFailed(f"{self._name}: gave up (the reason stands above)")
        answer: Answer = json.loads(line)
        if "error" in answer:
            raise BenchFailed(f"{self._name}: {answer['error']}")
        return answer

    def ask(self, do: str, **more: Any) -> Answer:
        """Order and answer."""
        self.say(do, **more)
        return self.hear()

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()


class Consoles(Worker):
    """Many consoles of one server, in a process of their own."""

    def __init__(self, base: str, channel: str, stack: ExitStack, *, pings: bool) -> None:
        super().__init__("benchmarks.consoles", f"consoles of {base}", stack)
        host = base.partition("//")[2]
        self.ask("begin", host=host, channel=channel, pings=pings)
        self.count = 0

    def open(self, consoles: Sequence[Mapping[str, str]]) -> None:
        """Open more of them; each has its first picture when this returns."""
        self.count = int(self.ask("open", consoles=list(consoles))["open"])


class Control:
    """Questions to the watched server (served.py), at the socket of this name."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        self._line = stack.enter_context(socket.socket(socket.AF_UNIX))
        self._line.settimeout(PATIENCE_SECONDS)
        self._line.connect(f"\0{name}")
        self._answers = self._line.makefile("r")

    def ask(self, do: str, **more: Any) -> Answer:
        """One answer."""
        self._line.sendall(json.dumps({"do": do, **more}).encode() + b"\n")
        answer: Answer = json.loads(self._answers.readline())
        return answer
