"""Docs name what exists, and everything that exists is named (design §5)."""

import ast
import re

import pytest

from app.core.settings import Settings
from tests.contracts.sources import ROOT, app_modules, files, short
from tools import reference

PATH = re.compile(
    r"`((?:app|web|tests|docs|deploy|tools|alembic|benchmarks|requirements)/[\w./\-]*)`"
)
NOT_A_PLACE = {"web/dist"}  # named before it is built


def pages() -> dict[str, str]:
    """Return every page of documentation, without plans, which speak of what is to come."""
    found = {
        short(path): path.read_text(encoding="utf-8")
        for path in files(".md")
        if short(path) == "README.md" or short(path).startswith(("docs/", "deploy/"))
        if not short(path).startswith("docs/plans/")
    }
    assert "README.md" in found
    return found


@pytest.mark.parametrize("page", ["events", "errors", "jobs", "commands", "settings"])
def test_a_reference_page_is_what_the_code_says(page: str) -> None:
    _, _, rows = reference.pages()[f"{page}.md"]
    assert rows
    assert all(all(row) for row in rows if page != "events"), "something has no docstring"
    written = (ROOT / f"docs/reference/{page}.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| *`([^`]+)`", written, re.M)
    assert named == [row[0] for row in rows], "run tools/reference.py"


def test_every_job_and_deadline_that_is_ordered_has_a_handler() -> None:
    """Literal names only; a name kept in a constant is used on both sides."""
    known = {row[0] for row in reference.jobs()}
    ordered = {
        node.args[1].value
        for tree in app_modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("defer", "set_deadline")
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }
    assert ordered <= known


def settings() -> set[str]:
    return {f"HELPLINE_{name.upper()}" for name in Settings.model_fields}


def test_the_example_settings_are_exactly_the_settings() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"\bHELPLINE_[A-Z0-9_]+", text)) == settings()
    for name in settings():
        line = re.search(rf"^(.*)\n#? ?{name}=", text, re.M)
        assert line, f"{name} is not set out on a line of its own"
        assert line.group(1).startswith("#"), f"{name} has no comment above it"


@pytest.mark.parametrize("page", sorted(pages()))
def test_a_page_names_only_settings_that_exist(page: str) -> None:
    assert set(re.findall(r"\bHELPLINE_[A-Z0-9_]+", pages()[page])) <= settings()


@pytest.mark.parametrize("page", sorted(pages()))
def test_a_page_names_only_files_that_exist(page: str) -> None:
    missing = [
        name
        for name in PATH.findall(pages()[page])
        if name.rstrip("/") not in NOT_A_PLACE and not (ROOT / name).exists()
    ]
    assert not missing


def test_the_life_of_a_call_goes_through_the_rooms_in_order() -> None:
    passed = PATH.findall(pages()["docs/life-of-a-call.md"])
    assert {name.split("/")[1] for name in passed if name.startswith("app/")} >= {
        "telephony", "calls", "cases", "dispatch",
    }  # fmt: skip


def targets() -> dict[str, str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z]+):[^#\n]*(?:## (.*))?$", text, re.M))


def test_every_verb_of_make_has_a_help_line() -> None:
    assert {"demo", "test", "check", "serve", "setup", "bench", "help"} <= set(targets())
    assert all(targets().values())


@pytest.mark.parametrize("page", sorted(pages()))
def test_a_page_names_only_verbs_that_make_knows(page: str) -> None:
    assert set(re.findall(r"`make ([a-z]+)", pages()[page])) <= set(targets())
