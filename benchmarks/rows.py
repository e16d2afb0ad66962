"""Compares what two servers wrote for one ring: both must have left rows of the same shape."""

import json
from typing import Any
from uuid import UUID

import asyncpg

from app.core.security import Vault, unseal

Written = dict[str, list[dict[str, Any]]]
TABLES = ("incident", "call", "timeline_entry", "outbox")
DRAWN = {"id", "incident_id", "entity_id", "stream", "number_sealed", "wrapped_key"}
"""Drawn anew at each ring: of these only kind and length must agree. The rest must be equal."""
COUNTED = {"transaction"}


class RowsDiffer(Exception):
    """The floor does not do the work of the product: the comparison would mean nothing."""


async def written(dsn: str) -> Written:
    """Every row of the four tables as JSON, in the order of their ids."""
    connection = await asyncpg.connect(dsn)
    try:
        return {
            table: [
                json.loads(row["found"])
                for row in await connection.fetch(f"SELECT to_jsonb(t) AS found FROM {table} t")
            ]
            for table in TABLES
        }
    finally:
        await connection.close()


async def counts(dsn: str) -> dict[str, int]:
    """How many rows each of the four tables has."""
    connection = await asyncpg.connect(dsn)
    try:
        return {
            table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES
        }
    finally:
        await connection.close()


def shape(value: Any, column: str = "") -> Any:
    """What must agree of a value: of what is drawn the length, of moments the kind, else all."""
    if isinstance(value, dict):
        return {key: shape(one, key) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return [shape(one, column) for one in value]
    if value is None or isinstance(value, bool):
        return value
    if column in COUNTED or (column in DRAWN and isinstance(value, int)):
        return "counted"
    if column == "at" or column.endswith("_at"):
        return "moment"
    if column in DRAWN:
        return f"text of {len(value)}"
    return value.partition("/")[0] if column == "audience" else value


def compare(ours: Written, floor: Written) -> None:
    """Raises RowsDiffer naming the first column in which one ring of each side differs."""
    for table in TABLES:
        if len(ours[table]) != 1 or len(floor[table]) != 1:
            raise RowsDiffer(f"{table}: {len(ours[table])} and {len(floor[table])} rows, not 1")
        mine, other = shape(ours[table][0]), shape(floor[table][0])
        for column in sorted({*mine, *other}):
            if mine.get(column) != other.get(column):
                raise RowsDiffer(
                    f"{table}.{column}: {mine.get(column)!r}, the floor's {other.get(column)!r}"
                )


def opens(rows: Written, vault: Vault, number: str) -> None:
    """Raises CannotUnseal or RowsDiffer unless the sealed number opens as the product opens it."""
    call, incident = rows["call"][0], rows["incident"][0]
    key = vault.unwrap(_bytes(incident["wrapped_key"]), UUID(incident["id"]).bytes)
    sealed, place = _bytes(call["number_sealed"]), f"call.number_sealed:{call['id']}"
    if unseal(key, sealed, place) != number:
        raise RowsDiffer("call.number_sealed: opens to another number")
    if _bytes(call["number_index"]) != vault.blind_index(number):
        raise RowsDiffer("call.number_index: is not the blind index of the number")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("\\x"))
