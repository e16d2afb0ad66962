"""Rows as they come over the line against what is told of them in the schemas; holds no test."""

import json
from typing import Any

from pydantic import BaseModel, ValidationError

from app.realtime.schemas import ROWS


def untold(channel: str, collections: dict[str, dict[str, Any]]) -> list[str]:
    """What of these rows is not as the schemas say: a key too many, too few, or another kind."""
    kind = channel.partition("/")[0]
    return [
        f"{kind}.{name}: {wrong}"
        for name, rows in collections.items()
        for row in rows.values()
        if (wrong := difference(ROWS[kind][name], row))
    ]


def difference(model: type[BaseModel], row: dict[str, Any]) -> str:
    """How `row` differs from what `model` says; empty when it does not.

    A code is a text on the line, also where the model names its enumeration.
    """
    try:
        told = model.model_validate_json(json.dumps(row), strict=True).model_dump(mode="json")
    except ValidationError as wrong:
        return str(wrong)
    return "" if told == row else f"{told} was told, {row} came"
