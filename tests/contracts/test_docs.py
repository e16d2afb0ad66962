"""Docs name what exists, and everything that exists is named (design §5)."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

import app
from app.core.errors import HelplineError
from app.core.outbox import Event
from app.core.settings import Settings
from tests.contracts.sources import ROOT, app_modules, files, literals, short

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


def named(page: str) -> set[str]:
    """Return what the tables of a reference page name: the code in the first cell of each row."""
    text = (ROOT / "docs/reference" / page).read_text(encoding="utf-8")
    return set(re.findall(r"^\| *`([^`]+)`", text, re.M))


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


@pytest.fixture(scope="module")
def whole_app() -> None:
    """Import every module, so that every subclass is known."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def events() -> set[str]:
    return {kind.key for kind in below(Event) if "key" in vars(kind)}


def errors() -> set[str]:
    codes = {HelplineError.code} | {kind.code for kind in below(HelplineError)}
    for tree in app_modules().values():  # problem documents made without an exception
        codes |= {text for _, text in literals(tree) if text == "unexpected_error"}
    return codes


def jobs() -> set[str]:
    """Return the names of jobs and deadlines: `room.verb`, as handlers and `defer` spell them."""
    rooms = {path.split("/")[1] for path in app_modules() if path.count("/") > 1}
    spelled = re.compile(rf"(?:{'|'.join(sorted(rooms))})\.[a-z_]+")
    return {
        text
        for path, tree in app_modules().items()
        if not path.startswith("app/demo/")
        for _, text in literals(tree)
        if spelled.fullmatch(text)
    }


def commands() -> set[str]:
    module = importlib.import_module("app.cli")
    apps = [each for each in vars(module).values() if isinstance(each, typer.Typer)]
    return {name for each in apps for name in _commands_of(each)}


def _commands_of(group: typer.Typer) -> dict[str, Any]:
    return dict(getattr(typer.main.get_command(group), "commands", {}))


@pytest.mark.usefixtures("whole_app")
@pytest.mark.parametrize(
    ("page", "existing"),
    [("events.md", events), ("errors.md", errors), ("jobs.md", jobs), ("commands.md", commands)],
)
def test_a_reference_page_names_exactly_what_exists(page: str, existing: Any) -> None:
    known = existing()
    assert known
    assert named(page) == known


def settings() -> set[str]:
    return {f"HELPLINE_{name.upper()}" for name in Settings.model_fields} | {"HELPLINE_PG_BIN"}


def test_the_example_settings_are_exactly_the_settings() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"\bHELPLINE_[A-Z0-9_]+", text)) == settings()
    for name in settings():
        line = re.search(rf"^(.*)\n#? ?{name}=", text, re.M)
        assert line, f"{name} is not set out on a line of its own"
        assert line.group(1).startswith("#"), f"{name} has no comment above it"


def test_the_settings_page_names_exactly_the_settings() -> None:
    assert named("settings.md") == settings()


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
