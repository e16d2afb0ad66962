"""The table of the provider's documents names tests that exist, and every test file of ours."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parents[1]
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
OF_OUR_OWN = {"test_table_of_documents.py"}


def rows() -> list[str]:
    lines = (HERE / "DOCUMENTS.md").read_text(encoding="utf-8").splitlines()
    return [
        line
        for line in lines
        if line.startswith("| ") and not line.startswith(("| the document", "|---"))
    ]


def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, functions)}


def test_every_row_names_one_test_that_exists() -> None:
    assert len(rows()) > 60
    for row in rows():
        ((file, name),) = NAMED.findall(row)
        assert name in names_in(TESTS / file), row
        assert all(cell.strip() for cell in row.strip("|").split("|")), row


def test_every_file_of_tests_beside_it_is_named() -> None:
    named = {file.rpartition("/")[2] for row in rows() for file, _ in NAMED.findall(row)}
    beside = {file.name for file in HERE.glob("test_*.py")} - OF_OUR_OWN
    assert beside <= named
