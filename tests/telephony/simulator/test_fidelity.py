"""The table of what the network imitates names a test for each line, and each of them exists."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[2] / "app/telephony/simulator/FIDELITY.md"
TEST = re.compile(r"`(test_\w+)::(\w+)`")


def lines() -> list[list[str]]:
    """The cells of every line of every table, without heads and rules."""
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return [row for row in cells if row[0] not in ("the carrier", "---")]


def defined(module: str) -> set[str]:
    tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def test_every_line_names_its_document_and_at_least_one_test() -> None:
    assert len(lines()) >= 40
    assert [row for row in lines() if len(row) != 3 or not row[1] or not TEST.search(row[2])] == []


def test_every_test_named_exists() -> None:
    named = {found for row in lines() for found in TEST.findall(row[2])}
    missing = [
        f"{module}::{name}"
        for module, name in sorted(named)
        if not (HERE / f"{module}.py").exists() or name not in defined(module)
    ]
    assert missing == []


def test_nothing_else_in_a_line_passes_for_a_test() -> None:
    loose = [row for row in lines() if re.sub(r"[`,\s]", "", TEST.sub("", row[2]))]
    assert loose == []
