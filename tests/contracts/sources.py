"""What the contract tests look at: every file of the project that people wrote, and its syntax."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {
    ".git", ".venv", "var", "node_modules", "dist", "__pycache__", ".mypy_cache", ".ruff_cache",
    ".pytest_cache", ".hypothesis", ".import_linter_cache", "test-results", "playwright-report",
}  # fmt: skip
BUILT_SO_FAR = {
    "calls", "cases", "core", "directory", "dispatch", "geo", "jobs", "reports", "staff",
    "telephony",
}  # fmt: skip


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Return every file with one of these endings (all files without), sorted."""
    found = []
    for folder, inside, names in os.walk(ROOT):
        inside[:] = sorted(
            name for name in inside if name not in NOT_OURS and not name.endswith(".egg-info")
        )
        found += [Path(folder) / name for name in sorted(names)]
    return tuple(path for path in found if not suffixes or path.name.endswith(suffixes))


def short(path: Path) -> str:
    """Return a path as people write it: from the project's folder on."""
    return path.relative_to(ROOT).as_posix()


@cache
def app_modules() -> dict[str, ast.Module]:
    """Return the syntax tree of every module under app/, by short path.

    Fails when a room that is known to exist is not among them: a rule must not hold by accident.
    """
    trees = {
        short(path): ast.parse(path.read_text(encoding="utf-8"), str(path))
        for path in files(".py")
        if short(path).startswith("app/")
    }
    rooms = {path.split("/")[1] for path in trees if path.count("/") > 1}
    assert rooms >= BUILT_SO_FAR, f"not scanned: {sorted(BUILT_SO_FAR - rooms)}"
    return trees


def docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of the constants that are docstrings, or words below an attribute."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and text of every string that the program can use, f-strings put together."""
    skipped = docstrings(tree)
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            texts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(str(each) for each in texts)
    skipped |= parts
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in skipped:
            continue
        if isinstance(node.value, str):
            yield node.lineno, node.value
