"""Files stay small enough to be read in one go."""

import ast
from pathlib import Path
from statistics import median

from tests.contracts.sources import app_modules, files, short

LIMIT = 400
MEDIAN_LIMIT = 130
FUNCTION_MEDIAN_LIMIT = 14
GENERATED = ("alembic/versions/", "/generated/", "/gen/", ".gen.ts", ".d.ts")


def written() -> list[Path]:
    found = [
        path
        for path in files(".py", ".ts", ".tsx")
        if not any(part in short(path) for part in GENERATED)
    ]
    kinds = {path.suffix for path in found}
    assert {".py", ".ts", ".tsx"} <= kinds, f"only {kinds} were found"
    return found


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {short(path): lines(path) for path in written() if lines(path) > LIMIT}
    assert not long, f"over {LIMIT} lines: {long}"


def test_the_median_module_stays_short() -> None:
    counted = [lines(path) for path in written() if short(path) in app_modules()]
    middle = median(count for count in counted if count > 1)
    print(f"module median {middle:.0f} lines over {len(counted)} modules")
    assert middle <= MEDIAN_LIMIT


def test_the_median_function_stays_short() -> None:
    counted = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for tree in app_modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    print(f"function median {median(counted):.0f} lines over {len(counted)} functions")
    assert median(counted) <= FUNCTION_MEDIAN_LIMIT


def test_every_module_says_what_it_is() -> None:
    silent = [
        path for path, tree in app_modules().items() if not ast.get_docstring(tree) and tree.body
    ]
    assert not silent
