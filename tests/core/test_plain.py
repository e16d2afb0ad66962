"""What people wrote comes out of a command as signs, whatever it would make a terminal do."""

import ast
import io
from pathlib import Path

import pytest
from rich.table import Table

from app.cli_terminal import Terminal
from app.core.plain import plain

APP = Path(__file__).resolve().parents[2] / "app"
PRINTS = ("rich", "typer", "print(")
NOT_SHOWN = "\N{REPLACEMENT CHARACTER}"
SIGNS = [
    ("Rina Begum", "Rina Begum"),
    ("র‍্যাব ক্যাম্প", "র‍্যাব ক্যাম্প"),
    ("\x1b[2J\x1b]0;title\x07gone", f"{NOT_SHOWN}[2J{NOT_SHOWN}]0;title{NOT_SHOWN}gone"),
    ("\x9b31mred", f"{NOT_SHOWN}31mred"),
    ("Suman\r\x08\x08ok", f"Suman{NOT_SHOWN * 3}ok"),
    ("one\ntwo\u2028three\ttab", f"one{NOT_SHOWN}two{NOT_SHOWN}three{NOT_SHOWN}tab"),
    ("\u202etxt.exe\u2066\u200f", f"{NOT_SHOWN}txt.exe{NOT_SHOWN * 2}"),
    ("\x00\ud800\ue000\U000e0041\ufeff", NOT_SHOWN * 5),
    ("wide\u00a0\u3000space", "wide  space"),
    ("[red]not red[/red] :bee: [/]", "[red]not red[/red] :bee: [/]"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "signs"), SIGNS, ids=range(len(SIGNS)))
def test_every_sign_stands_for_itself(
    written: str, signs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself, as a line, and in a table; a terminal in colour writes no other sequences."""
    assert plain(written) == signs
    said = io.StringIO()
    monkeypatch.setattr("sys.stdout", said)
    terminal = Terminal()
    table = Table(written)
    table.add_row(written)
    terminal.print(written)
    terminal.print(table)
    lines = said.getvalue().splitlines()
    assert lines[0] == signs
    assert "".join(lines).count(signs) >= 3
    assert "\x1b" not in said.getvalue()


def test_no_command_prints_past_it() -> None:
    """Nobody else makes a console, prints, or hands on a text that is not looked at any more."""
    past = []
    for path in sorted(APP.rglob("*.py")):
        text = path.read_text()
        if path.name == "cli_terminal.py" or not any(word in text for word in PRINTS):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rich"):
                past += [(path.name, one.name) for one in node.names if one.name != "Table"]
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                markup = any(word.arg in ("markup", "title", "caption") for word in node.keywords)
                if name in ("echo", "secho") or ast.unparse(node.func) == "print":
                    past.append((path.name, name))
                if name == "print" and markup:
                    past.append((path.name, "markup"))
    assert past == []
