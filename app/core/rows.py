"""Rows as the ORM's objects and back again, without its own way there; it runs no statement.

To build, run and read a statement of the ORM costs ten times what Postgres takes for one row. What
is not plain here (new rows, removed ones, columns of a kind of their own) stays the ORM's.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Column, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstanceState, Mapper, Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.types import TypeDecorator, UserDefinedType
from sqlmodel.sql.sqltypes import AutoString

from app.core.columns import Choice

T = TypeVar("T")


@dataclass(frozen=True)
class _Column:
    """How one column's value is read from the driver and written to it."""

    name: str
    read: Callable[[Any], Any] | None
    write: Callable[[Any], Any] | None


@dataclass(frozen=True)
class _Shape:
    """What there is to know of a table; `plain` says whether we may write its rows."""

    mapper: Mapper[Any]
    columns: Mapping[str, _Column]
    key: tuple[str, ...]
    plain: bool


_SHAPES: dict[type[Any], _Shape] = {}
_UPDATES: dict[tuple[type[Any], tuple[str, ...]], str] = {}
_RANKS: dict[type[Any], int] = {}


@dataclass(frozen=True)
class Change:
    """One UPDATE that waits in a session: run it, then say `done`."""

    statement: str
    values: tuple[Any, ...]
    _session: Session
    _state: InstanceState[Any]

    def done(self) -> None:
        """The object is as its row is."""
        self._state._commit_all(self._state.dict, self._session.identity_map)


def columns_of(kind: type[Any]) -> str:
    """Every column of a table by name, for the SELECT of a statement."""
    return ", ".join(f'"{name}"' for name in _shape(kind).columns)


def object_of(session: Session, kind: type[T], row: Mapping[str, Any]) -> T:
    """The session's object for a row with all columns; one it holds already is brought up to date.

    Call it with nothing unwritten in the session: what had changed on the object is forgotten.
    """
    shape = _shape(kind)
    values = {
        name: column.read(row[name]) if column.read else row[name]
        for name, column in shape.columns.items()
    }
    key = shape.mapper.identity_key_from_primary_key(tuple(values[name] for name in shape.key))
    known: T | None = session.identity_map.get(key)
    made: T = shape.mapper.class_manager.new_instance() if known is None else known
    state = instance_state(made)
    state.dict.update(values)
    if known is None:
        state.key = key
        session.add(made)
    else:
        state.expired_attributes.difference_update(values)
        state._commit_all(state.dict, session.identity_map)
    return made


def changes(session: Session) -> list[Change] | None:
    """What waits to be written, in the order of its keys; None when the ORM has to do that."""
    if session.new or session.deleted:
        return None
    states = [instance_state(changed) for changed in session.dirty]
    if len({state.class_ for state in states}) > 1:
        states.sort(key=lambda state: _rank(state.class_))
    found = []
    for state in states:
        change = _change(session, state)
        if change is None:
            return None
        found.append(change)
    return found


def _change(session: Session, state: InstanceState[Any]) -> Change | None:
    shape, now, before = _shape(state.class_), state.dict, state.committed_state
    names = tuple(name for name in before if name not in now or now[name] != before[name])
    if not shape.plain or any(name not in now or name in shape.key for name in names):
        return None
    values = tuple(_written(shape.columns[name], now[name]) for name in names)
    assert state.key is not None
    statement = _update(state.class_, names) if names else ""
    return Change(statement, (*state.key[1], *values), session, state)


def _written(column: _Column, value: Any) -> Any:
    return column.write(value) if column.write and value is not None else value


def _update(kind: type[Any], names: tuple[str, ...]) -> str:
    known = _UPDATES.get((kind, names))
    if known is None:
        known = _UPDATES[kind, names] = _update_of(_shape(kind), names)
    return known


def _update_of(shape: _Shape, names: tuple[str, ...]) -> str:
    numbered = [f'"{name}" = ${at}' for at, name in enumerate((*shape.key, *names), start=1)]
    where, put = numbered[: len(shape.key)], numbered[len(shape.key) :]
    table = shape.mapper.local_table
    return f'UPDATE "{table}" SET {", ".join(put)} WHERE {" AND ".join(where)}'


def _rank(kind: type[Any]) -> int:
    """Tables in the order in which the ORM writes them: whatever is pointed at comes first."""
    if kind not in _RANKS:
        table: Any = _shape(kind).mapper.local_table
        _RANKS[kind] = table.metadata.sorted_tables.index(table)
    return _RANKS[kind]


def _shape(kind: type[Any]) -> _Shape:
    known = _SHAPES.get(kind)
    if known is None:
        known = _SHAPES[kind] = _shape_of(inspect(kind))
    return known


def _shape_of(mapper: Mapper[Any]) -> _Shape:
    table: list[Any] = list(mapper.local_table.columns)
    plain = not mapper.relationships and all(_is_plain(column) for column in table)
    key = tuple(column.name for column in mapper.primary_key)
    return _Shape(mapper, {each.name: each for each in _read_and_written(table)}, key, plain)


def _is_plain(column: Column[Any]) -> bool:
    own_kind = isinstance(column.type, TypeDecorator | UserDefinedType)
    known = isinstance(column.type, Choice | AutoString)
    return (known or not own_kind) and column.onupdate is None


def _read_and_written(table: list[Column[Any]]) -> Iterator[_Column]:
    for column in table:
        if isinstance(column.type, Choice):
            allowed = column.type.allowed
            yield _Column(column.name, _member(allowed), _value(allowed))
        elif isinstance(column.type, JSONB):
            yield _Column(column.name, None, json.dumps)  # the ORM taught the driver to read it
        else:
            yield _Column(column.name, None, None)


def _member(allowed: type[Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else allowed(value)


def _value(allowed: type[Any]) -> Callable[[Any], Any]:
    return lambda member: allowed(member).value
