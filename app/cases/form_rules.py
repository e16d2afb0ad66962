"""What answers a form takes, which of its fields are shown, and when it is complete; no framework.

What people typed is never thrown away in silence: a field that is hidden by another answer loses
its own, and is named among `dropped`; a field the form does not have is refused.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from app.cases.form_definition import (
    CHOICES,
    LARGEST_BYTES,
    UNKNOWN,
    Condition,
    Definition,
    Field,
    Kind,
)
from app.cases.form_reading import Flaw
from app.cases.form_values import World, Wrong, is_unknown, person_meant, read_value

NEEDED: Final = "needed"
"""Code of a flaw: the field has no answer and must have one."""


@dataclass(slots=True)
class Checked:
    """Answers as they are kept, what was dropped because it is hidden, and what is wrong.

    `flaws` stop a save, `missing` only the completing.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    missing: list[Flaw] = field(default_factory=list)


def check(definition: Definition, raw: Any, world: World) -> Checked:
    """Read answers to a form. Whatever `raw` is, nothing is raised."""
    made = Checked()
    if not isinstance(raw, dict):
        made.flaws.append(Flaw("", "not_an_object", "Answers come by field."))
        return made
    if _too_large(raw):
        made.flaws.append(Flaw("", "too_large", f"Answers fit into {LARGEST_BYTES} bytes."))
        return made
    asked = {one.code for one in definition.fields()}
    for name in raw:
        if name not in asked:
            path = str(name)[:40].encode("utf-8", "replace").decode("utf-8")
            made.flaws.append(Flaw(path, "no_such_field", "The form has no such field."))
    for one, shown in _walk(definition, made.answers):
        _read(one, shown, raw.get(one.code), world, made)
    return made


def visible(definition: Definition, answers: Mapping[str, Any]) -> list[str]:
    """Codes of the fields that kept answers show, in the order of the form."""
    return [one.code for one, shown in _walk(definition, answers) if shown]


def plain_facts(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What may be counted: answers by choosing that carry no mark, and that they are unknown."""
    return {
        one.code: {UNKNOWN: answers[one.code]["why"]}
        if is_unknown(answers[one.code])
        else answers[one.code]
        for one in definition.fields()
        if one.kind in CHOICES and not one.personal and one.code in answers
    }


def people_in(definition: Definition, raw: Any) -> set[tuple[str, UUID]]:
    """Kinds and ids of all whom answers point at, to be looked up before they are checked."""
    found = {person_meant(said) for said in _said_to(definition, raw, Kind.PERSON)}
    return {meant for meant in found if meant is not None}


def places_in(definition: Definition, raw: Any) -> set[str]:
    """Codes of all places that answers point at."""
    return {said for said in _said_to(definition, raw, Kind.PLACE) if isinstance(said, str)}


def _said_to(definition: Definition, raw: Any, kind: Kind) -> Iterator[Any]:
    """What stands in the fields and columns of one kind, whatever it is."""
    if not isinstance(raw, dict):
        return
    for one in definition.fields():
        said = raw.get(one.code)
        if one.kind is kind:
            yield said
        elif one.kind is Kind.TABLE and isinstance(said, list):
            columns = [column.code for column in one.columns if column.kind is kind]
            rows = [row for row in said if isinstance(row, dict)]
            yield from (row.get(code) for row in rows for code in columns)


def _walk(definition: Definition, answers: Mapping[str, Any]) -> Iterator[tuple[Field, bool]]:
    """Each field and whether it is shown; `answers` may grow meanwhile, conditions look back."""
    for section in definition.sections:
        open_ = _holds(section.show_when, answers)
        for one in section.fields:
            yield one, open_ and _holds(one.show_when, answers)


def _holds(conditions: tuple[Condition, ...], answers: Mapping[str, Any]) -> bool:
    return all(_meets(one, answers.get(one.field)) for one in conditions)


def _meets(condition: Condition, value: Any) -> bool:
    if is_unknown(value):
        return UNKNOWN in condition.values
    if isinstance(value, list):
        return any(one in condition.values for one in value)
    return value in condition.values


def _read(one: Field, shown: bool, raw: Any, world: World, made: Checked) -> None:
    if not shown:
        if raw not in (None, "", []):
            made.dropped.append(one.code)
        return
    try:
        value = read_value(one, raw, world, made.answers)
    except Wrong as wrong:
        path = f"{one.code}.{wrong.path}" if wrong.path else one.code
        made.flaws.append(Flaw(path, wrong.code, wrong.detail))
        return
    if value is not None:
        made.answers[one.code] = value
    _count_missing(one, one.code, value, made)
    for at, row in enumerate(value if one.kind is Kind.TABLE and isinstance(value, list) else ()):
        for column in one.columns:
            _count_missing(column, f"{one.code}.{at}.{column.code}", row.get(column.code), made)


def _count_missing(one: Field, path: str, value: Any, made: Checked) -> None:
    if value is not None or not (one.required or one.required_in_draft):
        return
    flaw = Flaw(path, NEEDED, "An answer is needed here; unknown is one, where it is offered.")
    made.missing.append(flaw)
    if one.required_in_draft:
        made.flaws.append(flaw)


def _too_large(raw: Any) -> bool:
    try:
        return len(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST_BYTES
    except (RecursionError, TypeError, ValueError):
        return True
