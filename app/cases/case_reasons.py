"""Why a case is closed or reopened: reads data/case_reasons.json, changes nothing."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from app.core.errors import InputIsInvalid


@cache
def reasons() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """By `close` and `reopen`: code and words in both languages, in the order of the picker."""
    path = files("app.cases") / "data" / "case_reasons.json"
    read: dict[str, list[dict[str, str]]] = json.loads(path.read_text(encoding="utf-8"))
    return {verb: tuple(rows) for verb, rows in read.items()}


def must_be_reason(verb: str, code: str) -> None:
    """Raises InputIsInvalid naming `reason`."""
    known = [row["code"] for row in reasons()[verb]]
    if code not in known:
        raise InputIsInvalid(f"Choose one of: {', '.join(known)}.", field="reason")


def reason_rows() -> dict[str, list[dict[str, Any]]]:
    """Every reason as screens get it."""
    return {
        verb: [{"code": row["code"], "name": {"bn": row["bn"], "en": row["en"]}} for row in rows]
        for verb, rows in reasons().items()
    }
