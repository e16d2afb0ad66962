"""Writes docs/reference/ from the code itself: events, error codes, jobs, commands, settings.

Each page is a table whose first cell is the name as the outside meets it; a contract test compares
the pages with the code. Run it with the Python of .venv after adding or renaming any of them.
"""

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT))

Row = tuple[str, ...]


def main() -> None:
    """Write every page anew."""
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, (title, head, rows) in pages().items():
        lines = [f"# {title}", "", "Written by `tools/reference.py`; do not edit by hand.", ""]
        lines += [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
        lines += [f"| {' | '.join([f'`{row[0]}`', *row[1:]])} |" for row in rows]
        (PAGES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"docs/reference/{name}: {len(rows)}")


def pages() -> dict[str, tuple[str, Row, list[Row]]]:
    """Return title, head and rows of each page, by file name."""
    import_everything()
    return {
        "events.md": ("Events", ("event", "what happened", "facts it carries"), events()),
        "errors.md": ("Error codes", ("code", "status", "what is wrong"), errors()),
        "jobs.md": ("Jobs and deadlines", ("name", "kind", "what it does"), jobs()),
        "commands.md": ("Commands of `helpline`", ("command", "what it does"), commands()),
        "settings.md": ("Settings", ("setting", "default", "what it is for"), settings()),
    }


def import_everything() -> None:
    """Import every module of the product, so that every subclass is known."""
    import app

    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def below(kind: Any) -> Iterator[Any]:
    """Yield every subclass, however deep."""
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def first_sentence(thing: Any) -> str:
    """Return the first paragraph of a docstring on one line, fit for a table cell."""
    text = thing if isinstance(thing, str) else (thing.__doc__ or "")
    return " ".join(text.strip().split("\n\n")[0].split()).replace("|", "\\|")


def events() -> list[Row]:
    """Return every event that can be recorded."""
    from app.core.outbox import Event

    # Tests make events of their own: only the product's count.
    ours = (kind for kind in below(Event) if kind.__module__.startswith("app."))
    found = {kind.key: kind for kind in ours if "key" in vars(kind)}
    return [
        (key, first_sentence(kind), ", ".join(sorted(_own_facts(kind))))
        for key, kind in sorted(found.items())
    ]


def _own_facts(kind: type[Any]) -> set[str]:
    from dataclasses import fields

    return {field.name for field in fields(kind)}


def errors() -> list[Row]:
    """Return every error code of a problem document."""
    from app.core.errors import HelplineError

    found: dict[str, Any] = {kind.code: kind for kind in [*below(HelplineError), HelplineError]}
    rows = [(code, str(int(kind.status)), first_sentence(kind)) for code, kind in found.items()]
    rows.append(("unexpected_error", "500", "A bug of ours; nothing was saved."))
    return sorted(rows)


def jobs() -> list[Row]:
    """Return what rooms do later: the keys of what their `handlers` and `deadlines` return."""
    kinds = {"handlers": "job", "deadlines": "deadline"}
    rows: list[Row] = []
    for path in sorted((ROOT / "app").glob("**/*jobs.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = importlib.import_module(".".join(parts))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in kinds:
                rows += [(*row[:1], kinds[node.name], row[1]) for row in _handlers(module, node)]
    return sorted(rows)


def _handlers(module: Any, function: ast.FunctionDef) -> Iterator[Row]:
    local = {
        inner.name: ast.get_docstring(inner)
        for inner in ast.walk(function)
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for node in ast.walk(function):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:  # those of another page's dictionary
                continue
            name = eval(ast.unparse(key), vars(module))
            yield str(name), first_sentence(local.get(ast.unparse(value)) or _doc(module, value))


def _doc(module: Any, value: ast.expr) -> str:
    """Return the docstring of what a table of handlers points at, in a module or a class."""
    spelled = ast.unparse(value)
    homes = [vars(module)]
    if spelled.startswith("self."):
        spelled = spelled.removeprefix("self.")
        homes = [dict(vars(k)) for k in vars(module).values() if isinstance(k, type)]
    for home in homes:
        try:
            return eval(spelled, dict(home)).__doc__ or ""
        except (NameError, AttributeError):
            continue
    return ""


def commands() -> list[Row]:
    """Return every command, those of a group with the group's name before them."""
    import typer.main

    return sorted(_commands(typer.main.get_command(importlib.import_module("app.cli").app)))


def _commands(group: Any, before: str = "") -> Iterator[Row]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", first_sentence(command.help or "")


def settings() -> list[Row]:
    """Return every setting with its default, and the comment above it in .env.example."""
    from app.core.settings import Settings

    example = ROOT / ".env.example"
    text = example.read_text(encoding="utf-8") if example.exists() else ""
    rows = []
    for field, known in Settings.model_fields.items():
        name = f"HELPLINE_{field.upper()}"
        above = re.search(rf"((?:^#[^\n]*\n)+)#? ?{name}=", text, re.M)
        words = re.sub(r"^# ?", "", above.group(1), flags=re.M) if above else ""
        words = re.sub(r"^HELPLINE_\w+=.*$", "", words, flags=re.M)
        default = "none: must be set" if known.is_required() else f"`{known.default}`"
        rows.append((name, default, first_sentence(words)))
    return sorted(rows)


if __name__ == "__main__":
    main()
