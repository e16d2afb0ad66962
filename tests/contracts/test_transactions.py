"""One request or job is one transaction: rooms flush, the edge commits (design §4)."""

import ast
from collections.abc import Iterator

from tests.contracts.sources import app_modules

EDGES = {
    "app/core/db.py": "the one place that commits a request's or job's transaction",
    "app/core/sessions.py": "what its sessions are made of: they commit when it says so",
    "app/core/migrate.py": "schema history",
    "app/cli.py": "a command is its own edge",
}
EDGE_ROOMS = ("app/jobs/", "app/demo/")


def commits(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "commit":
            yield node.lineno


def test_only_the_edge_commits() -> None:
    broken = {
        path: found
        for path, tree in app_modules().items()
        if path not in EDGES and not path.startswith(EDGE_ROOMS) and (found := list(commits(tree)))
    }
    assert not broken


def test_the_edge_does_commit() -> None:
    assert list(commits(app_modules()["app/core/db.py"]))


def test_no_work_is_left_for_after_the_answer() -> None:
    """Starlette's background tasks die with the process; work goes into the queue (I5)."""
    broken = [
        path
        for path, tree in app_modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.alias)
        and "BackgroundTask" in (getattr(node, "id", "") or getattr(node, "name", ""))
    ]
    assert not broken
