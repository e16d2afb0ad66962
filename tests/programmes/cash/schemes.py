"""The scheme that comes with the product, read, and evidence for it; holds no test."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from app.programmes.cash.conditions import Evidence
from app.programmes.cash.scheme import Scheme, read
from app.programmes.cash.states import Answer

ROOT = Path(__file__).resolve().parents[3]
FILE: dict[str, Any] = json.loads(
    (ROOT / "app/programmes/cash/data/scheme_1.json").read_text(encoding="utf-8")
)
DEFINITION: dict[str, Any] = FILE["definition"]
SCHEME: Scheme = read(DEFINITION)
START = date(2026, 1, 31)


def seen(
    no: int,
    about: str = "school_attendance",
    answer: str = "yes",
    tranche: int | None = 1,
    on: date = START,
) -> Evidence:
    """A word on something."""
    return Evidence(no, about, tranche, Answer(answer), on)
