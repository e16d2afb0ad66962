"""Only app/core/clock.py asks for the time, so that tests can move it."""

import ast
from collections.abc import Iterator

import pytest

from tests.contracts.sources import app_modules

CLOCK = "app/core/clock.py"
BARRED = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip


def askings(tree: ast.Module) -> Iterator[str]:
    """Yield every use of a wall clock; time.monotonic measures lengths and may be used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = getattr(owner, "id", None) or getattr(owner, "attr", None)
            if (name, node.attr) in BARRED:
                yield f"line {node.lineno}: {name}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            for alias in node.names:
                if ("time", alias.name) in BARRED:
                    yield f"line {node.lineno}: from time import {alias.name}"


def test_only_the_clock_asks_for_the_time() -> None:
    broken = {
        path: found
        for path, tree in app_modules().items()
        if path != CLOCK and (found := list(askings(tree)))
    }
    assert not broken, "use app.core.clock.now()"


def test_the_clock_does_ask() -> None:
    assert list(askings(app_modules()[CLOCK]))


@pytest.mark.parametrize(
    "code", ["datetime.now(UTC)", "dt.datetime.utcnow()", "time.time()", "from time import time"]
)
def test_the_rule_sees_every_wall_clock(code: str) -> None:
    assert list(askings(ast.parse(code)))
