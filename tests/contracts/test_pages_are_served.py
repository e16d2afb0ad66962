"""Every page of the table of the console is handed out by its address, also opened anew."""

import re
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.routing import Match

from tests.contracts.test_permissions import front_door

__all__ = ["front_door"]

TABLE = Path(__file__).resolve().parents[2] / "web/console/src/routes.ts"


def test_each_address_of_the_console_has_its_page(front_door: FastAPI) -> None:
    pages = set(re.findall(r'\{\s*path: "([^"]+)"', TABLE.read_text(encoding="utf-8")))
    assert len(pages) > 20
    assert {page for page in pages if not _served(front_door, page)} == set()


def _served(front_door: FastAPI, page: str) -> bool:
    path = page.replace("$id", "0f3f3b1e-0000-4000-8000-000000000000")
    scope: dict[str, Any] = {"type": "http", "path": path, "method": "GET", "root_path": ""}
    return any(one.matches(scope)[0] is Match.FULL for one in front_door.routes)
